import { Controller } from '@nestjs/common';
import {
  ROUTES,
  type CategoryView,
  type InterestView,
  type MemberPage,
  type Page,
  type ProjectView,
  type SelectionView,
} from '@linkflow/contracts';
import {
  CategoriesService,
  InterestsService,
  MembersService,
  ProjectsService,
  SelectionsService,
} from '@linkflow/crm';
import { Route, type Input } from '../http/route';

const { interests, selections, projects, categories } = ROUTES;

// Lists that share one pattern: entries are created, renamed, retired and restored. References to a retired entry keep its name.

@Controller()
export class InterestsController {
  constructor(
    private readonly interests: InterestsService,
    private readonly membersOf: MembersService,
  ) {}

  @Route(interests.list)
  list({ query }: Input<typeof interests.list>): Promise<Page<InterestView>> {
    return this.interests.page(query);
  }

  @Route(interests.create)
  create({ body }: Input<typeof interests.create>): Promise<InterestView> {
    return this.interests.create(body);
  }

  @Route(interests.get)
  get({ params }: Input<typeof interests.get>): Promise<InterestView> {
    return this.interests.get(params.id);
  }

  @Route(interests.members)
  members({ params, query }: Input<typeof interests.members>): Promise<MemberPage> {
    return this.membersOf.page('interest', params.id, query);
  }

  @Route(interests.update)
  update({ params, body }: Input<typeof interests.update>): Promise<InterestView> {
    return this.interests.save(params.id, body);
  }

  @Route(interests.retire)
  async retire({ params }: Input<typeof interests.retire>): Promise<void> {
    await this.interests.retire(params.id);
  }

  @Route(interests.restore)
  restore({ params }: Input<typeof interests.restore>): Promise<InterestView> {
    return this.interests.restore(params.id);
  }
}

/** The kind of a selection cannot be changed. */
@Controller()
export class SelectionsController {
  constructor(
    private readonly selections: SelectionsService,
    private readonly membersOf: MembersService,
  ) {}

  @Route(selections.list)
  list({ query }: Input<typeof selections.list>): Promise<Page<SelectionView>> {
    return this.selections.page(query);
  }

  @Route(selections.create)
  create({ body }: Input<typeof selections.create>): Promise<SelectionView> {
    return this.selections.create(body);
  }

  @Route(selections.get)
  get({ params }: Input<typeof selections.get>): Promise<SelectionView> {
    return this.selections.get(params.id);
  }

  @Route(selections.members)
  members({ params, query }: Input<typeof selections.members>): Promise<MemberPage> {
    return this.membersOf.page('selection', params.id, query);
  }

  @Route(selections.update)
  update({ params, body }: Input<typeof selections.update>): Promise<SelectionView> {
    return this.selections.save(params.id, body);
  }

  @Route(selections.retire)
  async retire({ params }: Input<typeof selections.retire>): Promise<void> {
    await this.selections.retire(params.id);
  }

  @Route(selections.restore)
  restore({ params }: Input<typeof selections.restore>): Promise<SelectionView> {
    return this.selections.restore(params.id);
  }
}

@Controller()
export class ProjectsController {
  constructor(
    private readonly projects: ProjectsService,
    private readonly membersOf: MembersService,
  ) {}

  @Route(projects.list)
  list({ query }: Input<typeof projects.list>): Promise<Page<ProjectView>> {
    return this.projects.page(query);
  }

  @Route(projects.create)
  create({ body }: Input<typeof projects.create>): Promise<ProjectView> {
    return this.projects.create(body);
  }

  @Route(projects.get)
  get({ params }: Input<typeof projects.get>): Promise<ProjectView> {
    return this.projects.get(params.id);
  }

  @Route(projects.members)
  members({ params, query }: Input<typeof projects.members>): Promise<MemberPage> {
    return this.membersOf.page('project', params.id, query);
  }

  @Route(projects.update)
  update({ params, body }: Input<typeof projects.update>): Promise<ProjectView> {
    return this.projects.save(params.id, body);
  }

  @Route(projects.retire)
  async retire({ params }: Input<typeof projects.retire>): Promise<void> {
    await this.projects.retire(params.id);
  }

  @Route(projects.restore)
  restore({ params }: Input<typeof projects.restore>): Promise<ProjectView> {
    return this.projects.restore(params.id);
  }
}

/** Categories of requests, each with a rule that assigns them. */
@Controller()
export class CategoriesController {
  constructor(private readonly categories: CategoriesService) {}

  @Route(categories.list)
  list({ query }: Input<typeof categories.list>): Promise<Page<CategoryView>> {
    return this.categories.page(query);
  }

  @Route(categories.create)
  create({ body }: Input<typeof categories.create>): Promise<CategoryView> {
    return this.categories.create(body);
  }

  @Route(categories.get)
  get({ params }: Input<typeof categories.get>): Promise<CategoryView> {
    return this.categories.get(params.id);
  }

  @Route(categories.update)
  update({ params, body }: Input<typeof categories.update>): Promise<CategoryView> {
    return this.categories.save(params.id, body);
  }

  @Route(categories.retire)
  async retire({ params }: Input<typeof categories.retire>): Promise<void> {
    await this.categories.retire(params.id);
  }

  @Route(categories.restore)
  restore({ params }: Input<typeof categories.restore>): Promise<CategoryView> {
    return this.categories.restore(params.id);
  }
}
