import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { RowLink } from '../../shared/anchors';
import { useList } from '../../shared/list/list-state';
import { GroupList } from './group-list';
import { GroupPage } from './group-page';

const nameOf = (group: { id: string; name: string }) => (
  <RowLink to="/selections/$selectionId" params={{ selectionId: group.id }} title={group.name}>
    {group.name}
  </RowLink>
);

export function SelectionsPage() {
  const navigate = useNavigate();
  return (
    <GroupList
      resource="selections"
      list={useList('/shell/selections')}
      link={nameOf}
      onCreated={(selectionId) => navigate({ to: '/selections/$selectionId', params: { selectionId } })}
    />
  );
}

const route = getRouteApi('/shell/selections/$selectionId');

export function SelectionPage() {
  const { selectionId } = route.useParams();
  const list = useList('/shell/selections/$selectionId');
  return <GroupPage key={selectionId} resource="selections" id={selectionId} list={list} />;
}
