import { RUNS_COUNTED, type RunSummary } from '@linkflow/contracts';
import { Button } from '@mantine/core';
import { IconActivity, IconRefresh } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useLiveEvents } from '../../api/live';
import { useRuns } from '../../api/runs';
import { useIsOps } from '../../api/session';
import { useTexts } from '../../i18n';
import { useRememberPlace } from '../../shared/list-link';
import { EmptyList, Listing, ListPage, pageQuery, useListState } from '../../shared/listing';
import { useThrottledCallback } from '../../shared/use-throttled-callback';
import { MatchBar } from './match-bar';
import { useRunColumns } from './run-columns';
import { RunFilters } from './run-filters';
import { RunMenu } from './run-menu';
import { runTexts } from './runs.texts';
import { filterOf } from './search';
import { useRetryRuns } from './use-retry-runs';

const route = getRouteApi('/shell/runs');
const DEFAULT_SORT = '';
const ATTENTION = 'failed,needs-review';

/** Every run, newest click first, kept up to date while they go on. */
export function RunsPage() {
  const t = useTexts(runTexts);
  const search = route.useSearch();
  const go = route.useNavigate();
  const list = useListState(search, (next) => go({ search: next, replace: true }));
  useRememberPlace('/runs', search);
  const filter = filterOf(search);
  const { status, ...others } = filter;
  const query = useRuns({ ...pageQuery(search, DEFAULT_SORT), ...filter });
  const isOps = useIsOps();
  const client = useQueryClient();
  const refresh = useThrottledCallback(
    () => void client.invalidateQueries({ queryKey: ['runs', 'list'] }),
    1_500,
  );
  useLiveEvents(['runs'], refresh, refresh);
  const columns = useRunColumns();
  const [selected, setSelected] = useState<RunSummary[]>([]);
  const retry = useRetryRuns();
  useEffect(() => setSelected([]), [search]);
  return (
    <ListPage
      title={t('title')}
      primary={
        <Button
          variant={status === ATTENTION ? 'light' : 'default'}
          aria-pressed={status === ATTENTION}
          onClick={() => list.set({ status: status === ATTENTION ? undefined : ATTENTION })}
        >
          {t('needsAttention')}
        </Button>
      }
      filters={<RunFilters list={list} />}
      chosen={{
        count: selected.length,
        clear: () => setSelected([]),
        actions: (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconRefresh size={15} aria-hidden />}
            disabled={!selected.some((run) => run.status === 'failed')}
            onClick={() => {
              retry(selected.filter((run) => run.status === 'failed'));
              setSelected([]);
            }}
          >
            {t('retrySelected', { count: selected.filter((run) => run.status === 'failed').length })}
          </Button>
        ),
      }}
    >
      {(filter.bulk !== undefined || (isOps && Object.keys(filter).length > 0)) && (
        <MatchBar
          filter={filter}
          total={query.isPlaceholderData ? undefined : query.data?.total}
          isOps={isOps}
          onLeaveBulk={() => list.set({ bulk: undefined })}
        />
      )}
      <Listing
        label={t('title')}
        query={query}
        list={list}
        defaultSort={DEFAULT_SORT}
        columns={columns}
        countedTo={RUNS_COUNTED}
        idOf={(run) => run.id}
        nameOf={(run) => run.contact?.name ?? run.recipient.email}
        selection={{ selected, onChange: setSelected }}
        rowMenu={(run) => <RunMenu run={run} onRetry={() => retry([run])} />}
        emptyFiltered={
          status === ATTENTION && Object.keys(others).length === 0 ? (
            <EmptyList icon={IconActivity} color="teal" title={t('calmTitle')} text={t('calmText')} />
          ) : filter.error !== undefined ? (
            <EmptyList icon={IconActivity} color="teal" title={t('mendedTitle')} text={t('mendedText')} />
          ) : undefined
        }
        empty={
          <EmptyList icon={IconActivity} title={t('emptyTitle')} text={t('emptyText')}>
            <Button component={Link} to="/mailings" variant="default">
              {t('toMailings')}
            </Button>
          </EmptyList>
        }
      />
    </ListPage>
  );
}
