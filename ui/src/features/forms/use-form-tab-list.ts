import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import { type ListState, useListState } from '../../shared/list/list-state';

const route = getRouteApi('/shell/forms/$formId');

/** Returns the list state of the open tab: the page number and the search text, which are kept in the address. */
export function useFormTabList(): ListState {
  const { page, q } = route.useSearch();
  const navigate = route.useNavigate();
  const search = useMemo(() => ({ page, q }), [page, q]);
  return useListState(search, (next) =>
    navigate({ search: (before) => ({ ...before, page: next.page, q: next.q }), replace: true }),
  );
}
