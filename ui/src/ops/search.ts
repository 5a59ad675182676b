import { idParam, listSearch, textParam, type ListSearch } from '../shared/search';

export interface AuditSearch extends ListSearch {
  userId?: string;
  action?: string;
}
export const auditSearch = (raw: Record<string, unknown>): AuditSearch => ({
  ...listSearch(raw),
  userId: idParam(raw.userId),
  action: textParam(raw.action, 60),
});
