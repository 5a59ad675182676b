import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  BulkCount,
  Id,
  PageQuery,
  StartBulk,
  type BulkAbout,
  type BulkCounted,
  type BulkPage,
  type BulkView,
  type Ref,
  type RefKind,
  type RunFilter,
} from '@linkflow/contracts';
import { CrmNames } from '@linkflow/crm';
import { newId } from '@linkflow/platform';
import { BulkStore, Bulks, doneOf, type StoredBulk } from '@linkflow/engine';
import { CurrentUser, Roles, type SignedInUser } from '../../session';
import { AuditLog, type Deed } from '../audit/audit-log';
import type { AuditAction } from '../audit/stored-audit';

/** One verb done to many runs: count, a few first, then the rest at a rate. */
@ApiTags('ops')
@Controller('api/ops/bulks')
@Roles('ops', 'admin')
export class BulksController {
  constructor(
    private readonly bulks: Bulks,
    private readonly store: BulkStore,
    private readonly names: CrmNames,
    private readonly audit: AuditLog,
  ) {}

  /** How many runs it would be. Nothing is done. */
  @Post('count')
  @HttpCode(200)
  count(@Body({ schema: BulkCount }) body: BulkCount): Promise<BulkCounted> {
    return this.bulks.count(body);
  }

  @Post()
  async start(
    @Body({ schema: StartBulk }) body: StartBulk,
    @CurrentUser() user: SignedInUser,
  ): Promise<BulkView> {
    const { verb, filter, canary, perSecond } = body;
    const [id, names] = [newId(), await this.namesIn(filter)];
    const begun = await this.audit.doing(
      user,
      {
        action: 'bulk.start',
        target: { kind: 'bulk', id, name: verb },
        details: { verb, filter, canary, perSecond },
      },
      () => this.bulks.start(id, body, { id: user.id, name: user.name }, names),
      ({ total }) => ({ details: { verb, filter, canary, perSecond, total } }),
    );
    return this.view(begun);
  }

  @Get()
  async list(@Query({ schema: PageQuery }) { page, pageSize }: PageQuery): Promise<BulkPage> {
    const { items, ...rest } = await this.store.page(page, pageSize);
    return { ...rest, items: await Promise.all(items.map((bulk) => this.view(bulk))) };
  }

  @Get(':id')
  async one(@Param('id', { schema: Id }) id: string): Promise<BulkView> {
    return this.view(await this.bulks.get(id));
  }

  /** The first few were looked at, and the rest shall follow. Refused with `bulk.not-ready` or `bulk.ended`. */
  @Post(':id/continue')
  @HttpCode(200)
  async goOn(@Param('id', { schema: Id }) id: string, @CurrentUser() user: SignedInUser): Promise<BulkView> {
    return this.written(id, user, 'bulk.continue', () => this.bulks.goOn(id));
  }

  /** What was done stays done. Refused with `bulk.ended`. */
  @Post(':id/stop')
  @HttpCode(200)
  async stop(@Param('id', { schema: Id }) id: string, @CurrentUser() user: SignedInUser): Promise<BulkView> {
    return this.written(id, user, 'bulk.stop', () => this.bulks.stop(id));
  }

  private async written(
    id: string,
    user: SignedInUser,
    action: AuditAction,
    act: () => Promise<StoredBulk>,
  ): Promise<BulkView> {
    const { verb } = await this.bulks.get(id);
    const deed: Deed = { action, target: { kind: 'bulk', id, name: verb }, details: { verb } };
    return this.view(await this.audit.doing(user, deed, act));
  }

  private async namesIn({ linkId, mailingId, contactId }: RunFilter): Promise<Omit<BulkAbout, 'error'>> {
    const named = async (kind: RefKind, id: string | undefined): Promise<Ref | undefined> =>
      id === undefined ? undefined : { id, name: (await this.names.nameOf(kind, id)).name };
    const [link, mailing, contact] = await Promise.all([
      named('link', linkId),
      named('mailing', mailingId),
      named('contact', contactId),
    ]);
    return { ...(link && { link }), ...(mailing && { mailing }), ...(contact && { contact }) };
  }

  private async view(bulk: StoredBulk): Promise<BulkView> {
    const { _id: id, verb, filter, about, state, canary, perSecond, total, passed, at, endedAt, by } = bulk;
    const outcome = await this.store.outcome(id);
    return {
      id,
      verb,
      filter,
      about: about ?? {},
      state,
      canary,
      perSecond,
      total,
      done: doneOf(outcome),
      passed,
      outcome,
      at: at.toISOString(),
      endedAt: endedAt?.toISOString(),
      by,
    };
  }
}
