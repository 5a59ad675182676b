import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import { type ListState, useListState } from '../../../shared/list/list-state';
import type { ListSearch } from '../../../shared/search';

const route = getRouteApi('/shell/links/$linkId');

/** Returns the list state of the open tab: the page number, and the mailing of those who clicked. Both are kept in the URL. */
export function useTabList(): ListState<ListSearch & { mailing?: string | undefined }> {
  const { page, mailing } = route.useSearch();
  const navigate = route.useNavigate();
  const search = useMemo(() => ({ page, mailing }), [page, mailing]);
  return useListState(search, (next) =>
    navigate({ search: (before) => ({ ...before, page: next.page, mailing: next.mailing }), replace: true }),
  );
}
