import { ROUTES } from '@linkflow/contracts';
import type { ReactNode } from 'react';
import { useRoute } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { pageQuery, type ListState } from '../../shared/list/list-state';
import { TRASH_SORT, TrashList } from '../../shared/trash/trash-list';
import type { LinksSearch } from '../search-params';
import { linkTrashTexts } from './link-trash.texts';

interface LinkTrashProps {
  side: ReactNode;
  filter: ReactNode;
  list: ListState<LinksSearch>;
}

/** The trash of the library of links. */
export function LinkTrash(props: LinkTrashProps) {
  const words = useTexts(linkTrashTexts);
  const query = useRoute(ROUTES.links.list, {
    query: { ...pageQuery(props.list.search, TRASH_SORT), view: 'trash' },
  });
  return <TrashList {...props} kind="link" route={ROUTES.links.restore} query={query} words={words} />;
}
