import {
  ROUTES,
  MAX_COUNTED_RUNS,
  type RunFilter,
  type RunStatus,
  type RunSummary,
} from '@linkflow/contracts';
import { Button, Group, Pill, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconActivity, IconRefresh, IconUser, IconX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useBulk } from '../../api/ops';
import { useCan, useShownClicks } from '../../api/session';
import { routeKey, useCommand, useRoute } from '../../api/use-route';
import { useFormat, useText, useTexts } from '../../i18n';
import { RowLink, TextLink } from '../../shared/anchors';
import { confirmRequest } from '../../shared/confirm';
import { timeColumn } from '../../shared/list/columns';
import { ListPage } from '../../shared/list/list-page';
import { pageQuery, useList } from '../../shared/list/list-state';
import type { ListColumn } from '../../shared/list/list-table';
import { useLiveRefresh } from '../../shared/live-refresh';
import { MenuAction } from '../../shared/menu';
import { MenuLink } from '../../shared/menu-parts';
import { TimeAgo } from '../../shared/time-ago';
import { toast, toastError } from '../../shared/toast';
import { VerdictMark } from '../../shared/verdict/verdict-badge';
import { bulkPageTexts } from '../ops/bulk-page.texts';
import { filterOf } from '../search-params';
import { HeldReason, HeldSelection, HeldMenuItems } from './held-runs';
import { QuickFilters, RunFilters } from './run-filters';
import { RunStatusBadge, subjectName, WaitsUntil } from './run-labels';
import { runTexts } from './runs.texts';
import { shownRuns } from './shown-runs';
import { lazyDialog } from '../../shared/lazy-parts';

const StartBulkDialog = lazyDialog(async () => (await import('./start-bulk-dialog')).StartBulkDialog);

const DEFAULT_SORT = '';
const ATTENTION = 'failed,needs-review';
const REFRESH_MS = 1_500;

/** The list of all runs, by default newest first. Live events keep it up to date. */
export function RunsPage() {
  const t = useTexts(runTexts);
  const list = useList('/shell/runs');
  const shown = useShownClicks();
  const chosen = filterOf(list.search);
  const filter = shownRuns(chosen, shown);
  const { status, ...others } = filter;
  const query = useRoute(ROUTES.runs.list, { query: { ...pageQuery(list.search, DEFAULT_SORT), ...filter } });
  const can = useCan();
  const mayBulk = can(ROUTES.bulks.start);
  const mayRetry = can(ROUTES.runs.retry);
  useLiveRefresh(['runs'], routeKey(ROUTES.runs.list, { query: {} }), REFRESH_MS);
  const columns = useRunColumns();
  const retry = useRetryRuns();
  return (
    <ListPage
      title={t('title')}
      primary={<QuickFilters list={list} attention={ATTENTION} />}
      filters={<RunFilters list={list} />}
      above={
        (filter.bulk !== undefined || (mayBulk && Object.keys(chosen).length > 0)) && (
          <MatchBar
            filter={filter}
            total={query.isPlaceholderData ? undefined : query.data?.total}
            mayBulk={mayBulk}
            onLeaveBulk={() => list.set({ bulk: undefined })}
          />
        )
      }
      query={query}
      list={list}
      defaultSort={DEFAULT_SORT}
      columns={columns}
      countedTo={MAX_COUNTED_RUNS}
      idOf={(run) => run.id}
      nameOf={(run) => subjectName(run)}
      bulk={
        !mayRetry
          ? undefined
          : (selected, clear) => {
              const failed = selected.filter((run) => run.status === 'failed');
              const held = selected.filter((run) => run.status === 'held' && run.hold !== undefined);
              return (
                <>
                  {(failed.length > 0 || held.length === 0) && (
                    <Button
                      size="xs"
                      variant="default"
                      leftSection={<IconRefresh size={15} aria-hidden />}
                      disabled={failed.length === 0}
                      onClick={() => {
                        retry(failed);
                        clear();
                      }}
                    >
                      {t('retrySelected', { count: failed.length })}
                    </Button>
                  )}
                  {held.length > 0 && <HeldSelection runs={held} onDone={clear} />}
                </>
              );
            }
      }
      menu={(run) => <RunMenuItems run={run} onRetry={() => retry([run])} />}
      emptyFiltered={
        status === ATTENTION && Object.keys(others).length === 0
          ? { icon: IconActivity, color: 'teal', title: t('calmTitle'), text: t('calmText') }
          : filter.error !== undefined
            ? { icon: IconActivity, color: 'teal', title: t('mendedTitle'), text: t('mendedText') }
            : undefined
      }
      empty={{
        icon: IconActivity,
        title: t(shown === 'people' ? 'emptyOfPeople' : 'emptyTitle'),
        text: t('emptyText'),
        action: (
          <Button component={Link} to="/mailings" variant="default">
            {t('toMailings')}
          </Button>
        ),
      }}
    />
  );
}

