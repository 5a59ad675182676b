import { choiceParam, idParam, listSearch, type ListSearch } from '../shared/search';

export interface ContactsSearch extends ListSearch {
  companyId?: string;
  selectionId?: string;
  projectId?: string;
  interestId?: string;
}
export const contactsSearch = (raw: Record<string, unknown>): ContactsSearch => ({
  ...listSearch(raw),
  companyId: idParam(raw.companyId),
  selectionId: idParam(raw.selectionId),
  projectId: idParam(raw.projectId),
  interestId: idParam(raw.interestId),
});

export const companiesSearch = listSearch;
export const membersSearch = listSearch;

/** Selections and projects; `retired` shows those that were taken out of use, too. */
export interface GroupsSearch extends ListSearch {
  retired?: true;
}
export const groupsSearch = (raw: Record<string, unknown>): GroupsSearch => ({
  ...listSearch(raw),
  retired: raw.retired === true ? true : undefined,
});

export const FOLLOW_UP_KINDS = ['to-do', 'meeting'] as const;
export interface FollowUpsSearch extends ListSearch {
  kind?: (typeof FOLLOW_UP_KINDS)[number];
  ownerId?: string;
}
export const followUpsSearch = (raw: Record<string, unknown>): FollowUpsSearch => ({
  ...listSearch(raw),
  kind: choiceParam(raw.kind, FOLLOW_UP_KINDS),
  ownerId: idParam(raw.ownerId),
});

export interface RequestsSearch extends ListSearch {
  categoryId?: string;
  ownerId?: string;
}
export const requestsSearch = (raw: Record<string, unknown>): RequestsSearch => ({
  ...listSearch(raw),
  categoryId: idParam(raw.categoryId),
  ownerId: idParam(raw.ownerId),
});
