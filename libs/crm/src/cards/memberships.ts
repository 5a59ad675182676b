import { Injectable } from '@nestjs/common';
import type { ChangeKind, MemberPage, MembershipKind, Page, PageQuery } from '@linkflow/contracts';
import { CrmError, CrmMembers, type EffectResult, type SetMembershipInput } from '@linkflow/crm-port';
import { CrmTargets } from '../effects/crm-targets';
import { MEMBERSHIPS, SelectionsService } from '../lists/lists.service';
import { CrmCollection, CrmStore, mapPage } from '../shared/collection';
import { toChangeSource, type CardChange, type Source } from '../shared/source';
import { ChangeLog, type ChangeDoc } from './change-log';
import { ContactsRepository } from './contacts.repository';
import { setByWith, wins, type Decision } from './newest-wins';

/**
 * The membership of one contact in one interest, selection or project. An ended membership stays as an inactive document, so that an
 * older click that arrives late does not reactivate it.
 */
export interface MembershipDoc {
  /** `<kind>:<targetId>:<contactId>` */
  _id: string;
  kind: MembershipKind;
  targetId: string;
  contactId: string;
  active: boolean;
  /** Time of the last decision; see newest-wins.ts. */
  setAt: Date;
  setBy: { key: string; previous: boolean }[];
  /** When `active` last changed, and what changed it. Setting the same state again changes neither. */
  since: Date;
  source: Source;
}

/** The wanted state of one membership. */
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

  /** @param among only these contacts */
  page({ kind, targetId, among }: MembersOf, query: PageQuery): Promise<Page<MembershipDoc>> {
    const filter = { kind, targetId, active: true, ...(among ? { contactId: { $in: among } } : {}) };
    return this.readPage(filter, query, { sorts: { since: 'since' }, standard: '-since' });
  }

  async removeOf(contactId: string): Promise<void> {
    await this.documents.deleteMany({ contactId });
  }

  /**
   * Decides about a membership; the newest decision wins. Tries the two cheap writes that fit most cases, then the general one.
   * @param before the membership as it was read; null if there was none
   */
  async decide(before: MembershipDoc | null, target: MembershipTarget, decision: Decision): Promise<Result> {
    const quick =
      before === null
        ? await this.insertFirst(target, decision)
        : await this.updateIfUnchanged(before, target, decision);
    if (quick) return quick;
    const _id = membershipId(target.kind, target.targetId, target.contactId);
    await this.updateOne({ _id, update: membershipUpdate(target, decision) });
    return membershipOutcome(await this.read(_id), decision.key);
  }

  /** Most memberships are new, and an insert costs MongoDB far less than an update. Null: another decision was first. */
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
   * A plain update that requires the state that was read costs MongoDB half of one that compares decisions in a pipeline.
   * Null: the decision is not newer, or the membership has changed since it was read.
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

/** The update of a membership that exists. */
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

/** The result of {@link membershipUpdate}. `previous`: whether it was active before; known only when the decision was applied. */
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

/** Starts or ends the membership of an interest, a selection or a project. */
@Injectable()
export class SetMembershipEffect {
  readonly repeatability = 'idempotent';

  constructor(
    private readonly memberships: MembershipsRepository,
    private readonly targets: CrmTargets,
    private readonly log: ChangeLog,
  ) {}

  async perform({ key, occurredAt, now, source }: CardChange, input: SetMembershipInput): Promise<Result> {
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
      { key, at: occurredAt },
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

/** The number of contacts that a search among members considers. */
const MAX_SEARCH_HITS = 5_000;

/** The members of an interest, a selection or a project, with the time and the source of each membership. */
@Injectable()
export class MembersService extends CrmMembers {
  constructor(
    private readonly memberships: MembershipsRepository,
    private readonly contacts: ContactsRepository,
    private readonly selections: SelectionsService,
  ) {
    super();
  }

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

  async contactIds(kind: MembershipKind, targetId: string): Promise<string[]> {
    const selection = kind === 'selection' ? await this.selections.findById(targetId) : undefined;
    if (selection === null) throw new CrmError('selection.missing', {});
    if (selection && selection.kind !== 'static') {
      throw new CrmError('selection.not-static', { name: selection.name, kind: selection.kind });
    }
    return this.memberships.contactIds(kind, targetId);
  }
}
