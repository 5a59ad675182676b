import { ROUTES, type ClientRequest, type ResponseOf } from '@linkflow/contracts';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call, type QueryOf } from './client';
import { keys } from './keys';

/** Resources with the same operations: create, change, retire, restore. */
export type Resource = 'interests' | 'selections' | 'projects' | 'categories' | 'scripts';
type Routes<R extends Resource> = (typeof ROUTES)[R];
type ViewOf<R extends Resource> = ResponseOf<Routes<R>['get']>;
type BodyOf<R extends Resource, Operation extends 'create' | 'update'> = ClientRequest<
  Routes<R>[Operation]
>['body'];

/** The routes of one resource, which TypeScript knows as the union of those of all resources. */
const routesOf = (resource: Resource): Routes<Resource> => ROUTES[resource];
/** Narrows a response of that union to the one of the resource that was called. */
const narrow = <T>(response: Promise<unknown>) => response as Promise<T>;

export const useNamedList = <R extends Resource>(resource: R, query: QueryOf<Routes<Resource>['list']>) =>
  useQuery({
    queryKey: keys.named.list(resource, query),
    queryFn: ({ signal }) =>
      narrow<ResponseOf<Routes<R>['list']>>(call(routesOf(resource).list, { query, signal })),
    placeholderData: keepPreviousData,
  });

export const useNamed = <R extends Resource>(resource: R, id: string, enabled = true) =>
  useQuery({
    queryKey: keys.named.detail(resource, id),
    queryFn: ({ signal }) => narrow<ViewOf<R>>(call(routesOf(resource).get, { params: { id }, signal })),
    enabled,
  });

export const useMembers = (
  resource: 'selections' | 'projects',
  id: string,
  query: QueryOf<typeof ROUTES.projects.members>,
) =>
  useQuery({
    queryKey: keys.named.members(resource, id, query),
    queryFn: ({ signal }) => call(ROUTES[resource].members, { params: { id }, query, signal }),
    placeholderData: keepPreviousData,
  });

export function useNamedActions<R extends Resource>(resource: R) {
  const routes = routesOf(resource);
  const client = useQueryClient();
  const invalidate = () => client.invalidateQueries({ queryKey: keys.named.all(resource) });
  return {
    create: useMutation({
      mutationFn: (body: BodyOf<R, 'create'>) => narrow<ViewOf<R>>(call(routes.create, { body })),
      onSuccess: invalidate,
    }),
    update: useMutation({
      mutationFn: ({ id, body }: { id: string; body: BodyOf<R, 'update'> }) =>
        narrow<ViewOf<R>>(call(routes.update, { params: { id }, body })),
      onSuccess: invalidate,
    }),
    retire: useMutation({
      mutationFn: (id: string) => call(routes.retire, { params: { id } }),
      onSuccess: invalidate,
    }),
    restore: useMutation({
      mutationFn: (id: string) => narrow<ViewOf<R>>(call(routes.restore, { params: { id } })),
      onSuccess: invalidate,
    }),
  };
}
