import { type CreateField, ROUTES, type UserView } from '@linkflow/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from './client';
import { keys } from './keys';

export const useUsers = () =>
  useQuery({
    queryKey: keys.users,
    queryFn: ({ signal }) => call(ROUTES.settings.users, { signal }),
  });

export function useUserUpdate() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, active }: Pick<UserView, 'id' | 'active'>) =>
      call(ROUTES.settings.updateUser, { params: { id }, body: { active } }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.users }),
  });
}

export const usePriorities = () =>
  useQuery({
    queryKey: keys.priorities,
    queryFn: ({ signal }) => call(ROUTES.settings.priorities, { signal }),
  });

export const useTaskTypes = () =>
  useQuery({
    queryKey: keys.taskTypes,
    queryFn: ({ signal }) => call(ROUTES.settings.taskTypes, { signal }),
  });

export function useFieldCreate() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: CreateField) => call(ROUTES.settings.createField, { body }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.fields }),
  });
}
