import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Id, ResolveRun, RetryRun, SkipStep, type RunDetail } from '@linkflow/contracts';
import { RunVerbs, type StoredRun } from '@linkflow/engine';
import { AuditLog, type Deed } from '../ops/audit/audit-log';
import type { AuditAction } from '../ops/audit/stored-audit';
import { CurrentUser, Roles, type SignedInUser } from '../session';
import { RunViews } from './run-views.service';

/**
 * What people do to one run. Marketers may retry and cancel; what says something of effects that nobody can see from the
 * picture (skip, again, resolve) is for ops. Refused with `run.not-retryable` when it does not fit the run, and with
 * `run.busy` when the run moved on meanwhile.
 */
@ApiTags('runs')
@Controller('api/runs/:id')
export class RunVerbsController {
  constructor(
    private readonly verbs: RunVerbs,
    private readonly views: RunViews,
    private readonly audit: AuditLog,
  ) {}

  @Post('retry')
  @HttpCode(200)
  async retry(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: RetryRun }) body: RetryRun,
    @CurrentUser() user: SignedInUser,
  ): Promise<RunDetail> {
    const act = () => this.verbs.change(id, { verb: 'retry', ...body });
    return this.written(id, user, 'run.retry', act, { ...body });
  }

  @Post('skip')
  @HttpCode(200)
  @Roles('ops', 'admin')
  async skip(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: SkipStep }) body: SkipStep,
    @CurrentUser() user: SignedInUser,
  ): Promise<RunDetail> {
    const act = () => this.verbs.change(id, { verb: 'skip', ...body });
    return this.written(id, user, 'run.skip', act, { ...body });
  }

  @Post('cancel')
  @HttpCode(200)
  async cancel(
    @Param('id', { schema: Id }) id: string,
    @CurrentUser() user: SignedInUser,
  ): Promise<RunDetail> {
    return this.written(id, user, 'run.cancel', () => this.verbs.change(id, { verb: 'cancel' }));
  }

  /** Tells what really happened in the step that nobody knows about; the run goes on from there. */
  @Post('resolve')
  @HttpCode(200)
  @Roles('ops', 'admin')
  async resolve(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: ResolveRun }) body: ResolveRun,
    @CurrentUser() user: SignedInUser,
  ): Promise<RunDetail> {
    const act = () => this.verbs.change(id, { verb: 'resolve', ...body });
    return this.written(id, user, 'run.resolve', act, { ...body });
  }

  /** A new run of the same click, on the version that is live now. Answers with the new run. */
  @Post('again')
  @HttpCode(200)
  @Roles('ops', 'admin')
  async again(
    @Param('id', { schema: Id }) id: string,
    @CurrentUser() user: SignedInUser,
  ): Promise<RunDetail> {
    return this.written(id, user, 'run.again', () => this.verbs.again(id), { of: id });
  }

  private async written(
    id: string,
    user: SignedInUser,
    action: AuditAction,
    act: () => Promise<StoredRun>,
    details?: Record<string, unknown>,
  ): Promise<RunDetail> {
    const name = await this.views.nameOf(id);
    const deed: Deed = { action, target: { kind: 'run', id, name }, details };
    // A click that is done again is another run.
    const run = await this.audit.doing(user, deed, act, ({ _id }) => ({
      target: { kind: 'run', id: _id, name },
    }));
    return this.views.detail(run._id);
  }
}
