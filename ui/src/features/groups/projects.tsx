import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { RowLink } from '../../shared/anchors';
import { useList } from '../../shared/list/list-state';
import { GroupList } from './group-list';
import { GroupPage } from './group-page';

const nameOf = (group: { id: string; name: string }) => (
  <RowLink to="/projects/$projectId" params={{ projectId: group.id }} title={group.name}>
    {group.name}
  </RowLink>
);

export function ProjectsPage() {
  const navigate = useNavigate();
  return (
    <GroupList
      resource="projects"
      list={useList('/shell/projects')}
      link={nameOf}
      onCreated={(projectId) => navigate({ to: '/projects/$projectId', params: { projectId } })}
    />
  );
}

const route = getRouteApi('/shell/projects/$projectId');

export function ProjectPage() {
  const { projectId } = route.useParams();
  const list = useList('/shell/projects/$projectId');
  return <GroupPage key={projectId} resource="projects" id={projectId} list={list} />;
}
