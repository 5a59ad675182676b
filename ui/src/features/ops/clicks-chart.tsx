import type { OpsOverview } from '@linkflow/contracts';
import { formatHourMinute } from '../../i18n/moments';
import { useFormat, useLanguage, useTexts } from '../../i18n';
import { opsTexts } from './ops.texts';
import classes from './overview.module.css';

/** Bar chart of the accepted clicks per minute. The bar at the right is the current minute. */
export function ClicksChart({ minutes }: { minutes: OpsOverview['clicksPerMinute'] }) {
  const t = useTexts(opsTexts);
  const format = useFormat();
  const language = useLanguage();
  const counts = minutes.map(({ clicks }) => clicks);
  const heights = barHeights(counts);
  const total = counts.reduce((sum, clicks) => sum + clicks, 0);
  const [first] = minutes;
  const summary =
    total === 0
      ? t('overview.noClicks', { minutes: minutes.length })
      : t('overview.clicksHour', { count: total, minutes: minutes.length });
  return (
    <figure className={classes.chart}>
      <div className={classes.plot} aria-hidden>
        <span className={classes.top}>{format.number(roundTop(counts))}</span>
        {minutes.map(({ minute, clicks }, index) => (
          <div
            key={minute}
            className={classes.slot}
            title={t('overview.clicksAt', {
              time: formatHourMinute(language, minute),
              count: format.number(clicks),
            })}
          >
            <div className={classes.bar} style={{ height: `${heights[index] ?? 0}%` }} />
          </div>
        ))}
      </div>
      <div className={classes.axis} aria-hidden>
        <span>{first && formatHourMinute(language, first.minute)}</span>
        <span>{t('overview.now')}</span>
      </div>
      <figcaption className={classes.note}>{summary}</figcaption>
    </figure>
  );
}

/** Returns the maximum of the chart's scale: the smallest number of the form 1, 2 or 5 × 10ⁿ that is at least the largest value. */
export function roundTop(values: readonly number[]): number {
  const most = Math.max(1, ...values);
  const size = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 5, 10].map((step) => step * size).find((top) => top >= most) ?? most;
}

/** Returns the heights of the bars in per cent of the scale. Bars of values above zero have at least 3 %, so that they are visible. */
export function barHeights(values: readonly number[]): number[] {
  const top = roundTop(values);
  return values.map((value) => (value === 0 ? 0 : Math.max(3, Math.round((value / top) * 100))));
}
