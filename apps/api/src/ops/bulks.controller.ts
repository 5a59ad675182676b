import { Controller } from '@nestjs/common';
import {
  ROUTES,
  type AuditEntry,
  type BulkAbout,
  type BulkCounted,
  type BulkPage,
  type BulkView,
  type Ref,
  type RefKind,
  type RunFilter,
} from '@linkflow/contracts';
import { EntityNames } from '../catalogue/entity-names';
import { BulkCommands, BulkStore, countProcessed, type StoredBulk } from '@linkflow/engine';
import { newId } from '@linkflow/platform';
import { withReasonText } from '../catalogue/reason-views';
import { Route, type Input } from '../http/route';
import { userRef } from '../session/sessions.service';
import { AuditLog } from './audit-log';

const routes = ROUTES.bulks;

/** One command for many runs: count them, apply it to a few (the canary), then to the rest at a limited rate. */
@Controller()
export class BulksController {
  constructor(
    private readonly bulks: BulkCommands,
    private readonly store: BulkStore,
    private readonly names: EntityNames,
    private readonly audit: AuditLog,
  ) {}

  @Route(routes.count)
  count({ body }: Input<typeof routes.count>): Promise<BulkCounted> {
    return this.bulks.count(body);
  }

  @Route(routes.start)
  async start({ body, user }: Input<typeof routes.start>): Promise<BulkView> {
    const { verb, filter, canary, perSecond } = body;
    const [id, names] = [newId(), await this.namesIn(filter)];
    const details = { verb, filter, canary, perSecond };
    const bulk = await this.audit.record(user, {
      action: 'bulk.start',
      target: { kind: 'bulk', id, name: verb },
      details,
      act: () => this.bulks.start({ id, verb, filter, canary, perSecond, by: userRef(user), names }),
      outcome: ({ total }) => ({ details: { ...details, total } }),
    });
    return this.view(bulk);
  }

  @Route(routes.list)
  async list({ query: { page, pageSize } }: Input<typeof routes.list>): Promise<BulkPage> {
    const { items, ...rest } = await this.store.page(page, pageSize);
    return { ...rest, items: await Promise.all(items.map((bulk) => this.view(bulk))) };
  }

  @Route(routes.get)
  async get({ params }: Input<typeof routes.get>): Promise<BulkView> {
    return this.view(await this.bulks.get(params.id));
  }

  @Route(routes.continue)
  async continueAfterCanary({ params: { id }, user }: Input<typeof routes.continue>): Promise<BulkView> {
    const bulk = await this.audit.record(user, {
      action: 'bulk.continue',
      ...(await this.subject(id)),
      act: () => this.bulks.continueAfterCanary(id),
    });
    return this.view(bulk);
  }

  @Route(routes.stop)
  async stop({ params: { id }, user }: Input<typeof routes.stop>): Promise<BulkView> {
    const bulk = await this.audit.record(user, {
      action: 'bulk.stop',
      ...(await this.subject(id)),
      act: () => this.bulks.stop(id),
    });
    return this.view(bulk);
  }

  private async subject(id: string): Promise<Pick<AuditEntry, 'target' | 'details'>> {
    const { verb } = await this.bulks.get(id);
    return { target: { kind: 'bulk', id, name: verb }, details: { verb } };
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
      about: { ...about, error: about?.error && withReasonText(about.error) },
      state,
      canary,
      perSecond,
      total,
      done: countProcessed(outcome),
      passed,
      outcome,
      at: at.toISOString(),
      endedAt: endedAt?.toISOString(),
      by,
    };
  }
}
