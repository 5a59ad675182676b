import { ROUTES } from '@linkflow/contracts';
import type { ReactNode } from 'react';
import { useRoute } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { pageQuery, type ListState } from '../../shared/list/list-state';
import { TRASH_SORT, TrashList } from '../../shared/trash/trash-list';
import type { MailingsSearch } from '../search-params';
import { mailingTrashTexts } from './mailing-trash.texts';

interface MailingTrashProps {
  side: ReactNode;
  filter: ReactNode;
  list: ListState<MailingsSearch>;
}

/** The trash of mailings. */
export function MailingTrash(props: MailingTrashProps) {
  const words = useTexts(mailingTrashTexts);
  const query = useRoute(ROUTES.mailings.list, {
    query: { ...pageQuery(props.list.search, TRASH_SORT), view: 'trash' },
  });
  return <TrashList {...props} kind="mailing" route={ROUTES.mailings.restore} query={query} words={words} />;
}
