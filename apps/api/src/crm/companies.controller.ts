import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  Id,
  PageQuery,
  SaveCompany,
  UpdateCompany,
  type CompanyCard,
  type CompanyView,
  type Page,
} from '@linkflow/contracts';
import { CompaniesService } from '@linkflow/crm';

@ApiTags('crm')
@Controller('api/companies')
export class CompaniesController {
  constructor(private readonly companies: CompaniesService) {}

  @Get()
  async list(@Query({ schema: PageQuery }) query: PageQuery): Promise<Page<CompanyView>> {
    return this.companies.page(query);
  }

  @Post()
  async create(@Body({ schema: SaveCompany }) body: SaveCompany): Promise<CompanyCard> {
    return this.companies.create(body);
  }

  @Get(':id')
  async card(@Param('id', { schema: Id }) id: string): Promise<CompanyCard> {
    return this.companies.card(id);
  }

  @Patch(':id')
  async update(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: UpdateCompany }) body: UpdateCompany,
  ): Promise<CompanyCard> {
    return this.companies.save(id, body);
  }

  @Delete(':id')
  @HttpCode(204)
  async remove(@Param('id', { schema: Id }) id: string): Promise<void> {
    await this.companies.remove(id);
  }
}
