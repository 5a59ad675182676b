import { idParam, listSearch, type ListSearch } from '../../shared/search';

export interface ScriptsSearch extends ListSearch {
  /** The script in the editor; `new` for one that has no id yet. */
  script?: string;
}
export const scriptsSearch = (raw: Record<string, unknown>): ScriptsSearch => ({
  ...listSearch(raw),
  script: idParam(raw.script, 'new'),
});
