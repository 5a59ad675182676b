import type { QueueView } from '@linkflow/contracts';
import { Anchor, Group, Text } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { roundedDuration } from '../../../canvas/model/times';
import { useFormat, useLanguage, useTexts } from '../../../i18n';
import { PartTable } from '../../../shared/parts';
import { opsTexts } from '../ops.texts';
import classes from './overview.module.css';

/** What carries the work between the processes, and how long the work waits there. */
export function Queues({ queues }: { queues: readonly QueueView[] }) {
  const t = useTexts(opsTexts);
  const format = useFormat();
  const language = useLanguage();
  const count = (value: number) => (
    <span className={classes.count} data-zero={value === 0 || undefined}>
      {format.number(value)}
    </span>
  );
  return (
    <>
      <Group justify="space-between" align="baseline" className={classes.headingRow}>
        <h2 id="ops-queues" className={classes.heading}>
          {t('overview.queues')}
        </h2>
        <Anchor href="/api/ops/queues" target="_blank" rel="noreferrer" size="xs">
          {t('overview.board')} <IconExternalLink size={12} aria-hidden className={classes.out} />
        </Anchor>
      </Group>
      <PartTable
        records={queues}
        idOf={(queue) => queue.name}
        columns={[
          { key: 'name', title: t('overview.queue'), render: (queue) => <QueueName name={queue.name} /> },
          { key: 'waiting', title: t('overview.waiting'), render: (queue) => count(queue.waiting) },
          {
            key: 'oldest',
            title: t('overview.oldest'),
            render: ({ oldestMs }) => (oldestMs === null ? '–' : roundedDuration(language, oldestMs)),
          },
          { key: 'active', title: t('overview.active'), render: (queue) => count(queue.active) },
          { key: 'delayed', title: t('overview.delayed'), render: (queue) => count(queue.delayed) },
          {
            key: 'failed',
            title: t('overview.failed'),
            render: (queue) => (
              <Text span inherit c={queue.failed > 0 ? 'red' : undefined}>
                {count(queue.failed)}
              </Text>
            ),
          },
        ]}
      />
    </>
  );
}

/** `clicks-0`: what it carries, and its name for those who look for it in a log. */
function QueueName({ name }: { name: string }) {
  const t = useTexts(opsTexts);
  const kind = (['clicks', 'advance', 'lone'] as const).find((each) => name.startsWith(each));
  if (!kind) return name;
  return (
    <>
      {t(`overview.kinds.${kind}`)}{' '}
      <Text span size="xs" c="dimmed">
        {name}
      </Text>
    </>
  );
}
