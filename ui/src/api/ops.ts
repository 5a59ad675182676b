import type {
  AuditPage,
  BulkCount,
  BulkCounted,
  BulkPage,
  BulkView,
  OpsOverview,
  PauseBody,
  PauseView,
  StartBulk,
} from '@linkflow/contracts';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, type Query } from './client';
import { keys } from './keys';
import { useLiveEvents } from './live';
import { useThrottledCallback } from '../shared/use-throttled-callback';

/** The overview is asked for again and again, as what it tells of may be what is broken. */
const OVERVIEW_MS = 5_000;
/** Events say when something moves; this is for when they don't come through. */
const FALLBACK_MS = 3_000;
const BURST_MS = 400;

export const useOverview = () =>
  useQuery({
    queryKey: keys.ops.overview,
    queryFn: ({ signal }) => api.get<OpsOverview>('/api/ops/overview', undefined, signal),
    refetchInterval: OVERVIEW_MS,
  });

export function useBulks(query: Query) {
  useFollowed('bulk');
  return useQuery({
    queryKey: keys.ops.bulkList(query),
    queryFn: ({ signal }) => api.get<BulkPage>('/api/ops/bulks', query, signal),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.items.some(isMoving) ? FALLBACK_MS : false),
  });
}

export function useBulk(id: string, enabled = true) {
  const read = useFollowed('bulk', enabled);
  const query = useQuery({
    queryKey: keys.ops.bulk(id),
    queryFn: ({ signal }) => api.get<BulkView>(`/api/ops/bulks/${id}`, undefined, signal),
    enabled,
    refetchInterval: ({ state }) => (state.data && isMoving(state.data) ? FALLBACK_MS : false),
  });
  // The runs that it was done to go on by themselves.
  useLiveEvents(query.data && isMoving(query.data) ? ['runs'] : [], read);
  return query;
}

/** How many runs it would be; null asks nothing yet. */
export const useBulkCount = (body: BulkCount | null) =>
  useQuery({
    queryKey: body ? keys.ops.bulkCount(body) : ['ops', 'bulk-count'],
    queryFn: () => api.post<BulkCounted>('/api/ops/bulks/count', body),
    enabled: body !== null,
    // Counted anew each time somebody is about to act on it.
    staleTime: 0,
    gcTime: 0,
  });

export function useBulkActions() {
  const client = useQueryClient();
  const settle = (bulk: BulkView) => {
    client.setQueryData(keys.ops.bulk(bulk.id), bulk);
    return client.invalidateQueries({ queryKey: keys.ops.bulks });
  };
  return {
    start: useMutation({
      mutationFn: (body: StartBulk) => api.post<BulkView>('/api/ops/bulks', body),
      onSuccess: settle,
    }),
    goOn: useMutation({
      mutationFn: (id: string) => api.post<BulkView>(`/api/ops/bulks/${id}/continue`),
      onSuccess: settle,
    }),
    stop: useMutation({
      mutationFn: (id: string) => api.post<BulkView>(`/api/ops/bulks/${id}/stop`),
      onSuccess: settle,
    }),
  };
}

export function usePauses(enabled = true) {
  useFollowed('pause', enabled);
  return useQuery({
    queryKey: keys.ops.pauses,
    queryFn: ({ signal }) => api.get<PauseView[]>('/api/ops/pauses', undefined, signal),
    enabled,
  });
}

export function usePauseActions() {
  const client = useQueryClient();
  const settle = () => client.invalidateQueries({ queryKey: keys.ops.pauses });
  return {
    pause: useMutation({
      mutationFn: (body: PauseBody) => api.post<PauseView>('/api/ops/pauses', body),
      onSuccess: settle,
    }),
    resume: useMutation({
      mutationFn: (key: string) => api.delete(`/api/ops/pauses/${encodeURIComponent(key)}`),
      onSuccess: settle,
    }),
  };
}

export const useAudit = (query: Query) =>
  useQuery({
    queryKey: keys.ops.audit(query),
    queryFn: ({ signal }) => api.get<AuditPage>('/api/audit', query, signal),
    placeholderData: keepPreviousData,
  });

/** Reads bulks or pauses again when an event says that one has changed. */
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

/** It goes on by itself, or runs that it was done to are still at work. */
function isMoving({ state, outcome }: BulkView): boolean {
  if (state === 'canary' || state === 'rest') return true;
  return (['queued', 'running', 'waiting', 'retrying', 'held'] as const).some((status) => outcome[status]);
}
