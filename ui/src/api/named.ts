import type {
  CategoryView,
  InterestView,
  MemberPage,
  Page,
  ProjectView,
  SaveCategory,
  SaveNamed,
  SaveScript,
  SaveSelection,
  ScriptView,
  SelectionView,
} from '@linkflow/contracts';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, type Query } from './client';
import { keys } from './keys';

/** Lists of the same kind: created, renamed, retired and brought back in the same way. */
interface Resources {
  interests: { view: InterestView; save: SaveNamed };
  selections: { view: SelectionView; save: SaveSelection };
  projects: { view: ProjectView; save: SaveNamed };
  categories: { view: CategoryView; save: SaveCategory };
  scripts: { view: ScriptView; save: SaveScript };
}
export type Resource = keyof Resources;
export type ViewOf<R extends Resource> = Resources[R]['view'];

export const useNamedList = <R extends Resource>(resource: R, query: Query) =>
  useQuery({
    queryKey: keys.named.list(resource, query),
    queryFn: ({ signal }) => api.get<Page<ViewOf<R>>>(`/api/${resource}`, query, signal),
    placeholderData: keepPreviousData,
  });

export const useNamed = <R extends Resource>(resource: R, id: string, enabled = true) =>
  useQuery({
    queryKey: keys.named.detail(resource, id),
    queryFn: ({ signal }) => api.get<ViewOf<R>>(`/api/${resource}/${id}`, undefined, signal),
    enabled,
  });

export const useMembers = (resource: 'selections' | 'projects', id: string, query: Query) =>
  useQuery({
    queryKey: keys.named.members(resource, id, query),
    queryFn: ({ signal }) => api.get<MemberPage>(`/api/${resource}/${id}/members`, query, signal),
    placeholderData: keepPreviousData,
  });

export function useNamedActions<R extends Resource>(resource: R) {
  const client = useQueryClient();
  const settle = () => client.invalidateQueries({ queryKey: keys.named.all(resource) });
  return {
    create: useMutation({
      mutationFn: (body: Resources[R]['save']) => api.post<ViewOf<R>>(`/api/${resource}`, body),
      onSuccess: settle,
    }),
    update: useMutation({
      mutationFn: ({ id, body }: { id: string; body: Partial<Resources[R]['save']> }) =>
        api.patch<ViewOf<R>>(`/api/${resource}/${id}`, body),
      onSuccess: settle,
    }),
    retire: useMutation({
      mutationFn: (id: string) => api.delete(`/api/${resource}/${id}`),
      onSuccess: settle,
    }),
    restore: useMutation({
      mutationFn: (id: string) => api.post<ViewOf<R>>(`/api/${resource}/${id}/restore`),
      onSuccess: settle,
    }),
  };
}
