import { Injectable } from '@nestjs/common';
import type { ChangeKind, MemberPage, MembershipKind, Page, PageQuery } from '@linkflow/contracts';
import type { EffectResult, SetMembershipInput } from '@linkflow/crm-port';
import { CrmTargets } from '../effects/crm-targets';
import { MEMBERSHIPS } from '../lists/lists.service';
import { CrmCollection, CrmStore, mapPage } from '../shared/collection';
import { toChangeSource, type CardChange, type Source } from '../shared/source';
import { ChangeLog, type ChangeDoc } from './change-log';
import { ContactsRepository } from './contacts.repository';
import { setByWith, wins, type Decision } from './newest-wins';

/**
 * The membership of one contact in one interest, selection or project. When a membership ends, its document stays with `active: false`, so
 * that an older click that is processed late does not reactivate it.
 */
export interface MembershipDoc {
  /** `<kind>:<targetId>:<contactId>` */
  _id: string;
  kind: MembershipKind;
  targetId: string;
  contactId: string;
  active: boolean;
  /** Time of the decision that set `active`; see newest-wins.ts. */
  setAt: Date;
  /** The decisions at `setAt`, each with its effect key and the value of `active` before it. */
  setBy: { key: string; previous: boolean }[];
  /**
   * `since` and `source`: when `active` last changed its value, and what changed it. A decision for the value that it already has leaves
   * both as they are.
   */
  since: Date;
  source: Source;
}

/** The state that a decision gives to a membership. */
interface MembershipTarget {
  kind: MembershipKind;
  targetId: string;
  contactId: string;
  active: boolean;
  source: Source;
}

type Result = EffectResult<'set-membership'>;

interface MembersOf {
  kind: MembershipKind;
  targetId: string;
  among?: string[] | undefined;
}

const membershipId = (kind: MembershipKind, targetId: string, contactId: string): string =>
  `${kind}:${targetId}:${contactId}`;

@Injectable()
export class MembershipsRepository extends CrmCollection<MembershipDoc> {
  constructor(store: CrmStore) {
    super(store, MEMBERSHIPS, [
      { key: { contactId: 1, kind: 1, active: 1 } },
      { key: { kind: 1, targetId: 1, active: 1, contactId: 1 } },
    ]);
  }

  /** The active memberships of a contact, the newest first. */
  ofContact(contactId: string): Promise<MembershipDoc[]> {
    return this.findMany({ contactId, active: true }, { since: -1, _id: 1 });
  }

  contactIds(kind: MembershipKind, targetId: string): Promise<string[]> {
    return this.documents.distinct('contactId', { kind, targetId, active: true });
  }

  /**
   * One page of the active members.
   * @param among ids of contacts; other members are left out. Absent: all members.
   */
  page({ kind, targetId, among }: MembersOf, query: PageQuery): Promise<Page<MembershipDoc>> {
    const filter = { kind, targetId, active: true, ...(among ? { contactId: { $in: among } } : {}) };
    return this.readPage(filter, query, { sorts: { since: 'since' }, standard: '-since' });
  }

  async removeOf(contactId: string): Promise<void> {
    await this.documents.deleteMany({ contactId });
  }

  /**
   * Sets the state of a membership, unless a newer decision has set it already. First tries a write that is cheap for MongoDB and
   * sufficient in most cases. If it did not apply, compares the decisions in an update pipeline.
   * @param before the membership as it was read; null if there was none
   */
  async decide(before: MembershipDoc | null, target: MembershipTarget, decision: Decision): Promise<Result> {
    const quick = decision.undoes ? null : await this.decideQuickly(before, target, decision);
    if (quick) return quick;
    const _id = membershipId(target.kind, target.targetId, target.contactId);
    await this.updateOne({ _id, update: membershipUpdate(target, decision) });
    return membershipOutcome(await this.read(_id), decision.key);
  }

  private decideQuickly(
    before: MembershipDoc | null,
    target: MembershipTarget,
    decision: Decision,
  ): Promise<Result | null> {
    return before === null
      ? this.insertFirst(target, decision)
      : this.updateIfUnchanged(before, target, decision);
  }

  /**
   * Inserts the membership of a contact that has had none. Tried first because most memberships are new, and an insert costs MongoDB far
   * less than an update.
   * @returns null if another decision about this membership was stored first
   */
  private async insertFirst(target: MembershipTarget, decision: Decision): Promise<Result | null> {
    const outcome = await this.insertOnce({
      _id: membershipId(target.kind, target.targetId, target.contactId),
      ...target,
      setAt: decision.at,
      setBy: [{ key: decision.key, previous: false }],
      since: decision.at,
    });
    return outcome === 'inserted' ? { applied: true, previous: false } : null;
  }

