import { REPORT_HOURS, type HourOfClicks, type MailingReport } from '@linkflow/contracts';
import { ActionIcon, Table, Text } from '@mantine/core';
import { IconChartBar, IconTable } from '@tabler/icons-react';
import { useState } from 'react';
import { useFormat, useTexts } from '../../../i18n';
import { roundTop } from '../../../shared/chart-scale';
import { CheckSection } from '../sending/check-section';
import { ExportLink } from './export-link';
import { reportTexts } from './report.texts';
import classes from './report.module.css';

const HOUR_MS = 3_600_000;
/** Hours between two labels below the chart. */
const LABEL_EVERY = 12;

interface HourChartProps {
  mailingId: string;
  report: Pick<MailingReport, 'startedAt' | 'hours'>;
}

/** Clicks in each of the first 48 hours: those of people below, the others above them. The same numbers can be shown as a table. */
export function HourChart({ mailingId, report: { startedAt, hours } }: HourChartProps) {
  const t = useTexts(reportTexts);
  const [isTable, setTable] = useState(false);
  const toggle = t(isTable ? 'hours.asChart' : 'hours.asTable');
  const ToggleIcon = isTable ? IconChartBar : IconTable;
  return (
    <CheckSection
      title={t('hours.title')}
      action={
        hours.length > 0 && (
          <span className={classes.tools}>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={toggle}
              title={toggle}
              onClick={() => setTable(!isTable)}
            >
              <ToggleIcon size={17} aria-hidden />
            </ActionIcon>
            <ExportLink mailingId={mailingId} part="hours" name={t('hours.title')} />
          </span>
        )
      }
    >
      {hours.length === 0 || startedAt === null ? (
        <Text size="sm" c="dimmed">
          {t('hours.none')}
        </Text>
      ) : isTable ? (
        <HourTable hours={hours} />
      ) : (
        <Bars hours={allHours(hours, startedAt)} />
      )}
    </CheckSection>
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

function Bars({ hours }: { hours: readonly HourOfClicks[] }) {
  const t = useTexts(reportTexts);
  const format = useFormat();
  const top = roundTop(hours.map(({ clicks }) => clicks));
  const peak = hours.reduce((best, hour) => (hour.humanClicks > best.humanClicks ? hour : best));
  const percentOf = (count: number): string => `${(100 * count) / top}%`;
  return (
    <figure className={classes.chart}>
      <div className={classes.legend} aria-hidden>
        <span data-kind="people">{t('hours.people')}</span>
        <span data-kind="others">{t('hours.others')}</span>
      </div>
      <div className={classes.plot} aria-hidden>
        <span className={classes.top}>{format.number(top)}</span>
        {hours.map((hour) => {
          const others = hour.clicks - hour.humanClicks;
          const time = format.dateTime(hour.at);
          return (
            <div
              key={hour.at}
              className={classes.slot}
              title={t('hours.bar', { time, human: hour.humanClicks, others })}
            >
              <div className={classes.bar} data-kind="others" style={{ height: percentOf(others) }} />
              <div
                className={classes.bar}
                data-kind="people"
                style={{ height: percentOf(hour.humanClicks) }}
              />
            </div>
          );
        })}
      </div>
      <div className={classes.axis} aria-hidden>
        {hours
          .filter((_, index) => index % LABEL_EVERY === 0)
          .map(({ at }) => (
            <span key={at}>{format.dateTime(at)}</span>
          ))}
      </div>
      <figcaption className={classes.caption}>
        {peak.humanClicks > 0 && t('hours.peak', { count: peak.humanClicks, time: format.dateTime(peak.at) })}
      </figcaption>
    </figure>
  );
}

function HourTable({ hours }: { hours: readonly HourOfClicks[] }) {
  const t = useTexts(reportTexts);
  const format = useFormat();
  return (
    <div className={classes.scrolls}>
      <Table aria-label={t('hours.title')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('hours.hour')}</Table.Th>
            <Table.Th ta="right">{t('hours.people')}</Table.Th>
            <Table.Th ta="right">{t('hours.others')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {hours.map(({ at, clicks, humanClicks }) => (
            <Table.Tr key={at}>
              <Table.Td>{format.dateTime(at)}</Table.Td>
              <Table.Td ta="right" className="lf-numbers">
                {format.number(humanClicks)}
              </Table.Td>
              <Table.Td ta="right" className="lf-numbers">
                {format.number(clicks - humanClicks)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
