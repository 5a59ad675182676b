import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  Id,
  NamedQuery,
  PageQuery,
  SaveNamed,
  type MemberPage,
  type Page,
  type ProjectView,
} from '@linkflow/contracts';
import { MembersService, ProjectsService } from '@linkflow/crm';

/** Projects with their members. */
@ApiTags('crm')
@Controller('api/projects')
export class ProjectsController {
  constructor(
    private readonly projects: ProjectsService,
    private readonly membersOf: MembersService,
  ) {}

  @Get()
  async list(@Query({ schema: NamedQuery }) query: NamedQuery): Promise<Page<ProjectView>> {
    return this.projects.page(query);
  }

  @Post()
  async create(@Body({ schema: SaveNamed }) body: SaveNamed): Promise<ProjectView> {
    return this.projects.create(body.name);
  }

  /** Retired ones too. */
  @Get(':id')
  async get(@Param('id', { schema: Id }) id: string): Promise<ProjectView> {
    return this.projects.get(id);
  }

  @Get(':id/members')
  async members(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: PageQuery }) query: PageQuery,
  ): Promise<MemberPage> {
    return this.membersOf.page('project', id, query);
  }

  @Patch(':id')
  async update(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: SaveNamed }) body: SaveNamed,
  ): Promise<ProjectView> {
    return this.projects.rename(id, body.name);
  }

  /** Retires it; what points to it keeps its name. */
  @Delete(':id')
  @HttpCode(204)
  async retire(@Param('id', { schema: Id }) id: string): Promise<void> {
    await this.projects.retire(id);
  }

  @Post(':id/restore')
  @HttpCode(200)
  async restore(@Param('id', { schema: Id }) id: string): Promise<ProjectView> {
    return this.projects.restore(id);
  }
}
