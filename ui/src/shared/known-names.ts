/**
 * The names of records that this page has seen: every response of `GET /api/lookups/:kind`, whether it was a search of a select or the
 * names of given ids. They are kept while the page is open, so that sentences can name records without the network.
 */
import { type LookupItem, type RefKind, ROUTES } from '@linkflow/contracts';
import { type QueryClient, type QueryKey, useQueries, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { routeKey, routeQuery } from '../api/use-route';

/** Records by `<kind>:<id>`. */
export type KnownNames = ReadonlyMap<string, LookupItem>;

/** A reference to a record. */
interface Reference {
  kind: RefKind;
  id: string;
}

/** Number of ids of one request, so that its address stays short enough. */
const MAX_IDS = 100;

/** Returns the names seen so far, and loads those of `wanted` that are not known yet. */
export function useKnownNames(wanted: readonly Reference[]): KnownNames {
  const client = useQueryClient();
  const [known, setKnown] = useState(() => seenIn(client));
  useEffect(() => {
    const add = (found: KnownNames) =>
      setKnown((before) => (isNews(found, before) ? new Map([...before, ...found]) : before));
    add(seenIn(client));
    return client.getQueryCache().subscribe((event) => {
      if (event.type !== 'updated' || event.action.type !== 'success') return;
      const found = namesIn(event.query.queryKey, event.query.state.data);
      // React Query notifies while components render, which may not set the state of another component.
      if (found.size > 0) queueMicrotask(() => add(found));
    });
  }, [client]);

  const requests = useMemo(() => requestsFor(wanted, known), [wanted, known]);
  useQueries({
    queries: requests.map(({ kind, ids }) =>
      routeQuery(ROUTES.catalogue.lookup, { params: { kind }, query: { ids } }),
    ),
  });
  return known;
}

function requestsFor(wanted: readonly Reference[], known: KnownNames): { kind: RefKind; ids: string }[] {
  const unknown = wanted.filter(({ kind, id }) => !known.has(`${kind}:${id}`));
  return [...Map.groupBy(unknown, ({ kind }) => kind)].flatMap(([kind, references]) => {
    const ids = [...new Set(references.map(({ id }) => id))].toSorted();
    const chunks = Array.from({ length: Math.ceil(ids.length / MAX_IDS) }, (_, index) =>
      ids.slice(index * MAX_IDS, (index + 1) * MAX_IDS),
    );
    return chunks.map((chunk) => ({ kind, ids: chunk.join(',') }));
  });
}

const [LOOKUPS] = routeKey(ROUTES.catalogue.lookup, { params: { kind: 'user' } });

function seenIn(client: QueryClient): KnownNames {
  const all = client.getQueriesData({ queryKey: [LOOKUPS] });
  return new Map(all.flatMap(([key, data]) => [...namesIn(key, data)]));
}

function namesIn([subject, kind]: QueryKey, data: unknown): KnownNames {
  if (subject !== LOOKUPS || !Array.isArray(data)) return new Map();
  // The key is that of the lookup route, so the data is its response.
  return new Map((data as LookupItem[]).map((item) => [`${String(kind)}:${item.id}`, item]));
}

const isNews = (found: KnownNames, before: KnownNames): boolean =>
  [...found].some(([key, item]) => {
    const known = before.get(key);
    return (
      !known ||
      known.label !== item.label ||
      known.missing !== item.missing ||
      known.field !== item.field ||
      known.outputs !== item.outputs ||
      known.params !== item.params
    );
  });
