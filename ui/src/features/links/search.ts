import { idParam, listSearch, type ListSearch } from '../../shared/search';

/** `folder` is an id, or `none` for links that lie in no folder; absent means all links. */
export interface LinksSearch extends ListSearch {
  folder?: string;
}
export const linksSearch = (raw: Record<string, unknown>): LinksSearch => ({
  ...listSearch(raw),
  folder: idParam(raw.folder, 'none'),
});
