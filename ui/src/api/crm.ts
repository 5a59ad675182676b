import type {
  CompanyCard,
  CompanyView,
  ContactCard,
  ContactPage,
  FieldDefinition,
  FollowUpView,
  MembershipKind,
  Page,
  RequestView,
  SaveCompany,
  SaveContact,
  UpdateContact,
} from '@linkflow/contracts';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, type Query } from './client';
import { keys } from './keys';

export const useContacts = (query: Query) =>
  useQuery({
    queryKey: keys.contacts.list(query),
    queryFn: ({ signal }) => api.get<ContactPage>('/api/contacts', query, signal),
    placeholderData: keepPreviousData,
  });

export const useContact = (id: string) =>
  useQuery({
    queryKey: keys.contacts.card(id),
    queryFn: ({ signal }) => api.get<ContactCard>(`/api/contacts/${id}`, undefined, signal),
  });

export function useContactActions() {
  const client = useQueryClient();
  const keep = (card: ContactCard) => {
    client.setQueryData(keys.contacts.card(card.id), card);
    return client.invalidateQueries({ queryKey: ['contacts', 'list'] });
  };
  const keepMembers = async (card: ContactCard) => {
    await keep(card);
    for (const resource of ['interests', 'selections', 'projects']) {
      void client.invalidateQueries({ queryKey: keys.named.all(resource) });
    }
  };
  return {
    create: useMutation({
      mutationFn: (body: SaveContact) => api.post<ContactCard>('/api/contacts', body),
      onSuccess: keep,
    }),
    update: useMutation({
      mutationFn: ({ id, ...body }: UpdateContact & { id: string }) =>
        api.patch<ContactCard>(`/api/contacts/${id}`, body),
      onSuccess: keep,
    }),
    remove: useMutation({
      mutationFn: (id: string) => api.delete(`/api/contacts/${id}`),
      onSuccess: () => client.invalidateQueries({ queryKey: ['contacts', 'list'] }),
    }),
    join: useMutation({
      mutationFn: ({ id, kind, targetId }: MembershipChange) =>
        api.put<ContactCard>(`/api/contacts/${id}/memberships/${kind}/${targetId}`),
      onSuccess: keepMembers,
    }),
    leave: useMutation({
      mutationFn: ({ id, kind, targetId }: MembershipChange) =>
        api.delete<ContactCard>(`/api/contacts/${id}/memberships/${kind}/${targetId}`),
      onSuccess: keepMembers,
    }),
  };
}
export interface MembershipChange {
  id: string;
  kind: MembershipKind;
  targetId: string;
}

export const useCompanies = (query: Query) =>
  useQuery({
    queryKey: keys.companies.list(query),
    queryFn: ({ signal }) => api.get<Page<CompanyView>>('/api/companies', query, signal),
    placeholderData: keepPreviousData,
  });

export const useCompany = (id: string) =>
  useQuery({
    queryKey: keys.companies.card(id),
    queryFn: ({ signal }) => api.get<CompanyCard>(`/api/companies/${id}`, undefined, signal),
  });

export function useCompanyActions() {
  const client = useQueryClient();
  const settle = () => client.invalidateQueries({ queryKey: keys.companies.all });
  return {
    create: useMutation({
      mutationFn: (body: SaveCompany) => api.post<CompanyCard>('/api/companies', body),
      onSuccess: settle,
    }),
    update: useMutation({
      mutationFn: ({ id, ...body }: SaveCompany & { id: string }) =>
        api.patch<CompanyCard>(`/api/companies/${id}`, body),
      onSuccess: settle,
    }),
    remove: useMutation({
      mutationFn: (id: string) => api.delete(`/api/companies/${id}`),
      onSuccess: settle,
    }),
  };
}

export const useFields = () =>
  useQuery({
    queryKey: keys.fields,
    queryFn: ({ signal }) => api.get<FieldDefinition[]>('/api/fields', undefined, signal),
  });

export const useFollowUps = (query: Query) =>
  useQuery({
    queryKey: keys.followUps.list(query),
    queryFn: ({ signal }) => api.get<Page<FollowUpView>>('/api/follow-ups', query, signal),
    placeholderData: keepPreviousData,
  });

export function useFollowUpUpdate() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, status }: Pick<FollowUpView, 'id' | 'status'>) =>
      api.patch<FollowUpView>(`/api/follow-ups/${id}`, { status }),
    onSuccess: (followUp) => {
      if (followUp.contact) {
        void client.invalidateQueries({ queryKey: keys.contacts.card(followUp.contact.id) });
      }
      return client.invalidateQueries({ queryKey: keys.followUps.all });
    },
  });
}

export const useRequests = (query: Query) =>
  useQuery({
    queryKey: keys.requests.list(query),
    queryFn: ({ signal }) => api.get<Page<RequestView>>('/api/requests', query, signal),
    placeholderData: keepPreviousData,
  });

export function useRequestUpdate() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...body }: { id: string; status?: RequestView['status']; ownerId?: string | null }) =>
      api.patch<RequestView>(`/api/requests/${id}`, body),
    onSuccess: (request) => {
      if (request.contact) {
        void client.invalidateQueries({ queryKey: keys.contacts.card(request.contact.id) });
      }
      return client.invalidateQueries({ queryKey: keys.requests.all });
    },
  });
}
