import { ROUTES, type RunSummary } from '@linkflow/contracts';
import { Group, Text } from '@mantine/core';
import { IconActivity } from '@tabler/icons-react';
import { useShownClicks } from '../../api/session';
import { useRoute } from '../../api/use-route';
import { useText, useTexts } from '../../i18n';
import { RowLink } from '../../shared/anchors';
import { timeColumn } from '../../shared/list/columns';
import { PartList } from '../../shared/list/list-page';
import { pageQuery, type ListState } from '../../shared/list/list-state';
import type { ListColumn } from '../../shared/list/list-table';
import { ClicksSwitch } from '../../shared/verdict/clicks-switch';
import { VerdictMark } from '../../shared/verdict/verdict-badge';
import { RunStatusBadge, subjectName } from './run-labels';
import { runTexts } from './runs.texts';
import { shownRuns } from './shown-runs';

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

/** The runs of one workflow, the newest first. Those of a form are of people, so its list has no switch. */
export function RunsOfOwner({ owner, list, texts, columns = [] }: RunsOfOwnerProps) {
  const t = useTexts(runTexts);
  const text = useText();
  const shown = useShownClicks();
  const ofLink = 'linkId' in owner;
  const filter = ofLink ? shownRuns(owner, shown) : owner;
  const query = useRoute(ROUTES.runs.list, { query: { ...pageQuery(list.search, SORT), ...filter } });
  return (
    <PartList
      title={texts.label}
      filters={ofLink ? <ClicksSwitch /> : undefined}
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
        {
          title: t('status'),
          width: 160,
          render: (run) => (
            <Group gap={6} wrap="nowrap">
              <RunStatusBadge status={run.status} verdict={run.clickVerdict} />
              <VerdictMark verdict={run.clickVerdict} />
            </Group>
          ),
        },
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
      empty={{
        icon: IconActivity,
        title: ofLink && shown === 'people' ? t('emptyOfPeople') : texts.empty,
        text: texts.emptyText,
      }}
    />
  );
}
