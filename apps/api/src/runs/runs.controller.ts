import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  ErrorQuery,
  Id,
  RunQuery,
  type ErrorGroup,
  type RunAttention,
  type RunDetail,
  type RunPage,
} from '@linkflow/contracts';
import { ErrorGroups, RunQueries } from '@linkflow/engine';
import { RunViews } from './run-views.service';

/** Runs, to look at. */
@ApiTags('runs')
@Controller('api/runs')
export class RunsController {
  constructor(
    private readonly queries: RunQueries,
    private readonly groups: ErrorGroups,
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

  /** What runs fail of now, last seen first. */
  @Get('errors')
  errors(@Query({ schema: ErrorQuery }) query: ErrorQuery): Promise<ErrorGroup[]> {
    return this.groups.list(query);
  }

  @Get(':id')
  one(@Param('id', { schema: Id }) id: string): Promise<RunDetail> {
    return this.views.detail(id);
  }
}
