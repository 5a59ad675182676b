import { ROUTES } from '@linkflow/contracts';
import type { ReactNode } from 'react';
import { useRoute } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { pageQuery, type ListState } from '../../shared/list/list-state';
import { TRASH_SORT, TrashList } from '../../shared/trash/trash-list';
import type { FormsSearch } from '../search-params';
import { formTrashTexts } from './form-trash.texts';

interface FormTrashProps {
  side: ReactNode;
  filter: ReactNode;
  list: ListState<FormsSearch>;
}

/** The trash of forms. */
export function FormTrash(props: FormTrashProps) {
  const words = useTexts(formTrashTexts);
  const query = useRoute(ROUTES.forms.list, {
    query: { ...pageQuery(props.list.search, TRASH_SORT), view: 'trash' },
  });
  return <TrashList {...props} kind="form" route={ROUTES.forms.restore} query={query} words={words} />;
}
