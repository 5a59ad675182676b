import type { AuditEntry, BulkAbout, BulkView, Ref, RefKind, RunFilter } from '@linkflow/contracts';
import { BulkCommands, BulkStore, countProcessed, type StoredBulk } from '@linkflow/engine';
import { newId } from '@linkflow/platform';
import { EntityNames } from '../catalogue/entity-names';
import { controllerOf } from '../http/route';
import { withReasonText } from '../runs/run-views';
import { userRef, type SignedInUser } from '../session/signed-in-user';
import { AuditLog } from './audit-log';

/**
 * Bulk operations: one command for many runs. A dry run counts the runs; the command is applied to a few of them (the canary), then to the
 * rest at a limited rate.
 */
export const BulksController = controllerOf(
  'bulks',
  [BulkCommands, BulkStore, EntityNames, AuditLog],
  (bulks, store, entityNames, audit) => {
    const view = async (bulk: StoredBulk): Promise<BulkView> => {
      const {
        _id: id,
        verb,
        filter,
        about,
        state,
        canary,
        perSecond,
        total,
        ineligible,
        at,
        endedAt,
        by,
      } = bulk;
      const outcome = await store.outcome(id);
      const error = about?.error;
      return {
        id,
        verb,
        filter,
        about: { ...about, error: error && withReasonText({ type: error.type, reason: error.reason }) },
        state,
        canary,
        perSecond,
        total,
        done: countProcessed(outcome),
        ineligible,
        outcome,
        at: at.toISOString(),
        endedAt: endedAt?.toISOString(),
        by,
      };
    };

    /** Continues or stops a bulk operation, and records an audit event. */
    const change = async (
      { params: { id }, user }: { params: { id: string }; user: SignedInUser },
      action: 'bulk.continue' | 'bulk.stop',
      act: () => Promise<StoredBulk>,
    ): Promise<BulkView> => {
      const { verb } = await bulks.get(id);
      const target: AuditEntry['target'] = { kind: 'bulk', id, name: verb };
      return view(await audit.record(user, { action, target, details: { verb }, act }));
    };

    return {
      count: ({ body }) => bulks.count(body),
      start: async ({ body, user }) => {
        const { verb, filter, canary, perSecond } = body;
        const [id, names] = [newId(), await namesIn(filter, entityNames)];
        const details = { verb, filter, canary, perSecond };
        const bulk = await audit.record(user, {
          action: 'bulk.start',
          target: { kind: 'bulk', id, name: verb },
          details,
          contactId: filter.contactId,
          act: () => bulks.start({ id, ...details, by: userRef(user), names }),
          outcome: ({ total }) => ({ details: { ...details, total } }),
        });
        return view(bulk);
      },
      list: async ({ query: { page, pageSize } }) => {
        const { items, total } = await store.page(page, pageSize);
        return { items: await Promise.all(items.map(view)), total, page, pageSize };
      },
      get: async ({ params }) => view(await bulks.get(params.id)),
      continue: (input) => change(input, 'bulk.continue', () => bulks.continueAfterCanary(input.params.id)),
      stop: (input) => change(input, 'bulk.stop', () => bulks.stop(input.params.id)),
    };
  },
);

async function namesIn(
  { linkId, mailingId, contactId }: RunFilter,
  names: EntityNames,
): Promise<Omit<BulkAbout, 'error'>> {
  const named = async (kind: RefKind, id: string | undefined): Promise<Ref | undefined> =>
    id === undefined ? undefined : { id, name: (await names.nameOf(kind, id)).name };
  const [link, mailing, contact] = await Promise.all([
    named('link', linkId),
    named('mailing', mailingId),
    named('contact', contactId),
  ]);
  return { ...(link && { link }), ...(mailing && { mailing }), ...(contact && { contact }) };
}
