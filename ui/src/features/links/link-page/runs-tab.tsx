import type { RunSummary } from '@linkflow/contracts';
import { Text } from '@mantine/core';
import { IconActivity } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useRuns } from '../../../api/runs';
import { useText, useTexts } from '../../../i18n';
import { RunStatusBadge } from '../../runs/run-status';
import { pageQuery, RowLink, type ListColumn } from '../../../shared/listing';
import { TimeAgo } from '../../../shared/time-ago';
import { linkPageTexts } from './link-page.texts';
import { TabList, useTabList } from './tab-list';

const DEFAULT_SORT = '-clickedAt';

/** The runs of this link, the newest first; new ones come in by themselves. */
export function RunsTab({ linkId }: { linkId: string }) {
  const t = useTexts(linkPageTexts);
  const list = useTabList();
  const query = useRuns({ ...pageQuery(list.search, DEFAULT_SORT), linkId });
  const columns = useColumns();
  return (
    <TabList
      label={t('runs.label')}
      query={query}
      list={list}
      defaultSort={DEFAULT_SORT}
      columns={columns}
      idOf={(run) => run.id}
      nameOf={(run) => run.contact?.name ?? run.recipient.email}
      empty={{ icon: IconActivity, title: t('runs.empty'), text: t('runs.emptyText') }}
    />
  );
}

function useColumns(): ListColumn<RunSummary>[] {
  const t = useTexts(linkPageTexts);
  const text = useText();
  return useMemo(
    () => [
      {
        key: 'contact',
        title: t('runs.contact'),
        render: (run) => (
          <>
            <RowLink
              to="/runs/$runId"
              params={{ runId: run.id }}
              title={run.contact?.name ?? run.recipient.email}
            >
              {run.contact?.name ?? run.recipient.email}
            </RowLink>
            {run.failure && (
              <Text size="xs" c="red" lineClamp={2} style={{ whiteSpace: 'normal' }}>
                {text(run.failure.reason.message)}
              </Text>
            )}
          </>
        ),
      },
      {
        key: 'status',
        title: t('runs.state'),
        width: 140,
        render: (run) => <RunStatusBadge status={run.status} />,
      },
      { key: 'mailing', title: t('clicks.mailing'), from: 'medium', render: (run) => run.mailing.name },
      {
        key: 'version',
        title: t('runs.version'),
        width: 90,
        from: 'small',
        align: 'right',
        render: (run) => `v${run.version}`,
      },
      {
        key: 'clickedAt',
        title: t('runs.clicked'),
        width: 150,
        from: 'small',
        render: (run) => <TimeAgo at={run.clickedAt} />,
      },
    ],
    [t, text],
  );
}
