import { REPORT_HOURS, ROUTES, requestUrl, type HourOfClicks, type MailingReport } from '@linkflow/contracts';
import { useShownClicks } from '../../../api/session';
import { useFormat, useTexts } from '../../../i18n';
import { reportTexts } from './report.texts';
import { TimeChart } from './time-chart';

const HOUR_MS = 3_600_000;
/** Hours between two labels below the chart. */
const LABEL_EVERY = 12;

interface HourChartProps {
  mailingId: string;
  report: Pick<MailingReport, 'startedAt' | 'hours'>;
}

/** Clicks in each of the first 48 hours. */
export function HourChart({ mailingId, report: { startedAt, hours } }: HourChartProps) {
  const t = useTexts(reportTexts);
  const format = useFormat();
  const peopleOnly = useShownClicks() === 'people';
  return (
    <TimeChart
      title={t('hours.title')}
      none={t('hours.none')}
      column={t('hours.hour')}
      slots={
        hours.length === 0 || startedAt === null
          ? []
          : allHours(hours, startedAt).map((hour) => ({ ...hour, label: format.dateTime(hour.at) }))
      }
      labelEvery={LABEL_EVERY}
      peak={(count, time) => t('hours.peak', { count, time })}
      peopleOnly={peopleOnly}
      csv={requestUrl(ROUTES.reports.exportMailing, { params: { id: mailingId }, query: { part: 'hours' } })}
    />
  );
}

/** All hours from the start on; those without clicks have none. */
export function allHours(hours: readonly HourOfClicks[], startedAt: string): HourOfClicks[] {
  const first = Math.floor(Date.parse(startedAt) / HOUR_MS) * HOUR_MS;
  const byTime = new Map(hours.map((hour) => [Date.parse(hour.at), hour]));
  return Array.from({ length: REPORT_HOURS }, (_, index) => {
    const at = first + index * HOUR_MS;
    return byTime.get(at) ?? { at: new Date(at).toISOString(), clicks: 0, humanClicks: 0, suspectClicks: 0 };
  });
}
