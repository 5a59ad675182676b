import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Id, NamedQuery, SaveScript, UpdateScript, type Page, type ScriptView } from '@linkflow/contracts';
import { ScriptsService } from '@linkflow/crm';
import { Roles } from '../session';
import { ScriptSyntax } from './script-syntax';

/** Scripts that links may run. Whoever changes one changes what every later click does. */
@ApiTags('crm')
@Controller('api/scripts')
export class ScriptsController {
  constructor(
    private readonly scripts: ScriptsService,
    private readonly syntax: ScriptSyntax,
  ) {}

  @Get()
  async list(@Query({ schema: NamedQuery }) query: NamedQuery): Promise<Page<ScriptView>> {
    return this.scripts.page(query);
  }

  @Post()
  @Roles('admin')
  async create(@Body({ schema: SaveScript }) body: SaveScript): Promise<ScriptView> {
    await this.syntax.require(body.source);
    return this.scripts.create(body);
  }

  /** Retired ones too. */
  @Get(':id')
  async get(@Param('id', { schema: Id }) id: string): Promise<ScriptView> {
    return this.scripts.get(id);
  }

  @Patch(':id')
  @Roles('admin')
  async update(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: UpdateScript }) body: UpdateScript,
  ): Promise<ScriptView> {
    await this.syntax.require(body.source);
    return this.scripts.save(id, body);
  }

  /** Retires it; what points to it keeps its name. */
  @Delete(':id')
  @Roles('admin')
  @HttpCode(204)
  async retire(@Param('id', { schema: Id }) id: string): Promise<void> {
    await this.scripts.retire(id);
  }

  @Post(':id/restore')
  @Roles('admin')
  @HttpCode(200)
  async restore(@Param('id', { schema: Id }) id: string): Promise<ScriptView> {
    return this.scripts.restore(id);
  }
}