export function useRunColumns(): ListColumn<RunSummary>[] {
  const t = useTexts(runTexts);
  const text = useText();
  return [
    {
      title: t('contact'),
      width: 156,
      narrow: (run) => (
        <>
          <Group gap={6} wrap="nowrap">
            <RunStatusBadge status={run.status} until={run.dueAt} verdict={run.clickVerdict} />
            <VerdictMark verdict={run.clickVerdict} />
            <Text size="xs" c="dimmed" truncate>
              <TimeAgo at={run.trigger.at} /> · {run.context.form?.name ?? run.context.link?.name ?? '–'}
            </Text>
          </Group>
          {run.failure && (
            <Text size="xs" c="dimmed" mt={3} lineClamp={2} style={{ whiteSpace: 'normal' }}>
              {text(run.failure.reason.message)}
            </Text>
          )}
          {run.hold && (
            <Text size="xs" c="dimmed" mt={3} lineClamp={2} style={{ whiteSpace: 'normal' }}>
              <HeldReason hold={run.hold} />
            </Text>
          )}
        </>
      ),
      render: (run) => (
        <RowLink to="/runs/$runId" params={{ runId: run.id }} title={run.subject.address}>
          {subjectName(run)}
        </RowLink>
      ),
    },
    {
      title: t('status'),
      width: 132,
      from: 'small',
      render: (run) => (
        <Group gap={6} wrap="nowrap">
          <RunStatusBadge status={run.status} verdict={run.clickVerdict} />
          <VerdictMark verdict={run.clickVerdict} />
        </Group>
      ),
    },
    {
      title: t('reason'),
      from: 'medium',
      wraps: true,
      render: (run) => (
        <Text span inherit c="dimmed" title={run.failure && text(run.failure.reason.message)}>
          {run.failure ? (
            text(run.failure.reason.message)
          ) : run.hold ? (
            <HeldReason hold={run.hold} />
          ) : (
            <WaitsUntil run={run} />
          )}
        </Text>
      ),
    },
    {
      title: t('link'),
      from: 'small',
      wraps: true,
      render: ({ context: { link, form }, workflow }) => (
        <>
          {form ? (
            <TextLink
              to="/forms/$formId"
              params={{ formId: form.id }}
              search={{ tab: 'runs' }}
              c="inherit"
              title={form.name}
            >
              {form.name}
            </TextLink>
          ) : link ? (
            <TextLink
              to="/links/$linkId"
              params={{ linkId: link.id }}
              search={{ tab: 'runs' }}
              c="inherit"
              title={link.name}
            >
              {link.name}
            </TextLink>
          ) : (
            '–'
          )}{' '}
          <Text span size="xs" c="dimmed">
            v{workflow.version}
          </Text>
        </>
      ),
    },
    {
      title: t('mailing'),
      width: 136,
      from: 'large',
      render: ({ context }) => <span title={context.mailing?.name}>{context.mailing?.name ?? '–'}</span>,
    },
    timeColumn(t('clicked'), (run) => run.trigger.at, { from: 'small' }),
  ];
}

/** Runs with these statuses cannot be cancelled. */
const ENDED: readonly RunStatus[] = ['succeeded', 'failed', 'cancelled'];

