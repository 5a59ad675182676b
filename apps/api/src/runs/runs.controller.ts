import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  Id,
  RetryRun,
  RunQuery,
  RunStatus,
  type RunAttention,
  type RunDetail,
  type RunPage,
} from '@linkflow/contracts';
import { AppError } from '@linkflow/platform';
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
    const { linkId, mailingId, contactId, page, pageSize } = query;
    const statuses = query.status ? readStatuses(query.status) : undefined;
    return this.views.page(
      await this.queries.page({ statuses, linkId, mailingId, contactId }, page, pageSize),
    );
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

function readStatuses(list: string): RunStatus[] {
  return list.split(',').map((text) => {
    const status = RunStatus.safeParse(text.trim());
    if (status.success) return status.data;
    throw new AppError('validation.failed', `There is no run status "${text.slice(0, 40)}"`, {
      issues: [
        {
          code: 'status.unknown',
          path: 'status',
          message: { en: 'There is no such run status', nb: 'Det finnes ingen slik status for kjøringer' },
        },
      ],
    });
  });
}
