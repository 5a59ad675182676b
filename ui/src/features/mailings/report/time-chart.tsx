import type { ClickCountsByVerdict } from '@linkflow/contracts';
import { ActionIcon, Table, Text } from '@mantine/core';
import { IconChartBar, IconTable } from '@tabler/icons-react';
import { useState } from 'react';
import { useFormat, useTexts } from '../../../i18n';
import { roundTop } from '../../../shared/chart-scale';
import { CheckSection } from '../sending/check-section';
import { ExportLink } from './export-link';
import { reportTexts } from './report.texts';
import classes from './report.module.css';

/** The clicks of an hour or a day, and its name. */
type Slot = ClickCountsByVerdict & { label: string };

interface TimeChartProps {
  title: string;
  /** Shown if there are no clicks. */
  none: string;
  /** Title of the column of times. */
  column: string;
  slots: readonly Slot[];
  /** Slots between two labels below the chart. */
  labelEvery: number;
  /** The sentence about the slot with the most clicks of people. */
  peak: (count: number, time: string) => string;
  /** Address of the file with the same numbers. */
  csv: string;
  /** Whether only the clicks of people are shown. */
  peopleOnly?: boolean;
}

/** Clicks over time: those of people below, the others above them. The same numbers can be shown as a table. */
export function TimeChart({ title, none, column, slots, csv, peopleOnly = false, ...bars }: TimeChartProps) {
  const t = useTexts(reportTexts);
  const [isTable, setTable] = useState(false);
  const toggle = t(isTable ? 'hours.asChart' : 'hours.asTable');
  const ToggleIcon = isTable ? IconChartBar : IconTable;
  const hasClicks = slots.some(({ clicks, humanClicks }) => (peopleOnly ? humanClicks : clicks) > 0);
  return (
    <CheckSection
      title={title}
      action={
        hasClicks && (
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
            <ExportLink href={csv} name={title} />
          </span>
        )
      }
    >
      {!hasClicks ? (
        <Text size="sm" c="dimmed">
          {none}
        </Text>
      ) : isTable ? (
        <SlotTable title={title} column={column} slots={slots} peopleOnly={peopleOnly} />
      ) : (
        <Bars slots={slots} peopleOnly={peopleOnly} {...bars} />
      )}
    </CheckSection>
  );
}

function Bars({
  slots,
  labelEvery,
  peak: peakText,
  peopleOnly,
}: Pick<TimeChartProps, 'slots' | 'labelEvery' | 'peak'> & { peopleOnly: boolean }) {
  const t = useTexts(reportTexts);
  const format = useFormat();
  const top = roundTop(slots.map(({ clicks, humanClicks }) => (peopleOnly ? humanClicks : clicks)));
  const peak = slots.reduce((best, slot) => (slot.humanClicks > best.humanClicks ? slot : best));
  const percentOf = (count: number): string => `${(100 * count) / top}%`;
  const labels = slots.filter((_, index) => index % labelEvery === 0);
  return (
    <figure className={classes.chart}>
      <div className={classes.legend} aria-hidden>
        <span data-kind="people">{t('hours.people')}</span>
        {!peopleOnly && <span data-kind="others">{t('hours.others')}</span>}
      </div>
      <div className={classes.plot} aria-hidden>
        <span className={classes.top}>{format.number(top)}</span>
        {slots.map((slot) => {
          const { label: time, humanClicks: human } = slot;
          const others = slot.clicks - human;
          return (
            <div
              key={time}
              className={classes.slot}
              title={
                peopleOnly ? t('hours.barOfPeople', { time, human }) : t('hours.bar', { time, human, others })
              }
            >
              {!peopleOnly && (
                <div className={classes.bar} data-kind="others" style={{ height: percentOf(others) }} />
              )}
              <div className={classes.bar} data-kind="people" style={{ height: percentOf(human) }} />
            </div>
          );
        })}
      </div>
      <div
        className={classes.axis}
        style={{ gridTemplateColumns: `repeat(${slots.length / labelEvery}, 1fr)` }}
        aria-hidden
      >
        {labels.map(({ label }) => (
          <span key={label}>{label}</span>
        ))}
      </div>
      <figcaption className={classes.caption}>
        {peak.humanClicks > 0 && peakText(peak.humanClicks, peak.label)}
      </figcaption>
    </figure>
  );
}

function SlotTable({
  title,
  column,
  slots,
  peopleOnly,
}: Pick<TimeChartProps, 'title' | 'column' | 'slots' | 'peopleOnly'>) {
  const t = useTexts(reportTexts);
  const format = useFormat();
  return (
    <div className={classes.scrolls}>
      <Table aria-label={title}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{column}</Table.Th>
            <Table.Th ta="right">{t('hours.people')}</Table.Th>
            {!peopleOnly && <Table.Th ta="right">{t('hours.others')}</Table.Th>}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {slots
            .filter(({ clicks }) => clicks > 0)
            .map(({ label, clicks, humanClicks }) => (
              <Table.Tr key={label}>
                <Table.Td>{label}</Table.Td>
                <Table.Td ta="right" className="lf-numbers">
                  {format.number(humanClicks)}
                </Table.Td>
                {!peopleOnly && (
                  <Table.Td ta="right" className="lf-numbers">
                    {format.number(clicks - humanClicks)}
                  </Table.Td>
                )}
              </Table.Tr>
            ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
