import {
  type ContactCard,
  type FollowUpView,
  type MembershipKind,
  type RequestView,
  ROUTES,
  type SaveCompany,
  type SaveContact,
  type UpdateContact,
} from '@linkflow/contracts';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call, type QueryOf } from './client';
import { keys } from './keys';

export const useContacts = (query: QueryOf<typeof ROUTES.contacts.list>) =>
  useQuery({
    queryKey: keys.contacts.list(query),
    queryFn: ({ signal }) => call(ROUTES.contacts.list, { query, signal }),
    placeholderData: keepPreviousData,
  });

export const useContact = (id: string) =>
  useQuery({
    queryKey: keys.contacts.card(id),
    queryFn: ({ signal }) => call(ROUTES.contacts.get, { params: { id }, signal }),
  });

export function useContactActions() {
  const client = useQueryClient();
  const store = (card: ContactCard) => {
    client.setQueryData(keys.contacts.card(card.id), card);
    return client.invalidateQueries({ queryKey: ['contacts', 'list'] });
  };
  const storeWithMembers = async (card: ContactCard) => {
    await store(card);
    for (const resource of ['interests', 'selections', 'projects']) {
      void client.invalidateQueries({ queryKey: keys.named.all(resource) });
    }
  };
  return {
    create: useMutation({
      mutationFn: (body: SaveContact) => call(ROUTES.contacts.create, { body }),
      onSuccess: store,
    }),
    update: useMutation({
      mutationFn: ({ id, ...body }: UpdateContact & { id: string }) =>
        call(ROUTES.contacts.update, { params: { id }, body }),
      onSuccess: store,
    }),
    remove: useMutation({
      mutationFn: (id: string) => call(ROUTES.contacts.remove, { params: { id } }),
      onSuccess: () => client.invalidateQueries({ queryKey: ['contacts', 'list'] }),
    }),
    join: useMutation({
      mutationFn: ({ id, kind, targetId }: MembershipChange) =>
        call(ROUTES.contacts.join, { params: { id, kind, targetId } }),
      onSuccess: storeWithMembers,
    }),
    leave: useMutation({
      mutationFn: ({ id, kind, targetId }: MembershipChange) =>
        call(ROUTES.contacts.leave, { params: { id, kind, targetId } }),
      onSuccess: storeWithMembers,
    }),
  };
}
interface MembershipChange {
  id: string;
  kind: MembershipKind;
  targetId: string;
}

export const useCompanies = (query: QueryOf<typeof ROUTES.companies.list>) =>
  useQuery({
    queryKey: keys.companies.list(query),
    queryFn: ({ signal }) => call(ROUTES.companies.list, { query, signal }),
    placeholderData: keepPreviousData,
  });

export const useCompany = (id: string) =>
  useQuery({
    queryKey: keys.companies.card(id),
    queryFn: ({ signal }) => call(ROUTES.companies.get, { params: { id }, signal }),
  });

export function useCompanyActions() {
  const client = useQueryClient();
  const invalidate = () => client.invalidateQueries({ queryKey: keys.companies.all });
  return {
    create: useMutation({
      mutationFn: (body: SaveCompany) => call(ROUTES.companies.create, { body }),
      onSuccess: invalidate,
    }),
    update: useMutation({
      mutationFn: ({ id, ...body }: SaveCompany & { id: string }) =>
        call(ROUTES.companies.update, { params: { id }, body }),
      onSuccess: invalidate,
    }),
    remove: useMutation({
      mutationFn: (id: string) => call(ROUTES.companies.remove, { params: { id } }),
      onSuccess: invalidate,
    }),
  };
}

export const useFields = () =>
  useQuery({
    queryKey: keys.fields,
    queryFn: ({ signal }) => call(ROUTES.settings.fields, { signal }),
  });

export const useFollowUps = (query: QueryOf<typeof ROUTES.followUps.list>) =>
  useQuery({
    queryKey: keys.followUps.list(query),
    queryFn: ({ signal }) => call(ROUTES.followUps.list, { query, signal }),
    placeholderData: keepPreviousData,
  });

export function useFollowUpUpdate() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, status }: Pick<FollowUpView, 'id' | 'status'>) =>
      call(ROUTES.followUps.update, { params: { id }, body: { status } }),
    onSuccess: (followUp) => {
      if (followUp.contact) {
        void client.invalidateQueries({ queryKey: keys.contacts.card(followUp.contact.id) });
      }
      return client.invalidateQueries({ queryKey: keys.followUps.all });
    },
  });
}

export const useRequests = (query: QueryOf<typeof ROUTES.requests.list>) =>
  useQuery({
    queryKey: keys.requests.list(query),
    queryFn: ({ signal }) => call(ROUTES.requests.list, { query, signal }),
    placeholderData: keepPreviousData,
  });

export function useRequestUpdate() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...body }: { id: string; status?: RequestView['status']; ownerId?: string | null }) =>
      call(ROUTES.requests.update, { params: { id }, body }),
    onSuccess: (request) => {
      if (request.contact) {
        void client.invalidateQueries({ queryKey: keys.contacts.card(request.contact.id) });
      }
      return client.invalidateQueries({ queryKey: keys.requests.all });
    },
  });
}
