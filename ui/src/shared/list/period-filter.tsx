import { Button, Loader, Popover, Text } from '@mantine/core';
import { IconCalendarTime } from '@tabler/icons-react';
import { Suspense, useState } from 'react';
import { useFormat, useTexts } from '../../i18n';
import { lazyComponent } from '../lazy-parts';
import type { ListSearch } from '../search';
import type { ListState } from './list-state';
import type { Period } from './period-choice';
import { periodTexts } from './period.texts';

/** Its code is loaded when the popover opens, because the calendars are large. */
const PeriodChoice = lazyComponent(async () => (await import('./period-choice')).PeriodChoice);

/** Returns a function that formats a period: "Since 14 Mar 2027, 09:41", "14 … – 15 …". */
export function usePeriodText(): (period: Period) => string {
  const t = useTexts(periodTexts);
  const format = useFormat();
  return ({ from, to }) => {
    if (from && to) return format.period(from, to);
    if (from) return t('since', { time: format.dateTime(from) });
    return to ? t('until', { time: format.dateTime(to) }) : t('any');
  };
}

interface PeriodFilterProps {
  list: ListState<ListSearch & Period>;
  /** Name of the filtered time, such as "Clicked". */
  label: string;
}

/** A filter that limits a list to a period. The URL contains absolute times, so a shared URL always shows the same period. */
export function PeriodFilter({ list, label }: PeriodFilterProps) {
  const words = usePeriodText();
  const [opened, setOpened] = useState(false);
  const { from, to } = list.search;
  const any = from === undefined && to === undefined;
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-start"
      shadow="md"
      trapFocus
      returnFocus
      withinPortal
      closeOnEscape={false}
    >
      <Popover.Target>
        <Button
          size="xs"
          variant="default"
          fw={400}
          c={any ? 'var(--mantine-color-placeholder)' : undefined}
          justify="flex-start"
          miw={any ? 'fit-content' : 136}
          title={any ? undefined : words({ from, to })}
          leftSection={<IconCalendarTime size={15} stroke={1.6} aria-hidden />}
          aria-label={`${label}: ${words({ from, to })}`}
          onClick={() => setOpened(!opened)}
        >
          <Text span inherit truncate>
            {words({ from, to })}
          </Text>
        </Button>
      </Popover.Target>
      <Popover.Dropdown
        w={288}
        // The first Escape closes an open calendar, which is inside this popover.
        onKeyDownCapture={({ key, currentTarget }) => {
          if (key === 'Escape' && !currentTarget.querySelector('[aria-expanded="true"]')) setOpened(false);
        }}
      >
        <Suspense fallback={<Loader size="sm" />}>
          <PeriodChoice
            period={{ from, to }}
            onChange={(next) => list.set({ from: next.from, to: next.to })}
            onDone={() => setOpened(false)}
          />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}
