import type { CreateField, FieldDefinition, PriorityView, TaskTypeView, UserView } from '@linkflow/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from './client';
import { keys } from './keys';

export const useUsers = () =>
  useQuery({
    queryKey: keys.users,
    queryFn: ({ signal }) => api.get<UserView[]>('/api/users', undefined, signal),
  });

export function useUserUpdate() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, active }: Pick<UserView, 'id' | 'active'>) =>
      api.patch<UserView>(`/api/users/${id}`, { active }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.users }),
  });
}

export const usePriorities = () =>
  useQuery({
    queryKey: keys.priorities,
    queryFn: ({ signal }) => api.get<PriorityView[]>('/api/priorities', undefined, signal),
  });

export const useTaskTypes = () =>
  useQuery({
    queryKey: keys.taskTypes,
    queryFn: ({ signal }) => api.get<TaskTypeView[]>('/api/task-types', undefined, signal),
  });

export function useFieldCreate() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: CreateField) => api.post<FieldDefinition>('/api/fields', body),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.fields }),
  });
}
