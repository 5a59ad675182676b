import { choiceParam, idParam, listSearch, type ListSearch } from '../../shared/search';

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
export const FOLLOW_UP_STATUSES = ['not-started', 'done'] as const;
export interface FollowUpsSearch extends ListSearch {
  status?: (typeof FOLLOW_UP_STATUSES)[number];
  kind?: (typeof FOLLOW_UP_KINDS)[number];
  ownerId?: string;
}
export const followUpsSearch = (raw: Record<string, unknown>): FollowUpsSearch => ({
  ...listSearch(raw),
  status: choiceParam(raw.status, FOLLOW_UP_STATUSES),
  kind: choiceParam(raw.kind, FOLLOW_UP_KINDS),
  ownerId: idParam(raw.ownerId),
});

export const REQUEST_STATUSES = ['active', 'postponed', 'closed'] as const;
export interface RequestsSearch extends ListSearch {
  status?: (typeof REQUEST_STATUSES)[number];
  categoryId?: string;
  ownerId?: string;
}
export const requestsSearch = (raw: Record<string, unknown>): RequestsSearch => ({
  ...listSearch(raw),
  status: choiceParam(raw.status, REQUEST_STATUSES),
  categoryId: idParam(raw.categoryId),
  ownerId: idParam(raw.ownerId),
});
