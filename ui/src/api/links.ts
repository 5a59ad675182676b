import {
  type CreateLink,
  type PublishLink,
  ROUTES,
  type SaveDraft,
  type SaveFolder,
  type UpdateLink,
} from '@linkflow/contracts';
import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call, type QueryOf } from './client';
import { keys } from './keys';

const linkQuery = (id: string) =>
  queryOptions({
    queryKey: keys.links.detail(id),
    queryFn: ({ signal }) => call(ROUTES.links.get, { params: { id }, signal }),
  });
export const useLink = (id: string) => useQuery(linkQuery(id));

export const useLinks = (query: QueryOf<typeof ROUTES.links.list>) =>
  useQuery({
    queryKey: keys.links.list(query),
    queryFn: ({ signal }) => call(ROUTES.links.list, { query, signal }),
    placeholderData: keepPreviousData,
  });

export const useVersions = (id: string) =>
  useQuery({
    queryKey: keys.links.versions(id),
    queryFn: ({ signal }) => call(ROUTES.workflows.versions, { params: { id }, signal }),
  });

export const versionQuery = (id: string, number: number) =>
  queryOptions({
    queryKey: keys.links.version(id, number),
    queryFn: ({ signal }) => call(ROUTES.workflows.version, { params: { id, number }, signal }),
    // A published version never changes.
    staleTime: Infinity,
  });
export const useVersion = (id: string, number: number) => useQuery(versionQuery(id, number));

export const useClickers = (id: string, query: QueryOf<typeof ROUTES.links.clickers>) =>
  useQuery({
    queryKey: keys.links.clickers(id, query),
    queryFn: ({ signal }) => call(ROUTES.links.clickers, { params: { id }, query, signal }),
    placeholderData: keepPreviousData,
  });

export const useFolders = () =>
  useQuery({
    queryKey: keys.folders,
    queryFn: ({ signal }) => call(ROUTES.folders.list, { signal }),
  });

/** Changes to links. Each reloads the lists and the folders, which have link counts. */
export function useLinkActions() {
  const client = useQueryClient();
  const invalidate = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: keys.links.all }),
      client.invalidateQueries({ queryKey: keys.folders }),
    ]);
  return {
    create: useMutation({
      mutationFn: (body: CreateLink) => call(ROUTES.links.create, { body }),
      onSuccess: invalidate,
    }),
    update: useMutation({
      mutationFn: ({ id, ...body }: UpdateLink & { id: string }) =>
        call(ROUTES.links.update, { params: { id }, body }),
      onSuccess: invalidate,
    }),
    remove: useMutation({
      mutationFn: (id: string) => call(ROUTES.links.remove, { params: { id } }),
      onSuccess: invalidate,
    }),
    restore: useMutation({
      mutationFn: (id: string) => call(ROUTES.links.restore, { params: { id } }),
      onSuccess: invalidate,
    }),
  };
}

export function useFolderActions() {
  const client = useQueryClient();
  const invalidate = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: keys.folders }),
      client.invalidateQueries({ queryKey: keys.links.all }),
    ]);
  return {
    create: useMutation({
      mutationFn: (body: SaveFolder) => call(ROUTES.folders.create, { body }),
      onSuccess: invalidate,
    }),
    update: useMutation({
      mutationFn: ({ id, ...body }: Partial<SaveFolder> & { id: string }) =>
        call(ROUTES.folders.update, { params: { id }, body }),
      onSuccess: invalidate,
    }),
    remove: useMutation({
      mutationFn: (id: string) => call(ROUTES.folders.remove, { params: { id } }),
      onSuccess: invalidate,
    }),
  };
}

/** Runs the live version of a link for a contact. */
export function useRunForContact(linkId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (contactId: string) =>
      call(ROUTES.workflows.run, { params: { id: linkId }, body: { contactId } }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.runs.all }),
  });
}

/** Calls without hooks, for the canvas, which has its own save queue. */
export const saveDraft = (id: string, body: SaveDraft) =>
  call(ROUTES.workflows.saveDraft, { params: { id }, body });
export const publishLink = (id: string, body: PublishLink) =>
  call(ROUTES.workflows.publish, { params: { id }, body });
export const publishVersion = (id: string, number: number) =>
  call(ROUTES.workflows.publishVersion, { params: { id, number } });
