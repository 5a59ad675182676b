import {
  type ErrorQuery,
  type ResolveRun,
  type RetryRun,
  ROUTES,
  type RunDetail,
  type SkipStep,
} from '@linkflow/contracts';
import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call, type QueryOf } from './client';
import { keys } from './keys';

export const useRuns = (query: QueryOf<typeof ROUTES.runs.list>) =>
  useQuery({
    queryKey: keys.runs.list(query),
    queryFn: ({ signal }) => call(ROUTES.runs.list, { query, signal }),
    placeholderData: keepPreviousData,
  });

const runQuery = (id: string) =>
  queryOptions({
    queryKey: keys.runs.detail(id),
    queryFn: ({ signal }) => call(ROUTES.runs.get, { params: { id }, signal }),
  });
export const useRun = (id: string) => useQuery(runQuery(id));

export const useRunAttention = () =>
  useQuery({
    queryKey: keys.runs.attention,
    queryFn: ({ signal }) => call(ROUTES.runs.attention, { signal }),
  });

/** Failed runs grouped by error: of all runs, or of those that match the query. */
export const useErrorGroups = ({
  enabled = true,
  query = {},
}: { enabled?: boolean; query?: ErrorQuery } = {}) =>
  useQuery({
    queryKey: keys.runs.errorsOf(query),
    queryFn: ({ signal }) => call(ROUTES.runs.errors, { query, signal }),
    placeholderData: keepPreviousData,
    enabled,
  });

export function useRunActions() {
  const client = useQueryClient();
  const invalidate = (run: RunDetail) => {
    client.setQueryData(keys.runs.detail(run.id), run);
    void client.invalidateQueries({ queryKey: ['runs', 'list'] });
    void client.invalidateQueries({ queryKey: keys.runs.errors });
    return client.invalidateQueries({ queryKey: keys.runs.attention });
  };
  return {
    retry: useMutation({
      mutationFn: ({ id, ...body }: RetryRun & { id: string }) =>
        call(ROUTES.runs.retry, { params: { id }, body }),
      onSuccess: invalidate,
    }),
    cancel: useMutation({
      mutationFn: (id: string) => call(ROUTES.runs.cancel, { params: { id } }),
      onSuccess: invalidate,
    }),
    skip: useMutation({
      mutationFn: ({ id, ...body }: SkipStep & { id: string }) =>
        call(ROUTES.runs.skip, { params: { id }, body }),
      onSuccess: invalidate,
    }),
    resolve: useMutation({
      mutationFn: ({ id, ...body }: ResolveRun & { id: string }) =>
        call(ROUTES.runs.resolve, { params: { id }, body }),
      onSuccess: invalidate,
    }),
    /** Runs the same click again on the newest version; resolves to the new run. */
    rerun: useMutation({
      mutationFn: (id: string) => call(ROUTES.runs.rerun, { params: { id } }),
      onSuccess: (fresh, id) => {
        void client.invalidateQueries({ queryKey: keys.runs.detail(id) });
        return invalidate(fresh);
      },
    }),
  };
}
