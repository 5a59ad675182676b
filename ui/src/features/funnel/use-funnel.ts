import type { Funnel, ShownClicks } from '@linkflow/contracts';
import { createContext, useContext } from 'react';
import { routeKey, useRoute } from '../../api/use-route';
import { WORKFLOW_ROUTES, type WorkflowKind } from '../../canvas/editor/draft-session';
import { useLiveRefresh } from '../../shared/live-refresh';
import type { IndexedFunnel } from './funnel-model';

/** Shortest time between two loads while runs go on, ms. */
const REFRESH_MS = 3_000;
/** Time between two loads while the numbers lack the latest changes, ms. */
const BEHIND_MS = 5_000;

export interface FunnelOwner {
  kind: WorkflowKind;
  id: string;
}

interface FunnelRequest {
  version: number;
  compare?: number;
  clicks: ShownClicks;
}

/** The funnel of a version, loaded again while its runs go on. */
export function useFunnel({ kind, id }: FunnelOwner, query: FunnelRequest) {
  const route = WORKFLOW_ROUTES[kind].funnel;
  const request = { params: { id }, query };
  useLiveRefresh([`${kind}:${id}`], routeKey(route, { params: { id } }), REFRESH_MS);
  return useRoute(route, {
    ...request,
    refetchInterval: ({ state }: { state: { data: Funnel | undefined } }) =>
      state.data?.complete === false && BEHIND_MS,
  });
}

export interface ShownFunnel {
  owner: FunnelOwner;
  shown: IndexedFunnel;
  compared: IndexedFunnel | null;
}

/** The numbers that the cards and arrows of the canvas show. */
export const FunnelContext = createContext<ShownFunnel | null>(null);

export function useShownFunnel(): ShownFunnel {
  const funnel = useContext(FunnelContext);
  if (!funnel) throw new Error('The funnel is shown outside of its page.');
  return funnel;
}
