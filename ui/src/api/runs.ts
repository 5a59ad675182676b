import type {
  ErrorGroup,
  ErrorQuery,
  ResolveRun,
  RetryRun,
  RunAttention,
  RunDetail,
  RunPage,
  SkipStep,
} from '@linkflow/contracts';
import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, type Query } from './client';
import { keys } from './keys';

export const useRuns = (query: Query) =>
  useQuery({
    queryKey: keys.runs.list(query),
    queryFn: ({ signal }) => api.get<RunPage>('/api/runs', query, signal),
    placeholderData: keepPreviousData,
  });

export const runQuery = (id: string) =>
  queryOptions({
    queryKey: keys.runs.detail(id),
    queryFn: ({ signal }) => api.get<RunDetail>(`/api/runs/${id}`, undefined, signal),
  });
export const useRun = (id: string) => useQuery(runQuery(id));

export const useRunAttention = () =>
  useQuery({
    queryKey: keys.runs.attention,
    queryFn: ({ signal }) => api.get<RunAttention>('/api/runs/attention', undefined, signal),
  });

/** What failed runs are broken by, the same error once: of all runs, or of those that a query leaves. */
export const useErrorGroups = ({
  enabled = true,
  query = {},
}: { enabled?: boolean; query?: ErrorQuery } = {}) =>
  useQuery({
    queryKey: keys.runs.errorsOf(query),
    queryFn: ({ signal }) => api.get<ErrorGroup[]>('/api/runs/errors', query, signal),
    placeholderData: keepPreviousData,
    enabled,
  });

export function useRunActions() {
  const client = useQueryClient();
  const settle = (run: RunDetail) => {
    client.setQueryData(keys.runs.detail(run.id), run);
    void client.invalidateQueries({ queryKey: ['runs', 'list'] });
    void client.invalidateQueries({ queryKey: keys.runs.errors });
    return client.invalidateQueries({ queryKey: keys.runs.attention });
  };
  return {
    retry: useMutation({
      mutationFn: ({ id, ...body }: RetryRun & { id: string }) =>
        api.post<RunDetail>(`/api/runs/${id}/retry`, body),
      onSuccess: settle,
    }),
    cancel: useMutation({
      mutationFn: (id: string) => api.post<RunDetail>(`/api/runs/${id}/cancel`),
      onSuccess: settle,
    }),
    skip: useMutation({
      mutationFn: ({ id, ...body }: SkipStep & { id: string }) =>
        api.post<RunDetail>(`/api/runs/${id}/skip`, body),
      onSuccess: settle,
    }),
    resolve: useMutation({
      mutationFn: ({ id, ...body }: ResolveRun & { id: string }) =>
        api.post<RunDetail>(`/api/runs/${id}/resolve`, body),
      onSuccess: settle,
    }),
    /** Gives the new run, which does the same click again on the newest version. */
    again: useMutation({
      mutationFn: (id: string) => api.post<RunDetail>(`/api/runs/${id}/again`),
      onSuccess: (fresh, id) => {
        void client.invalidateQueries({ queryKey: keys.runs.detail(id) });
        return settle(fresh);
      },
    }),
  };
}
