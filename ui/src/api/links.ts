import type {
  ClickerPage,
  CreateLink,
  DraftView,
  Folder,
  LinkDetail,
  LinkPage,
  PublishLink,
  SaveDraft,
  SaveFolder,
  UpdateLink,
  VersionDetail,
  VersionSummary,
} from '@linkflow/contracts';
import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, type Query } from './client';
import { keys } from './keys';

export const linkQuery = (id: string) =>
  queryOptions({
    queryKey: keys.links.detail(id),
    queryFn: ({ signal }) => api.get<LinkDetail>(`/api/links/${id}`, undefined, signal),
  });
export const useLink = (id: string) => useQuery(linkQuery(id));

export const useLinks = (query: Query) =>
  useQuery({
    queryKey: keys.links.list(query),
    queryFn: ({ signal }) => api.get<LinkPage>('/api/links', query, signal),
    placeholderData: keepPreviousData,
  });

export const useVersions = (id: string) =>
  useQuery({
    queryKey: keys.links.versions(id),
    queryFn: ({ signal }) => api.get<VersionSummary[]>(`/api/links/${id}/versions`, undefined, signal),
  });

export const versionQuery = (id: string, number: number) =>
  queryOptions({
    queryKey: keys.links.version(id, number),
    queryFn: ({ signal }) => api.get<VersionDetail>(`/api/links/${id}/versions/${number}`, undefined, signal),
    // A published version never changes.
    staleTime: Infinity,
  });
export const useVersion = (id: string, number: number) => useQuery(versionQuery(id, number));

export const useClickers = (id: string, query: Query) =>
  useQuery({
    queryKey: keys.links.clickers(id, query),
    queryFn: ({ signal }) => api.get<ClickerPage>(`/api/links/${id}/clickers`, query, signal),
    placeholderData: keepPreviousData,
  });

export const useFolders = () =>
  useQuery({
    queryKey: keys.folders,
    queryFn: ({ signal }) => api.get<Folder[]>('/api/folders', undefined, signal),
  });

/** Writes about links; each reads the lists (and the folders' counts) again. */
export function useLinkActions() {
  const client = useQueryClient();
  const settle = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: keys.links.all }),
      client.invalidateQueries({ queryKey: keys.folders }),
    ]);
  return {
    create: useMutation({
      mutationFn: (body: CreateLink) => api.post<LinkDetail>('/api/links', body),
      onSuccess: settle,
    }),
    update: useMutation({
      mutationFn: ({ id, ...body }: UpdateLink & { id: string }) =>
        api.patch<LinkDetail>(`/api/links/${id}`, body),
      onSuccess: settle,
    }),
    remove: useMutation({ mutationFn: (id: string) => api.delete(`/api/links/${id}`), onSuccess: settle }),
    restore: useMutation({
      mutationFn: (id: string) => api.post<LinkDetail>(`/api/links/${id}/restore`),
      onSuccess: settle,
    }),
  };
}

export function useFolderActions() {
  const client = useQueryClient();
  const settle = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: keys.folders }),
      client.invalidateQueries({ queryKey: keys.links.all }),
    ]);
  return {
    create: useMutation({
      mutationFn: (body: SaveFolder) => api.post<Folder>('/api/folders', body),
      onSuccess: settle,
    }),
    update: useMutation({
      mutationFn: ({ id, ...body }: Partial<SaveFolder> & { id: string }) =>
        api.patch<Folder>(`/api/folders/${id}`, body),
      onSuccess: settle,
    }),
    remove: useMutation({ mutationFn: (id: string) => api.delete(`/api/folders/${id}`), onSuccess: settle }),
  };
}

/** Calls without hooks, for the canvas, whose saving has its own clock and queue. */
export const saveDraft = (id: string, body: SaveDraft) => api.put<DraftView>(`/api/links/${id}/draft`, body);
export const publishLink = (id: string, body: PublishLink) =>
  api.post<VersionSummary>(`/api/links/${id}/publish`, body);
export const publishVersion = (id: string, number: number) =>
  api.post<VersionSummary>(`/api/links/${id}/versions/${number}/publish`);
