import { getRouteApi } from '@tanstack/react-router';
import { useListState } from '../../shared/listing';
import { GroupPage } from './group-page';

const route = getRouteApi('/shell/projects/$projectId');

export function ProjectPage() {
  const { projectId } = route.useParams();
  const search = route.useSearch();
  const go = route.useNavigate();
  const list = useListState(search, (next) => go({ search: next, replace: true }));
  return <GroupPage key={projectId} resource="projects" id={projectId} list={list} />;
}
