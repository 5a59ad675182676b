import type { ErrorQuery } from '@linkflow/contracts';
import { idParam, instantParam, listSearch, textParam, type ListSearch } from '../../shared/search';

export interface AuditSearch extends ListSearch {
  userId?: string;
  action?: string;
}
export const auditSearch = (raw: Record<string, unknown>): AuditSearch => ({
  ...listSearch(raw),
  userId: idParam(raw.userId),
  action: textParam(raw.action, 60),
});

export interface ErrorsSearch extends ListSearch, ErrorQuery {}
export const errorsSearch = (raw: Record<string, unknown>): ErrorsSearch => ({
  linkId: idParam(raw.linkId),
  mailingId: idParam(raw.mailingId),
  from: instantParam(raw.from),
  to: instantParam(raw.to),
});
