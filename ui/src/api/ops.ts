import { type BulkCount, type BulkView, type PauseBody, ROUTES, type StartBulk } from '@linkflow/contracts';
import { keepPreviousData, skipToken, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useThrottledCallback } from '../shared/live-refresh';
import { call, type QueryOf } from './client';
import { keys } from './keys';
import { useLiveEvents } from './live';

/** The overview is polled, because the live events may be what is broken. */
const OVERVIEW_MS = 5_000;
/** Polling interval in case live events do not arrive. */
const FALLBACK_MS = 3_000;
const BURST_MS = 400;

export const useOverview = () =>
  useQuery({
    queryKey: keys.ops.overview,
    queryFn: ({ signal }) => call(ROUTES.ops.overview, { signal }),
    refetchInterval: OVERVIEW_MS,
  });

export function useBulks(query: QueryOf<typeof ROUTES.bulks.list>) {
  useFollowed('bulk');
  return useQuery({
    queryKey: keys.ops.bulkList(query),
    queryFn: ({ signal }) => call(ROUTES.bulks.list, { query, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.items.some(isMoving) ? FALLBACK_MS : false),
  });
}

export function useBulk(id: string, enabled = true) {
  const read = useFollowed('bulk', enabled);
  const query = useQuery({
    queryKey: keys.ops.bulk(id),
    queryFn: ({ signal }) => call(ROUTES.bulks.get, { params: { id }, signal }),
    enabled,
    refetchInterval: ({ state }) => (state.data && isMoving(state.data) ? FALLBACK_MS : false),
  });
  // The runs of the bulk continue on their own, so their events change its outcome.
  useLiveEvents(query.data && isMoving(query.data) ? ['runs'] : [], read);
  return query;
}

/** How many runs a bulk would apply to; null disables the query. */
export const useBulkCount = (body: BulkCount | null) =>
  useQuery({
    queryKey: body ? keys.ops.bulkCount(body) : ['ops', 'bulk-count'],
    queryFn: body ? () => call(ROUTES.bulks.count, { body }) : skipToken,
    // Always counted again, because the user is about to act on the number.
    staleTime: 0,
    gcTime: 0,
  });

export function useBulkActions() {
  const client = useQueryClient();
  const invalidate = (bulk: BulkView) => {
    client.setQueryData(keys.ops.bulk(bulk.id), bulk);
    return client.invalidateQueries({ queryKey: keys.ops.bulks });
  };
  return {
    start: useMutation({
      mutationFn: (body: StartBulk) => call(ROUTES.bulks.start, { body }),
      onSuccess: invalidate,
    }),
    proceed: useMutation({
      mutationFn: (id: string) => call(ROUTES.bulks.continue, { params: { id } }),
      onSuccess: invalidate,
    }),
    stop: useMutation({
      mutationFn: (id: string) => call(ROUTES.bulks.stop, { params: { id } }),
      onSuccess: invalidate,
    }),
  };
}

export function usePauses(enabled = true) {
  useFollowed('pause', enabled);
  return useQuery({
    queryKey: keys.ops.pauses,
    queryFn: ({ signal }) => call(ROUTES.pauses.list, { signal }),
    enabled,
  });
}

export function usePauseActions() {
  const client = useQueryClient();
  const invalidate = () => client.invalidateQueries({ queryKey: keys.ops.pauses });
  return {
    pause: useMutation({
      mutationFn: (body: PauseBody) => call(ROUTES.pauses.pause, { body }),
      onSuccess: invalidate,
    }),
    resume: useMutation({
      mutationFn: (key: string) => call(ROUTES.pauses.resume, { params: { key } }),
      onSuccess: invalidate,
    }),
  };
}

export const useAudit = (query: QueryOf<typeof ROUTES.ops.audit>) =>
  useQuery({
    queryKey: keys.ops.audit(query),
    queryFn: ({ signal }) => call(ROUTES.ops.audit, { query, signal }),
    placeholderData: keepPreviousData,
  });

/** Reloads bulks or pauses when an event reports a change. */
function useFollowed(what: 'bulk' | 'pause', enabled = true): () => void {
  const client = useQueryClient();
  const read = useThrottledCallback(
    () => void client.invalidateQueries({ queryKey: what === 'bulk' ? keys.ops.bulks : keys.ops.pauses }),
    BURST_MS,
  );
  useLiveEvents(
    enabled ? ['ops'] : [],
    (event) => {
      if (event.type === 'ops' && event.what === what) read();
    },
    read,
  );
  return read;
}

/** The bulk still runs, or runs that it was applied to have not ended. */
function isMoving({ state, outcome }: BulkView): boolean {
  if (state === 'canary' || state === 'rest') return true;
  return (['queued', 'running', 'waiting', 'retrying', 'held'] as const).some((status) => outcome[status]);
}
