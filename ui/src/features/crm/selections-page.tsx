import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { RowLink, useListState } from '../../shared/listing';
import { GroupsList } from './groups-list';

const nameOf = (group: { id: string; name: string }) => (
  <RowLink to="/selections/$selectionId" params={{ selectionId: group.id }} title={group.name}>
    {group.name}
  </RowLink>
);

const route = getRouteApi('/shell/selections');

export function SelectionsPage() {
  const search = route.useSearch();
  const go = route.useNavigate();
  const navigate = useNavigate();
  const list = useListState(search, (next) => go({ search: next, replace: true }));
  return (
    <GroupsList
      resource="selections"
      list={list}
      link={nameOf}
      onCreated={(selectionId) => navigate({ to: '/selections/$selectionId', params: { selectionId } })}
    />
  );
}
