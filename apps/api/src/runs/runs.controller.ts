import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Id, RunQuery, type RunAttention, type RunDetail, type RunPage } from '@linkflow/contracts';
import { RunQueries } from '@linkflow/runs';
import { RunViews } from './run-views.service';

/** Runs, to look at. */
@ApiTags('runs')
@Controller('api/runs')
export class RunsController {
  constructor(
    private readonly queries: RunQueries,
    private readonly views: RunViews,
  ) {}

  @Get()
  async list(@Query({ schema: RunQuery }) query: RunQuery): Promise<RunPage> {
    return this.views.page(await this.queries.page(query, query.page, query.pageSize));
  }

  @Get('attention')
  attention(): Promise<RunAttention> {
    return this.queries.attention();
  }

  @Get(':id')
  one(@Param('id', { schema: Id }) id: string): Promise<RunDetail> {
    return this.views.detail(id);
  }
}
