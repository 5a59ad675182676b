import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  Id,
  NamedQuery,
  PageQuery,
  SaveNamed,
  type InterestView,
  type MemberPage,
  type Page,
} from '@linkflow/contracts';
import { InterestsService, MembersService } from '@linkflow/crm';

/** What contacts are interested in. */
@ApiTags('crm')
@Controller('api/interests')
export class InterestsController {
  constructor(
    private readonly interests: InterestsService,
    private readonly membersOf: MembersService,
  ) {}

  @Get()
  async list(@Query({ schema: NamedQuery }) query: NamedQuery): Promise<Page<InterestView>> {
    return this.interests.page(query);
  }

  @Post()
  async create(@Body({ schema: SaveNamed }) body: SaveNamed): Promise<InterestView> {
    return this.interests.create(body.name);
  }

  /** Retired ones too. */
  @Get(':id')
  async get(@Param('id', { schema: Id }) id: string): Promise<InterestView> {
    return this.interests.get(id);
  }

  @Get(':id/members')
  async members(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: PageQuery }) query: PageQuery,
  ): Promise<MemberPage> {
    return this.membersOf.page('interest', id, query);
  }

  @Patch(':id')
  async update(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: SaveNamed }) body: SaveNamed,
  ): Promise<InterestView> {
    return this.interests.rename(id, body.name);
  }

  /** Retires it; what points to it keeps its name. */
  @Delete(':id')
  @HttpCode(204)
  async retire(@Param('id', { schema: Id }) id: string): Promise<void> {
    await this.interests.retire(id);
  }

  @Post(':id/restore')
  @HttpCode(200)
  async restore(@Param('id', { schema: Id }) id: string): Promise<InterestView> {
    return this.interests.restore(id);
  }
}
