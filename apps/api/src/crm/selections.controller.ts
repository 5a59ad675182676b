import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  Id,
  NamedQuery,
  PageQuery,
  SaveNamed,
  SaveSelection,
  type MemberPage,
  type Page,
  type SelectionView,
} from '@linkflow/contracts';
import { MembersService, SelectionsService } from '@linkflow/crm';

/** Selections of contacts. Their kind is chosen once. */
@ApiTags('crm')
@Controller('api/selections')
export class SelectionsController {
  constructor(
    private readonly selections: SelectionsService,
    private readonly membersOf: MembersService,
  ) {}

  @Get()
  async list(@Query({ schema: NamedQuery }) query: NamedQuery): Promise<Page<SelectionView>> {
    return this.selections.page(query);
  }

  @Post()
  async create(@Body({ schema: SaveSelection }) body: SaveSelection): Promise<SelectionView> {
    return this.selections.create(body);
  }

  /** Retired ones too. */
  @Get(':id')
  async get(@Param('id', { schema: Id }) id: string): Promise<SelectionView> {
    return this.selections.get(id);
  }

  @Get(':id/members')
  async members(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: PageQuery }) query: PageQuery,
  ): Promise<MemberPage> {
    return this.membersOf.page('selection', id, query);
  }

  @Patch(':id')
  async update(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: SaveNamed }) body: SaveNamed,
  ): Promise<SelectionView> {
    return this.selections.rename(id, body.name);
  }

  /** Retires it; what points to it keeps its name. */
  @Delete(':id')
  @HttpCode(204)
  async retire(@Param('id', { schema: Id }) id: string): Promise<void> {
    await this.selections.retire(id);
  }

  @Post(':id/restore')
  @HttpCode(200)
  async restore(@Param('id', { schema: Id }) id: string): Promise<SelectionView> {
    return this.selections.restore(id);
  }
}
