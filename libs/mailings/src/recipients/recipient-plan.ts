import type { BlockReason, DeliveryState } from '@linkflow/contracts';
import { newId } from '@linkflow/platform';
import type { mongo } from 'mongoose';
import { DELIVERED } from '../sending/delivery';
import { searchTextOf, type RecipientDoc } from './recipients.repository';

/** Somebody who is to become a recipient, or a recipient that is judged again. */
export interface Candidate {
  /** The recipient that is judged again. Absent for others: they are found by contact or address. */
  recipientId?: string;
  contactId: string | null;
  email: string;
  name: string;
  /** Absent if the recipient has no address of its own; see `RecipientDoc`. */
  addressKey?: string;
  /** Why it must not get the mailing, except as a duplicate. */
  reason: BlockReason | null;
}

export interface Target {
  mailingId: string;
  /** The source to which the candidates belong. */
  sourceId?: string;
  at: Date;
  /** Whether recipients that a person has removed are restored. */
  restores: boolean;
}

/** What became of candidates. */
export interface CandidateCounts {
  /** Get the mailing from now on. */
  added: number;
  /** Were in the list before. */
  already: number;
  /** Are in the list from now on, but blocked. */
  blocked: number;
}

/** The fields of a stored recipient that a plan needs. */
export type PlannedRecipient = Pick<
  RecipientDoc,
  '_id' | 'mailingId' | 'contactId' | 'email' | 'name' | 'addressKey' | 'addedAt' | 'removedAt'
> &
  Partial<Pick<RecipientDoc, 'sources' | 'blocked'>> & { delivery?: { state: DeliveryState } };

/** A recipient before and after the plan. `before` is null if it is new. */
interface Entry {
  before: PlannedRecipient | null;
  now: PlannedRecipient;
}

/**
 * Decides in memory what candidates change in the recipients of a mailing. Each candidate sees what the earlier ones have changed, so it does
 * not matter whether a contact or an address occurs once or several times.
 *
 * One recipient holds an address; further contacts with that address are blocked as duplicates. A holder without a contact gives way to a
 * contact with the address, unless its message was sent.
 */
export class RecipientPlan {
  readonly counts: CandidateCounts = { added: 0, already: 0, blocked: 0 };
  private readonly entries = new Map<string, Entry>();
  private readonly byContact = new Map<string, Entry>();
  private readonly holders = new Map<string, Entry>();

  /** @param present the stored recipients of all candidates' ids, contacts and addresses */
  constructor(
    present: readonly PlannedRecipient[],
    private readonly target: Target,
  ) {
    for (const recipient of present) {
      const entry: Entry = { before: recipient, now: recipient };
      this.entries.set(recipient._id, entry);
      if (recipient.contactId !== null) this.byContact.set(recipient.contactId, entry);
      if (recipient.addressKey !== undefined && !recipient.removedAt)
        this.holders.set(recipient.addressKey, entry);
    }
  }

  add(candidate: Candidate): void {
    const own = this.ownOf(candidate);
    const isRemoved = own !== undefined && own.now.removedAt !== null;
    // It was removed since it was chosen to be judged again.
    if (candidate.recipientId !== undefined && (!own || isRemoved)) return;
    if (isRemoved && !this.target.restores && (own.now.sources?.length ?? 0) > 0) {
      this.counts.already += 1;
      return;
    }
    const holder = candidate.addressKey === undefined ? undefined : this.holders.get(candidate.addressKey);
    if (own && wasDelivered(own.now)) return this.keep(own, holder);
    if (!holder || holder === own) return this.set(own, candidate, candidate.reason);
    if (givesWay(holder.now, candidate)) return this.replace(holder, own, candidate);
    if (own || candidate.contactId !== null) return this.set(own, candidate, 'duplicate');
    this.counts.already += 1;
    this.change(holder, this.sourcesOf(holder.now));
  }

  /** Difference of the number of recipients who get the mailing. */
  get difference(): number {
    let difference = 0;
    for (const { before, now } of this.entries.values())
      difference += Number(isCounted(now)) - Number(before !== null && isCounted(before));
    return difference;
  }

  /** Recipients to store. */
  get inserts(): RecipientDoc[] {
    return [...this.entries.values()].flatMap(({ before, now }) =>
      before === null ? [{ ...now, searchText: searchTextOf(now) } as RecipientDoc] : [],
    );
  }

  /** Changes of stored recipients. */
  get updates(): mongo.AnyBulkWriteOperation<RecipientDoc>[] {
    return [...this.entries.values()].flatMap(({ before, now }) =>
      before === null || before === now ? [] : updateOf(before, now),
    );
  }

  get isEmpty(): boolean {
    return this.inserts.length === 0 && this.updates.length === 0;
  }

  private ownOf({ recipientId, contactId }: Candidate): Entry | undefined {
    if (recipientId !== undefined) return this.entries.get(recipientId);
    return contactId === null ? undefined : this.byContact.get(contactId);
  }

  /** A recipient whose message was sent keeps its address. It can only be restored, if nobody else has the address meanwhile. */
  private keep(own: Entry, holder: Entry | undefined): void {
    const isRestored = own.now.removedAt !== null && (holder === undefined || holder === own);
    this.counts[isRestored ? 'added' : 'already'] += 1;
    this.change(own, { ...this.sourcesOf(own.now), ...(isRestored && { removedAt: null }) });
  }

