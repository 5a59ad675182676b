import { Injectable } from '@nestjs/common';
import type { ProjectView } from '@linkflow/contracts';
import { Clock } from '@linkflow/platform';
import { NamedListService } from '../lists/named-list.service';
import { MembershipsRepository } from '../memberships/memberships.repository';
import type { ProjectDoc } from './project.schema';
import { ProjectsRepository } from './projects.repository';

@Injectable()
export class ProjectsService extends NamedListService<ProjectDoc, ProjectView> {
  constructor(
    projects: ProjectsRepository,
    clock: Clock,
    private readonly memberships: MembershipsRepository,
  ) {
    super(projects, clock);
  }

  create(name: string): Promise<ProjectView> {
    return this.insert(name, {});
  }

  rename(id: string, name: string): Promise<ProjectView> {
    return this.change(id, name, {});
  }

  protected async viewsOf(projects: ProjectDoc[]): Promise<ProjectView[]> {
    const counts = await this.memberships.countOf(
      'project',
      projects.map(({ _id }) => _id),
    );
    return projects.map(({ _id: id, name, deletedAt }) => ({
      id,
      name,
      members: counts.get(id) ?? 0,
      deleted: deletedAt !== null,
    }));
  }
}
