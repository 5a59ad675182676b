import { ROUTES, type RunSummary } from '@linkflow/contracts';
import { Text } from '@mantine/core';
import { IconActivity } from '@tabler/icons-react';
import { useRoute } from '../../api/use-route';
import { useText, useTexts } from '../../i18n';
import { RowLink } from '../../shared/anchors';
import { timeColumn } from '../../shared/list/columns';
import { PartList } from '../../shared/list/list-page';
import { pageQuery } from '../../shared/list/list-state';
import type { ListColumn } from '../../shared/list/list-table';
import { RunStatusBadge, subjectName } from '../runs/run-labels';
import classes from './form-page.module.css';
import { formTexts } from './forms.texts';
import { useFormTabList } from './use-form-tab-list';

const SORT = '-clickedAt';

/** The runs of a form, the newest first. */
export function FormRunsTab({ formId }: { formId: string }) {
  const t = useTexts(formTexts);
  const list = useFormTabList();
  const query = useRoute(ROUTES.runs.list, { query: { ...pageQuery(list.search, SORT), formId } });
  return (
    <div className={classes.scrolling}>
      <PartList
        title={t('runs.label')}
        query={query}
        list={list}
        defaultSort={SORT}
        columns={useRunColumns()}
        idOf={(run) => run.id}
        nameOf={(run) => subjectName(run)}
        empty={{ icon: IconActivity, title: t('runs.empty'), text: t('runs.emptyText') }}
      />
    </div>
  );
}

function useRunColumns(): ListColumn<RunSummary>[] {
  const t = useTexts(formTexts);
  const text = useText();
  return [
    {
      title: t('runs.contact'),
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
    { title: t('runs.state'), width: 140, render: (run) => <RunStatusBadge status={run.status} /> },
    {
      title: t('runs.version'),
      width: 90,
      from: 'small',
      align: 'right',
      render: (run) => `v${run.workflow.version}`,
    },
    timeColumn(t('runs.at'), (run) => run.trigger.at, { from: 'small' }),
  ];
}
