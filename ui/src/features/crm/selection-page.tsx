import { getRouteApi } from '@tanstack/react-router';
import { useListState } from '../../shared/listing';
import { GroupPage } from './group-page';

const route = getRouteApi('/shell/selections/$selectionId');

export function SelectionPage() {
  const { selectionId } = route.useParams();
  const search = route.useSearch();
  const go = route.useNavigate();
  const list = useListState(search, (next) => go({ search: next, replace: true }));
  return <GroupPage key={selectionId} resource="selections" id={selectionId} list={list} />;
}
