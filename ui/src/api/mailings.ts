import type {
  AddedRecipients,
  AddRecipients,
  CreateMailing,
  MailingDetail,
  MailingPage,
  RecipientPage,
  SetMailingLink,
  UpdateMailing,
} from '@linkflow/contracts';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, type Query } from './client';
import { keys } from './keys';

export const useMailings = (query: Query) =>
  useQuery({
    queryKey: keys.mailings.list(query),
    queryFn: ({ signal }) => api.get<MailingPage>('/api/mailings', query, signal),
    placeholderData: keepPreviousData,
  });

export const useMailing = (id: string) =>
  useQuery({
    queryKey: keys.mailings.detail(id),
    queryFn: ({ signal }) => api.get<MailingDetail>(`/api/mailings/${id}`, undefined, signal),
  });

export const useRecipients = (id: string, query: Query) =>
  useQuery({
    queryKey: keys.mailings.recipients(id, query),
    queryFn: ({ signal }) => api.get<RecipientPage>(`/api/mailings/${id}/recipients`, query, signal),
    placeholderData: keepPreviousData,
  });

/** The saved message as its first recipient sees it. */
export const useMailingPreview = (id: string, revision: number, enabled: boolean) =>
  useQuery({
    queryKey: [...keys.mailings.preview(id), revision],
    queryFn: ({ signal }) => api.get<{ html: string }>(`/api/mailings/${id}/preview`, undefined, signal),
    enabled,
  });

export function useMailingActions() {
  const client = useQueryClient();
  const lists = () => client.invalidateQueries({ queryKey: ['mailings', 'list'] });
  const keep = (mailing: MailingDetail) => {
    client.setQueryData(keys.mailings.detail(mailing.id), mailing);
    return lists();
  };
  return {
    create: useMutation({
      mutationFn: (body: CreateMailing) => api.post<MailingDetail>('/api/mailings', body),
      onSuccess: keep,
    }),
    update: useMutation({
      mutationFn: ({ id, ...body }: UpdateMailing & { id: string }) =>
        api.patch<MailingDetail>(`/api/mailings/${id}`, body),
      onSuccess: keep,
    }),
    remove: useMutation({
      mutationFn: (id: string) => api.delete(`/api/mailings/${id}`),
      onSuccess: lists,
    }),
    setLink: useMutation({
      mutationFn: ({ id, occurrence, body }: { id: string; occurrence: number; body: SetMailingLink }) =>
        api.put<MailingDetail>(`/api/mailings/${id}/links/${occurrence}`, body),
      onSuccess: keep,
    }),
  };
}

export function useRecipientActions(id: string) {
  const client = useQueryClient();
  const settle = () => client.invalidateQueries({ queryKey: keys.mailings.all });
  return {
    add: useMutation({
      mutationFn: (body: AddRecipients) => api.post<AddedRecipients>(`/api/mailings/${id}/recipients`, body),
      onSuccess: settle,
    }),
    remove: useMutation({
      mutationFn: (recipientId: string) => api.delete(`/api/mailings/${id}/recipients/${recipientId}`),
      onSuccess: settle,
    }),
  };
}