  private set(own: Entry | undefined, candidate: Candidate, code: BlockReason | null): void {
    const { contactId, email, name } = candidate;
    const key = code === 'duplicate' ? undefined : candidate.addressKey;
    const wasListed = own !== undefined && own.now.removedAt === null;
    const isAccepted = code === null && own?.now.blocked?.code === 'unknown-address';
    this.counts[wasListed && !isAccepted ? 'already' : code ? 'blocked' : 'added'] += 1;
    if (!own) return this.create(candidate, key, code);
    this.change(own, {
      ...this.sourcesOf(own.now),
      contactId,
      email,
      name,
      removedAt: null,
      addressKey: key,
      blocked: code ? this.blockedBy(code, own.now) : undefined,
    });
  }

  /** The candidate takes the place of a holder without a contact. Its own recipient, if there is one, gets the sources of the holder. */
  private replace(holder: Entry, own: Entry | undefined, candidate: Candidate): void {
    if (!own) return this.set(holder, candidate, candidate.reason);
    const sources = [...new Set([...(own.now.sources ?? []), ...(holder.now.sources ?? [])])];
    this.change(holder, { removedAt: this.target.at, sources: [] });
    this.change(own, { sources });
    this.set(own, candidate, candidate.reason);
  }

  private create(
    { contactId, email, name }: Candidate,
    key: string | undefined,
    code: BlockReason | null,
  ): void {
    const { mailingId, sourceId, at } = this.target;
    const now: PlannedRecipient = {
      _id: newId(),
      mailingId,
      contactId,
      email,
      name,
      addedAt: at,
      removedAt: null,
      ...(key !== undefined && { addressKey: key }),
      ...(code && { blocked: { code, at } }),
      ...(sourceId !== undefined && { sources: [sourceId] }),
    };
    const entry: Entry = { before: null, now };
    this.entries.set(now._id, entry);
    if (key !== undefined) this.holders.set(key, entry);
    if (contactId !== null) this.byContact.set(contactId, entry);
  }

  private change(entry: Entry, fields: Changes): void {
    const now = withFields(entry.now, fields);
    if (now === entry.now) return;
    const { addressKey: former, contactId } = entry.now;
    if (former !== undefined && this.holders.get(former) === entry) this.holders.delete(former);
    entry.now = now;
    if (now.addressKey !== undefined && !now.removedAt) this.holders.set(now.addressKey, entry);
    if (contactId !== null && contactId !== now.contactId) this.byContact.delete(contactId);
    if (now.contactId !== null) this.byContact.set(now.contactId, entry);
  }

  private sourcesOf({ sources = [] }: PlannedRecipient): Changes {
    const { sourceId } = this.target;
    return sourceId === undefined || sources.includes(sourceId) ? {} : { sources: [...sources, sourceId] };
  }

  private blockedBy(code: BlockReason, { blocked }: PlannedRecipient): RecipientDoc['blocked'] {
    return blocked?.code === code ? blocked : { code, at: this.target.at };
  }
}

/** New values; undefined removes the field. */
type Changes = {
  [Field in 'contactId' | 'email' | 'name' | 'removedAt']?: PlannedRecipient[Field];
} & { [Field in 'addressKey' | 'blocked' | 'sources']?: PlannedRecipient[Field] | undefined };

const FIELDS = ['contactId', 'email', 'name', 'removedAt', 'addressKey', 'blocked', 'sources'] as const;

/** Returns the same object if nothing changes. */
function withFields(recipient: PlannedRecipient, fields: Changes): PlannedRecipient {
  const names = FIELDS.filter((name) => name in fields && fields[name] !== recipient[name]);
  if (names.length === 0) return recipient;
  const { addressKey, blocked, sources, ...rest } = { ...recipient, ...fields };
  return {
    ...rest,
    ...(addressKey !== undefined && { addressKey }),
    ...(blocked && { blocked }),
    ...(sources && { sources }),
  };
}

function updateOf(
  before: PlannedRecipient,
  now: PlannedRecipient,
): mongo.AnyBulkWriteOperation<RecipientDoc>[] {
  const set: Record<string, unknown> = {};
  const unset: Record<string, ''> = {};
  for (const name of FIELDS) {
    if (before[name] === now[name]) continue;
    if (now[name] === undefined) unset[name] = '';
    else set[name] = now[name];
  }
  if (Object.keys(set).length + Object.keys(unset).length === 0) return [];
  if (before.email !== now.email || before.name !== now.name) set['searchText'] = searchTextOf(now);
  return [{ updateOne: { filter: { _id: before._id }, update: { $set: set, $unset: unset } } }];
}

const isCounted = ({ removedAt, blocked }: PlannedRecipient): boolean => removedAt === null && !blocked;

const wasDelivered = ({ delivery }: PlannedRecipient): boolean =>
  delivery !== undefined && DELIVERED.includes(delivery.state);

/** Whether the holder of an address gives way to a candidate. */
function givesWay(holder: PlannedRecipient, candidate: Candidate): boolean {
  if (holder.contactId !== null || wasDelivered(holder)) return false;
  if (candidate.contactId !== null) return true;
  return holder.blocked?.code === 'unknown-address' && candidate.reason !== 'unknown-address';
}
