import { type BulkView, ROUTES } from '@linkflow/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useThrottledCallback } from '@mantine/hooks';
import type { QueryOf } from './client';
import { useLiveEvents } from './live';
import { routeKey, useRoute } from './use-route';

/** Polling interval for bulk operations that are still in progress, in case live events do not arrive. */
const FALLBACK_MS = 3_000;
const BURST_MS = 400;

export function useBulks(query: QueryOf<typeof ROUTES.bulks.list>) {
  useFollowed('bulk');
  return useRoute(ROUTES.bulks.list, {
    query,
    refetchInterval: ({ state }) => (state.data?.items.some(isMoving) ? FALLBACK_MS : false),
  });
}

export function useBulk(id: string, enabled = true) {
  const read = useFollowed('bulk', enabled);
  const query = useRoute(ROUTES.bulks.get, {
    params: { id },
    enabled,
    refetchInterval: ({ state }) => (state.data && isMoving(state.data) ? FALLBACK_MS : false),
  });
  // The outcome also changes when the affected runs continue or end. This causes only events of runs, not of the bulk operation.
  useLiveEvents(query.data && isMoving(query.data) ? ['runs'] : [], read);
  return query;
}

export function usePauses(enabled = true) {
  useFollowed('pause', enabled);
  return useRoute(ROUTES.pauses.list, { enabled });
}

/** Reloads all bulk operations or all pauses when an event reports a change of one. Returns the throttled reload function. */
function useFollowed(what: 'bulk' | 'pause', enabled = true): () => void {
  const client = useQueryClient();
  const queryKey = routeKey(what === 'bulk' ? ROUTES.bulks.list : ROUTES.pauses.list);
  const read = useThrottledCallback(() => void client.invalidateQueries({ queryKey }), BURST_MS);
  useLiveEvents(
    enabled ? ['ops'] : [],
    (event) => {
      if (event.type === 'ops' && event.what === what) read();
    },
    read,
  );
  return read;
}

/** True while the bulk operation still processes runs, or while some of the runs that it was applied to have not ended. */
function isMoving({ state, outcome }: BulkView): boolean {
  if (state === 'canary' || state === 'rest') return true;
  return (['queued', 'running', 'waiting', 'retrying', 'held'] as const).some((status) => outcome[status]);
}
