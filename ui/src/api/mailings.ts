import {
  type AddRecipients,
  type CreateMailing,
  type MailingDetail,
  ROUTES,
  type SetMailingLink,
  type UpdateMailing,
} from '@linkflow/contracts';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call, type QueryOf } from './client';
import { keys } from './keys';

export const useMailings = (query: QueryOf<typeof ROUTES.mailings.list>) =>
  useQuery({
    queryKey: keys.mailings.list(query),
    queryFn: ({ signal }) => call(ROUTES.mailings.list, { query, signal }),
    placeholderData: keepPreviousData,
  });

export const useMailing = (id: string) =>
  useQuery({
    queryKey: keys.mailings.detail(id),
    queryFn: ({ signal }) => call(ROUTES.mailings.get, { params: { id }, signal }),
  });

export const useRecipients = (id: string, query: QueryOf<typeof ROUTES.recipients.list>) =>
  useQuery({
    queryKey: keys.mailings.recipients(id, query),
    queryFn: ({ signal }) => call(ROUTES.recipients.list, { params: { id }, query, signal }),
    placeholderData: keepPreviousData,
  });

/** The saved message as its first recipient sees it. */
export const useMailingPreview = (id: string, revision: number, enabled: boolean) =>
  useQuery({
    queryKey: [...keys.mailings.preview(id), revision],
    queryFn: ({ signal }) => call(ROUTES.mailings.preview, { params: { id }, signal }),
    enabled,
  });

export function useMailingActions() {
  const client = useQueryClient();
  const lists = () => client.invalidateQueries({ queryKey: ['mailings', 'list'] });
  const store = (mailing: MailingDetail) => {
    client.setQueryData(keys.mailings.detail(mailing.id), mailing);
    return lists();
  };
  return {
    create: useMutation({
      mutationFn: (body: CreateMailing) => call(ROUTES.mailings.create, { body }),
      onSuccess: store,
    }),
    update: useMutation({
      mutationFn: ({ id, ...body }: UpdateMailing & { id: string }) =>
        call(ROUTES.mailings.update, { params: { id }, body }),
      onSuccess: store,
    }),
    remove: useMutation({
      mutationFn: (id: string) => call(ROUTES.mailings.remove, { params: { id } }),
      onSuccess: lists,
    }),
    setLink: useMutation({
      mutationFn: ({ id, occurrence, body }: { id: string; occurrence: number; body: SetMailingLink }) =>
        call(ROUTES.mailings.setLink, { params: { id, occurrence }, body }),
      onSuccess: store,
    }),
  };
}

export function useRecipientActions(id: string) {
  const client = useQueryClient();
  const invalidate = () => client.invalidateQueries({ queryKey: keys.mailings.all });
  return {
    add: useMutation({
      mutationFn: (body: AddRecipients) => call(ROUTES.recipients.add, { params: { id }, body }),
      onSuccess: invalidate,
    }),
    remove: useMutation({
      mutationFn: (recipientId: string) => call(ROUTES.recipients.remove, { params: { id, recipientId } }),
      onSuccess: invalidate,
    }),
  };
}
