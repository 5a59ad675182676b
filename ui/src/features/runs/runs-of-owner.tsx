import { ROUTES, type RunSummary } from '@linkflow/contracts';
import { Text } from '@mantine/core';
import { IconActivity } from '@tabler/icons-react';
import { useRoute } from '../../api/use-route';
import { useText, useTexts } from '../../i18n';
import { RowLink } from '../../shared/anchors';
import { timeColumn } from '../../shared/list/columns';
import { PartList } from '../../shared/list/list-page';
import { pageQuery, type ListState } from '../../shared/list/list-state';
import type { ListColumn } from '../../shared/list/list-table';
import { RunStatusBadge, subjectName } from './run-labels';
import { runTexts } from './runs.texts';

const SORT = '-clickedAt';

interface RunsOfOwnerProps {
  /** The link or the form whose workflow the runs execute. */
  owner: { linkId: string } | { formId: string };
  list: ListState;
  /** Accessible name of the list, the title of its last column, and what it says without runs. */
  texts: Record<'label' | 'startedAt' | 'empty' | 'emptyText', string>;
  /** Columns between the state and the version. */
  columns?: ListColumn<RunSummary>[];
}

/** The runs of one workflow, the newest first. */
export function RunsOfOwner({ owner, list, texts, columns = [] }: RunsOfOwnerProps) {
  const t = useTexts(runTexts);
  const text = useText();
  const query = useRoute(ROUTES.runs.list, { query: { ...pageQuery(list.search, SORT), ...owner } });
  return (
    <PartList
      title={texts.label}
      query={query}
      list={list}
      defaultSort={SORT}
      columns={[
        {
          title: t('contact'),
          render: (run) => (
            <>
              <RowLink to="/runs/$runId" params={{ runId: run.id }} title={subjectName(run)}>
                {subjectName(run)}
              </RowLink>
              {run.failure && (
                <Text size="xs" c="red" lineClamp={2} style={{ whiteSpace: 'normal' }}>
                  {text(run.failure.reason.message)}
                </Text>
              )}
            </>
          ),
        },
        { title: t('status'), width: 140, render: (run) => <RunStatusBadge status={run.status} /> },
        ...columns,
        {
          title: t('version'),
          width: 90,
          from: 'small',
          align: 'right',
          render: (run) => `v${run.workflow.version}`,
        },
        timeColumn<RunSummary>(texts.startedAt, (run) => run.trigger.at, { from: 'small' }),
      ]}
      idOf={(run) => run.id}
      nameOf={(run) => subjectName(run)}
      empty={{ icon: IconActivity, title: texts.empty, text: texts.emptyText }}
    />
  );
}
