import type { RunSummary } from '@linkflow/contracts';
import { Group, Text } from '@mantine/core';
import { useMemo } from 'react';
import { useText, useTexts } from '../../i18n';
import { RowLink, type ListColumn } from '../../shared/listing';
import { TextLink } from '../../shared/text-link';
import { TimeAgo } from '../../shared/time-ago';
import { RunStatusBadge } from './run-status';
import { runTexts } from './runs.texts';

export function useRunColumns(): ListColumn<RunSummary>[] {
  const t = useTexts(runTexts);
  const text = useText();
  return useMemo(
    () => [
      {
        key: 'contact',
        title: t('contact'),
        width: 156,
        narrow: (run) => (
          <>
            <Group gap={6} wrap="nowrap">
              <RunStatusBadge status={run.status} />
              <Text size="xs" c="dimmed" truncate>
                <TimeAgo at={run.clickedAt} /> · {run.link.name}
              </Text>
            </Group>
            {run.failure && (
              <Text size="xs" c="dimmed" mt={3} lineClamp={2} style={{ whiteSpace: 'normal' }}>
                {text(run.failure.reason.message)}
              </Text>
            )}
          </>
        ),
        render: (run) => (
          <RowLink to="/runs/$runId" params={{ runId: run.id }} title={run.recipient.email}>
            {run.contact?.name ?? run.recipient.email}
          </RowLink>
        ),
      },
      {
        key: 'status',
        title: t('status'),
        width: 112,
        from: 'small',
        render: (run) => <RunStatusBadge status={run.status} />,
      },
      {
        key: 'reason',
        title: t('reason'),
        from: 'medium',
        wraps: true,
        render: (run) =>
          run.failure && (
            <Text span inherit c="dimmed" title={text(run.failure.reason.message)}>
              {text(run.failure.reason.message)}
            </Text>
          ),
      },
      {
        key: 'link',
        title: t('link'),
        from: 'small',
        wraps: true,
        render: (run) => (
          <>
            <TextLink
              to="/links/$linkId"
              params={{ linkId: run.link.id }}
              search={{ tab: 'runs' }}
              c="inherit"
              title={run.link.name}
            >
              {run.link.name}
            </TextLink>{' '}
            <Text span size="xs" c="dimmed">
              v{run.version}
            </Text>
          </>
        ),
      },
      {
        key: 'mailing',
        title: t('mailing'),
        width: 136,
        from: 'large',
        render: (run) => <span title={run.mailing.name}>{run.mailing.name}</span>,
      },
      {
        key: 'clickedAt',
        title: t('clicked'),
        width: 160,
        from: 'small',
        render: (run) => <TimeAgo at={run.clickedAt} />,
      },
    ],
    [t, text],
  );
}
