import type { OpsOverview } from '@linkflow/contracts';
import { hourMinute } from '../../../canvas/model/times';
import { useFormat, useLanguage, useTexts } from '../../../i18n';
import { opsTexts } from '../ops.texts';
import { barHeights, roundTop } from './bars';
import classes from './overview.module.css';

/** Clicks accepted in each of the last minutes, now at the right. */
export function ClicksChart({ minutes }: { minutes: OpsOverview['clicksPerMinute'] }) {
  const t = useTexts(opsTexts);
  const format = useFormat();
  const language = useLanguage();
  const counts = minutes.map(({ clicks }) => clicks);
  const heights = barHeights(counts);
  const total = counts.reduce((sum, clicks) => sum + clicks, 0);
  const [first] = minutes;
  const said =
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
              time: hourMinute(language, minute),
              count: format.number(clicks),
            })}
          >
            <div className={classes.bar} style={{ height: `${heights[index] ?? 0}%` }} />
          </div>
        ))}
      </div>
      <div className={classes.axis} aria-hidden>
        <span>{first && hourMinute(language, first.minute)}</span>
        <span>{t('overview.now')}</span>
      </div>
      <figcaption className={classes.note}>{said}</figcaption>
    </figure>
  );
}
