import type { FactDescriptor, LookupItem, NodeDescriptor, RefKind } from '@linkflow/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api, type Query } from './client';
import { keys } from './keys';

/** All node types. They change only with a new build of the server. */
export const useCatalogue = () =>
  useQuery({
    queryKey: keys.catalogue,
    queryFn: ({ signal }) => api.get<NodeDescriptor[]>('/api/actions', undefined, signal),
    staleTime: Infinity,
  });

export const useFacts = () =>
  useQuery({
    queryKey: keys.facts,
    queryFn: ({ signal }) => api.get<FactDescriptor[]>('/api/facts', undefined, signal),
    staleTime: 60_000,
  });

export const fetchLookup = (kind: RefKind, query: Query, signal?: AbortSignal) =>
  api.get<LookupItem[]>(`/api/lookups/${kind}`, query, signal);

/** What a picker offers for the words typed so far. */
export const useLookup = (kind: RefKind, query: Query, enabled = true) =>
  useQuery({
    queryKey: keys.lookup(kind, query),
    queryFn: ({ signal }) => fetchLookup(kind, query, signal),
    placeholderData: keepPreviousData,
    staleTime: 15_000,
    enabled,
  });

/** Names for ids that are already chosen. */
export const useLookupNames = (kind: RefKind, ids: readonly string[]) =>
  useLookup(kind, { ids: ids.join(',') }, ids.length > 0);
