import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { Id, RetryRun, RunQuery, type RunAttention, type RunDetail, type RunPage } from '@linkflow/contracts';
import { RunQueries, RunVerbs } from '@linkflow/runs';
import { RunViews } from './run-views.service';

/** Runs: look, and mend. */
@Controller('api/runs')
export class RunsController {
  constructor(
    private readonly queries: RunQueries,
    private readonly verbs: RunVerbs,
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

  @Post(':id/retry')
  @HttpCode(200)
  async retry(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: RetryRun }) body: RetryRun,
  ): Promise<RunDetail> {
    await this.verbs.retry(id, body.fromNodeId);
    return this.views.detail(id);
  }

  @Post(':id/cancel')
  @HttpCode(200)
  async cancel(@Param('id', { schema: Id }) id: string): Promise<RunDetail> {
    await this.verbs.cancel(id);
    return this.views.detail(id);
  }
}
