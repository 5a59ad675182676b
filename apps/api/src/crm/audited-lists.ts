import type { AuditTargetKind, NamedQuery, Page } from '@linkflow/contracts';
import { changesBetween } from '../ops/audit-changes';
import type { AuditLog } from '../ops/audit-log';
import type { SignedInUser } from '../session/signed-in-user';

/**
 * A service for a list of entries that are created, changed, soft-deleted (`retire`) and restored. References to a deleted entry still
 * show its name.
 */
export interface EntryList<View, Created, Changes> {
  page(query: NamedQuery): Promise<Page<View>>;
  create(entry: Created): Promise<View>;
  get(id: string): Promise<View>;
  save(id: string, changes: Changes): Promise<View>;
  retire(id: string): Promise<unknown>;
  restore(id: string): Promise<View>;
}

interface Named {
  id: string;
  name: string;
}
interface ByUser {
  user: SignedInUser;
}
interface ById {
  params: { id: string };
}

interface ListOptions<View, Changes extends object> {
  kind: AuditTargetKind;
  /** Group of the codes of the audit events. */
  actions?: 'list' | 'script';
  /** Converts the changes of a request to the form that the view of an entry has, so that the two can be compared. */
  shown?(changes: Changes): Promise<Partial<Record<keyof View, unknown>>>;
}

/** The handlers of a list's routes. Every change leaves an audit event. */
export function entryHandlers<View extends Named, Created extends { name: string }, Changes extends object>(
  list: EntryList<View, Created, Changes>,
  audit: AuditLog,
  { kind, actions = 'list', shown }: ListOptions<View, Changes>,
) {
  const targetOf = ({ id, name }: Named) => ({ kind, id, name });
  return {
    list: ({ query }: { query: NamedQuery }) => list.page(query),
    get: ({ params }: ById) => list.get(params.id),
    create: ({ body, user }: { body: Created } & ByUser) =>
      audit.record(user, {
        action: `${actions}.create`,
        target: targetOf({ id: '', name: body.name }),
        act: () => list.create(body),
        outcome: (entry) => ({ target: targetOf(entry) }),
      }),
    update: async ({ params: { id }, body, user }: { body: Changes } & ById & ByUser) => {
      const before = await list.get(id);
      const { unchangedSince: _, ...changes } = {
        unchangedSince: undefined,
        ...(shown ? await shown(body) : body),
      };
      return audit.record(user, {
        action: `${actions}.change`,
        target: targetOf(before),
        changes: changesBetween(before, changes),
        act: () => list.save(id, body),
      });
    },
    retire: async ({ params: { id }, user }: ById & ByUser) => {
      await audit.record(user, {
        action: `${actions}.retire`,
        target: targetOf(await list.get(id)),
        act: () => list.retire(id),
      });
    },
    restore: async ({ params: { id }, user }: ById & ByUser) =>
      audit.record(user, {
        action: `${actions}.restore`,
        target: targetOf(await list.get(id)),
        act: () => list.restore(id),
      }),
  };
}
