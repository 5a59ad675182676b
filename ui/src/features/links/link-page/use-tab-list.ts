import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import { type ListState, useListState } from '../../../shared/list/list-state';

const route = getRouteApi('/shell/links/$linkId');

/** Returns the list state of the open tab. It consists only of the page number, which is kept in the URL. */
export function useTabList(): ListState {
  const { page } = route.useSearch();
  const navigate = route.useNavigate();
  const search = useMemo(() => ({ page }), [page]);
  return useListState(search, (next) =>
    navigate({ search: (before) => ({ ...before, page: next.page }), replace: true }),
  );
}