function RunMenuItems({ run, onRetry }: { run: RunSummary; onRetry: () => void }) {
  const t = useTexts(runTexts);
  const can = useCan();
  const cancel = useCommand(ROUTES.runs.cancel);
  const ended = ENDED.includes(run.status);
  const askCancel = () =>
    confirmRequest({
      title: t('cancelTitle'),
      text: t('cancelText'),
      confirm: t('cancel'),
      request: () => cancel.mutateAsync({ params: { id: run.id } }),
      done: t('cancelled'),
    });
  return (
    <>
      {run.status === 'failed' && (
        <MenuAction icon={IconRefresh} needs={ROUTES.runs.retry} onClick={onRetry}>
          {t('retry')}
        </MenuAction>
      )}
      {run.status === 'held' && run.hold && <HeldMenuItems run={run} />}
      {run.subject.contact && (
        <MenuLink to={`/contacts/${run.subject.contact.id}`} icon={IconUser}>
          {t('openCard')}
        </MenuLink>
      )}
      {!ended && (
        <MenuAction danger icon={IconX} needs={ROUTES.runs.cancel} onClick={askCancel}>
          {t('cancel')}
        </MenuAction>
      )}
      {!run.subject.contact &&
        (ended ? run.status !== 'failed' || !can(ROUTES.runs.retry) : !can(ROUTES.runs.cancel)) && (
          <MenuLink to={`/runs/${run.id}`}>{t('open')}</MenuLink>
        )}
    </>
  );
}

/** Returns a function that retries failed runs from their failed steps and reports the result in one toast. */
function useRetryRuns(): (runs: readonly Pick<RunSummary, 'id'>[]) => void {
  const t = useTexts(runTexts);
  const retry = useCommand(ROUTES.runs.retry);
  return (runs) => {
    void Promise.allSettled(runs.map(({ id }) => retry.mutateAsync({ params: { id }, body: {} }))).then(
      (outcomes) => {
        const failed = outcomes.filter((outcome) => outcome.status === 'rejected');
        const gone = outcomes.length - failed.length;
        if (runs.length === 1) {
          if (failed[0]) toastError(failed[0].reason);
          else toast(t('retried'));
          return;
        }
        const words = gone > 0 ? [t('retriedSome', { count: gone })] : [];
        if (failed.length > 0) words.push(t('retryFailed', { count: failed.length }));
        toast(words.join('. '));
      },
    );
  };
}

interface MatchBarProps {
  filter: RunFilter;
  /** Number of matching runs; undefined while it is being loaded. */
  total: number | undefined;
  mayBulk: boolean;
  onLeaveBulk: () => void;
}

/**
 * The bar above the list: the number of matching runs, the bulk operation in the filter (if any) and, for ops, a button that starts
 * a bulk operation on all matching runs.
 */
function MatchBar({ filter, total, mayBulk, onLeaveBulk }: MatchBarProps) {
  const t = useTexts(runTexts);
  const format = useFormat();
  const [opened, dialog] = useDisclosure(false);
  const words =
    total === undefined
      ? ''
      : total < MAX_COUNTED_RUNS
        ? t('match', { count: total })
        : t('moreThan', { count: format.number(total) });
  return (
    <>
      <Group gap={8}>
        <Text size="sm" c="dimmed" role="status" className="lf-numbers" data-testid="match-count">
          {words}
        </Text>
        {filter.bulk !== undefined && <BulkFilter bulkId={filter.bulk} onRemove={onLeaveBulk} />}
      </Group>
      {mayBulk && (
        <>
          <Button size="xs" variant="light" disabled={!total} onClick={dialog.open} data-testid="do-to-all">
            {t('doToAll')}
          </Button>
          <StartBulkDialog filter={filter} opened={opened} onClose={dialog.close} />
        </>
      )}
    </>
  );
}

/**
 * Shows that the list is limited to the runs of one bulk operation. The name is linked to the page of that operation; the remove
 * button clears the filter.
 */
function BulkFilter({ bulkId, onRemove }: { bulkId: string; onRemove: () => void }) {
  const t = useTexts(runTexts);
  const bulks = useTexts(bulkPageTexts);
  const mayRead = useCan()(ROUTES.bulks.get);
  const bulk = useBulk(bulkId, mayRead).data;
  return (
    <Pill
      size="md"
      withRemoveButton
      removeButtonProps={{ 'aria-label': t('anyBulk'), title: t('anyBulk') }}
      onRemove={onRemove}
      bg="var(--mantine-primary-color-light)"
      c="var(--mantine-primary-color-light-color)"
      data-testid="bulk-filter"
    >
      {bulk ? (
        <TextLink to="/ops/bulks/$bulkId" params={{ bulkId }} c="inherit">
          {t('ofBulkNamed', { name: bulks(`named.${bulk.verb}`, { count: bulk.total }) })}
        </TextLink>
      ) : (
        t('ofBulk')
      )}
    </Pill>
  );
}
