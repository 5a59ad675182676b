import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { RowLink, useListState } from '../../shared/listing';
import { GroupsList } from './groups-list';

const nameOf = (group: { id: string; name: string }) => (
  <RowLink to="/projects/$projectId" params={{ projectId: group.id }} title={group.name}>
    {group.name}
  </RowLink>
);

const route = getRouteApi('/shell/projects');

export function ProjectsPage() {
  const search = route.useSearch();
  const go = route.useNavigate();
  const navigate = useNavigate();
  const list = useListState(search, (next) => go({ search: next, replace: true }));
  return (
    <GroupsList
      resource="projects"
      list={list}
      link={nameOf}
      onCreated={(projectId) => navigate({ to: '/projects/$projectId', params: { projectId } })}
    />
  );
}