  /**
   * Updates the membership if the stored document is still the one that was read. Such a compare-and-set costs MongoDB half as much as an
   * update pipeline that compares decisions.
   * @returns null if the decision is not newer than the stored one, or the membership has changed since it was read
   */
  private async updateIfUnchanged(
    before: MembershipDoc,
    { active, source }: MembershipTarget,
    { key, at }: Decision,
  ): Promise<Result | null> {
    if (before.setAt >= at) return null;
    const decided = { setAt: at, setBy: [{ key, previous: before.active }] };
    const changed = before.active === active ? {} : { since: at, source };
    const outcome = await this.updateOne({
      _id: before._id,
      where: { setAt: before.setAt, setBy: before.setBy },
      update: { $set: { active, ...decided, ...changed } },
      proof: { setBy: decided.setBy },
    });
    return outcome === 'matched' ? { applied: true, previous: before.active } : null;
  }
}

/** Update pipeline for an existing membership. It changes nothing if the decision is not applied, see `wins`. */
function membershipUpdate(target: MembershipTarget, decision: Decision): Record<string, unknown>[] {
  const applied = wins(decision, '$setAt', '$setBy.key');
  const changes = { $and: [applied, { $ne: ['$active', target.active] }] };
  const entry = { key: { $literal: decision.key }, previous: { $eq: ['$active', true] } };
  return [
    {
      $set: {
        kind: target.kind,
        targetId: { $literal: target.targetId },
        contactId: { $literal: target.contactId },
        since: { $cond: [changes, decision.at, '$since'] },
        source: { $cond: [changes, { $literal: target.source }, '$source'] },
        active: { $cond: [applied, target.active, '$active'] },
        setAt: { $cond: [applied, decision.at, '$setAt'] },
        setBy: { $cond: [applied, setByWith(entry, decision, '$setAt', '$setBy'), '$setBy'] },
      },
    },
  ];
}

/**
 * Reads the result of {@link membershipUpdate} from the membership as it is stored afterwards. `previous` (active before or not) is known
 * only if the decision was applied.
 */
function membershipOutcome(
  membership: MembershipDoc | null,
  key: string,
): { applied: boolean; previous?: boolean } {
  const mine = membership?.setBy.find((setter) => setter.key === key);
  return mine ? { applied: true, previous: mine.previous } : { applied: false };
}

const CHANGE: Record<MembershipKind, { on: ChangeKind; off: ChangeKind }> = {
  interest: { on: 'interest-set', off: 'interest-removed' },
  selection: { on: 'selection-added', off: 'selection-removed' },
  project: { on: 'project-added', off: 'project-removed' },
};

/** Adds a contact to an interest, a static selection or a project (`active: true`), or removes it. */
@Injectable()
export class SetMembershipEffect {
  readonly repeatability = 'idempotent';

  constructor(
    private readonly memberships: MembershipsRepository,
    private readonly targets: CrmTargets,
    private readonly log: ChangeLog,
  ) {}

  async perform(
    { key, occurredAt, now, source, undoes }: CardChange,
    input: SetMembershipInput,
  ): Promise<Result> {
    const { contactId, kind, targetId, active } = input;
    const [contact, wanted, before] = await Promise.all([
      this.targets.contact(contactId, source),
      this.targets.membershipTarget(kind, targetId),
      this.memberships.read(membershipId(kind, targetId, contactId)),
    ]);
    const done = await this.log.doneDespiteMissing(key, contact, wanted);
    if (done) return resultOf(done);

    const outcome = await this.memberships.decide(
      before,
      { kind, targetId, contactId, active, source },
      { key, at: occurredAt, undoes },
    );
    const line = await this.log.write({
      _id: key,
      contactId,
      kind: CHANGE[kind][active ? 'on' : 'off'],
      target: { id: targetId, name: wanted().name },
      at: now,
      ...outcome,
      source,
    });
    return resultOf(line);
  }
}

const resultOf = ({ applied, previous }: ChangeDoc): Result => ({
  applied,
  ...(typeof previous === 'boolean' ? { previous } : {}),
});

/** A search among members first searches all contacts. Only this many of the contacts that it finds are considered. */
const MAX_SEARCH_HITS = 5_000;

/** The members of an interest, a selection or a project, with the time and the source of each membership. */
@Injectable()
export class MembersService {
  constructor(
    private readonly memberships: MembershipsRepository,
    private readonly contacts: ContactsRepository,
  ) {}

  async page(kind: MembershipKind, targetId: string, query: PageQuery): Promise<MemberPage> {
    const among = query.q ? await this.contacts.search(query.q, MAX_SEARCH_HITS) : undefined;
    const page = await this.memberships.page({ kind, targetId, among }, query);
    return mapPage(page, async (members) => {
      const contacts = await this.contacts.summariesById(members.map(({ contactId }) => contactId));
      return members.flatMap(({ contactId, since, source }) => {
        const contact = contacts.get(contactId);
        return contact ? [{ contact, since: since.toISOString(), source: toChangeSource(source) }] : [];
      });
    });
  }
}
