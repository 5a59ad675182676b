import type { OpsOverview } from '@linkflow/contracts';
import { useShownClicks } from '../../api/session';
import { formatHourMinute } from '../../i18n/moments';
import { useFormat, useLanguage, useTexts } from '../../i18n';
import { barHeights, roundTop } from '../../shared/chart-scale';
import { clicksOf, machinesIn, type NumbersByVerdict } from '../../shared/verdict/click-numbers';
import { verdictTexts } from '../../shared/verdict/verdict.texts';
import { opsTexts } from './ops.texts';
import classes from './overview.module.css';

const VERDICTS = ['bot', 'suspect', 'human'] as const;

/**
 * Bar chart of the accepted clicks per minute: those of people, or of all, with those of machines on top. The bar at the right is the
 * current minute.
 */
export function ClicksChart({ minutes }: { minutes: OpsOverview['clicksPerMinute'] }) {
  const t = useTexts(opsTexts);
  const v = useTexts(verdictTexts);
  const format = useFormat();
  const language = useLanguage();
  const shown = useShownClicks();
  const numbers = minutes.map(clicksOf);
  const counts = numbers.map(({ all, human }) => (shown === 'all' ? all : human));
  const heights = barHeights(counts);
  const total = counts.reduce((sum, clicks) => sum + clicks, 0);
  const [first] = minutes;
  const inWords = (of: NumbersByVerdict): string =>
    VERDICTS.toReversed()
      .map((verdict) => v(`filters.${verdict}`, { count: countOf(of, verdict) }))
      .join(', ');
  return (
    <figure className={classes.chart}>
      <div className={classes.plot} aria-hidden>
        <span className={classes.top}>{format.number(roundTop(counts))}</span>
        {minutes.map(({ minute }, index) => {
          const of = numbers[index] ?? NOTHING;
          const time = formatHourMinute(language, minute);
          const count = format.number(counts[index] ?? 0);
          return (
            <div
              key={minute}
              className={classes.slot}
              title={t('overview.clicksAt', { time, count }) + (shown === 'all' ? ` (${inWords(of)})` : '')}
            >
              <div className={classes.bar} style={{ height: `${heights[index] ?? 0}%` }}>
                {shown === 'all' &&
                  VERDICTS.map((verdict) => (
                    <div
                      key={verdict}
                      className={classes.part}
                      data-verdict={verdict}
                      style={{ flexGrow: countOf(of, verdict) }}
                    />
                  ))}
              </div>
            </div>
          );
        })}
      </div>
      <div className={classes.axis} aria-hidden>
        <span>{first && formatHourMinute(language, first.minute)}</span>
        <span>{t('overview.now')}</span>
      </div>
      <figcaption className={classes.note}>
        {total === 0
          ? t('overview.noClicks', { minutes: minutes.length })
          : t('overview.clicksHour', { count: total, minutes: minutes.length })}
        {shown === 'all' && total > 0 && `: ${inWords(numbers.reduce(sumOf, NOTHING))}`}
      </figcaption>
    </figure>
  );
}

const NOTHING: NumbersByVerdict = { all: 0, human: 0, suspect: 0 };

const countOf = (numbers: NumbersByVerdict, verdict: (typeof VERDICTS)[number]): number =>
  verdict === 'bot' ? machinesIn(numbers) : numbers[verdict];

const sumOf = (one: NumbersByVerdict, other: NumbersByVerdict): NumbersByVerdict => ({
  all: one.all + other.all,
  human: one.human + other.human,
  suspect: one.suspect + other.suspect,
});
