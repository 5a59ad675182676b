import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { catalogue } from '@linkflow/actions';
import { PauseBody, pauseKey, type PauseScope, type PauseView } from '@linkflow/contracts';
import { CrmNames } from '@linkflow/crm';
import { AppError } from '@linkflow/platform';
import { PauseStore, type StoredPause } from '@linkflow/engine';
import { CurrentUser, Roles, type SignedInUser } from '../../session';
import { AuditLog, type Deed } from '../audit/audit-log';

const PauseKey = z.string().min(1).max(80);

/**
 * What stands still: everything, one link, or one type of action. Recipients are answered and clicks recorded all the same;
 * runs are held before their next step and go on when it is resumed. Everybody may see it, as it explains why nothing happens.
 */
@ApiTags('ops')
@Controller('api/ops/pauses')
export class PausesController {
  constructor(
    private readonly pauses: PauseStore,
    private readonly names: CrmNames,
    private readonly audit: AuditLog,
  ) {}

  @Get()
  async list(): Promise<PauseView[]> {
    return Promise.all((await this.pauses.list()).map((pause) => this.view(pause)));
  }

  /** Workers hear of it within a second. What is paused already stays so, with the newer note. */
  @Post()
  @Roles('ops', 'admin')
  async pause(
    @Body({ schema: PauseBody }) body: PauseBody,
    @CurrentUser() user: SignedInUser,
  ): Promise<PauseView> {
    const name = await this.nameOf(body.scope);
    if (name === undefined) throw new AppError('not-found', 'There is nothing of that name to pause');
    const deed: Deed = {
      action: 'pause.set',
      target: { kind: 'pause', id: pauseKey(body.scope), name },
      details: { note: body.note },
    };
    const { id, name: who } = user;
    return this.view(await this.audit.doing(user, deed, () => this.pauses.pause(body, { id, name: who })));
  }

  /** Ends it. What it held goes on, some hundred runs a second. */
  @Delete(':key')
  @Roles('ops', 'admin')
  @HttpCode(204)
  async resume(
    @Param('key', { schema: PauseKey }) key: string,
    @CurrentUser() user: SignedInUser,
  ): Promise<void> {
    const pause = (await this.pauses.list()).find(({ _id }) => _id === key);
    const name = (pause && (await this.nameOf(pause.scope))) ?? key;
    const deed: Deed = { action: 'pause.end', target: { kind: 'pause', id: key, name } };
    await this.audit.doing(user, deed, () => this.pauses.resume(key));
  }

  private async view({ _id: key, scope, note, at, by }: StoredPause): Promise<PauseView> {
    const [name, held] = await Promise.all([this.nameOf(scope), this.pauses.heldBy(key)]);
    return { key, scope, name: name ?? key, note, at: at.toISOString(), by, held };
  }

  /** Undefined: there is no such thing. */
  private async nameOf(scope: PauseScope): Promise<string | undefined> {
    switch (scope.kind) {
      case 'all':
        return 'all';
      case 'link':
        return (await this.names.nameOf('link', scope.linkId)).name || undefined;
      case 'action':
        return catalogue().find((node) => node.type === scope.type)?.type;
    }
  }
}
