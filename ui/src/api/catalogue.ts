import { type RefKind, ROUTES } from '@linkflow/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { call, type QueryOf } from './client';
import { keys } from './keys';

/** All node types. They change only with a new build of the server. */
export const useCatalogue = () =>
  useQuery({
    queryKey: keys.catalogue,
    queryFn: ({ signal }) => call(ROUTES.catalogue.actions, { signal }),
    staleTime: Infinity,
  });

export const useFacts = () =>
  useQuery({
    queryKey: keys.facts,
    queryFn: ({ signal }) => call(ROUTES.catalogue.facts, { signal }),
    staleTime: 60_000,
  });

export const fetchLookup = (
  kind: RefKind,
  query: QueryOf<typeof ROUTES.catalogue.lookup>,
  signal?: AbortSignal,
) => call(ROUTES.catalogue.lookup, { params: { kind }, query, signal });

/** Suggestions of a picker for a search text. */
export const useLookup = (kind: RefKind, query: QueryOf<typeof ROUTES.catalogue.lookup>, enabled = true) =>
  useQuery({
    queryKey: keys.lookup(kind, query),
    queryFn: ({ signal }) => fetchLookup(kind, query, signal),
    placeholderData: keepPreviousData,
    staleTime: 15_000,
    enabled,
  });

/** The names of ids that are already selected. */
export const useLookupNames = (kind: RefKind, ids: readonly string[]) =>
  useLookup(kind, { ids: ids.join(',') }, ids.length > 0);
