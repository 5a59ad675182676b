import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  Id,
  NamedQuery,
  SaveCategory,
  UpdateCategory,
  type CategoryView,
  type Page,
} from '@linkflow/contracts';
import { CategoriesService } from '@linkflow/crm';

/** Categories of requests, each with its rule for handing them out. */
@ApiTags('crm')
@Controller('api/categories')
export class CategoriesController {
  constructor(private readonly categories: CategoriesService) {}

  @Get()
  async list(@Query({ schema: NamedQuery }) query: NamedQuery): Promise<Page<CategoryView>> {
    return this.categories.page(query);
  }

  @Post()
  async create(@Body({ schema: SaveCategory }) body: SaveCategory): Promise<CategoryView> {
    return this.categories.create(body);
  }

  /** Retired ones too. */
  @Get(':id')
  async get(@Param('id', { schema: Id }) id: string): Promise<CategoryView> {
    return this.categories.get(id);
  }

  @Patch(':id')
  async update(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: UpdateCategory }) body: UpdateCategory,
  ): Promise<CategoryView> {
    return this.categories.save(id, body);
  }

  /** Retires it; what points to it keeps its name. */
  @Delete(':id')
  @HttpCode(204)
  async retire(@Param('id', { schema: Id }) id: string): Promise<void> {
    await this.categories.retire(id);
  }

  @Post(':id/restore')
  @HttpCode(200)
  async restore(@Param('id', { schema: Id }) id: string): Promise<CategoryView> {
    return this.categories.restore(id);
  }
}
