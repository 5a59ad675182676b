import { Injectable } from '@nestjs/common';
import type { mongo } from 'mongoose';
import { EmailAddress, type BlockReason, type UnknownAddresses } from '@linkflow/contracts';
import { CrmAudience, addressKey, type MailContact } from '@linkflow/crm-port';
import { newId } from '@linkflow/platform';
import { Suppressions } from '../subscriptions/suppressions';
import { RecipientsRepository, type RecipientDoc } from './recipients.repository';

/** Somebody who is to become a recipient. */
export interface Candidate {
  contactId: string | null;
  email: string;
  name: string;
  /** Absent if the recipient has no address of its own; see `RecipientDoc`. */
  addressKey?: string;
  /** Why it must not get the mailing, except as a duplicate. */
  reason: BlockReason | null;
}

/** What became of candidates. `difference`: of the number of recipients who get the mailing. */
export interface Written {
  added: number;
  already: number;
  blocked: number;
  difference: number;
}

interface Target {
  mailingId: string;
  /** The source to which they belong. */
  sourceId?: string;
  at: Date;
  /** Whether recipients that a person has removed are restored. */
  restores: boolean;
}

/** A recipient whose reason is another than the stored one. */
interface ReasonChange {
  _id: string;
  before: BlockReason | null;
  code: BlockReason | null;
}

/** Reasons that do not follow from what is known of the contact or the address. */
const LASTING: ReadonlySet<BlockReason> = new Set([
  'duplicate',
  'unknown-address',
  'erased',
  'no-address',
  'invalid-address',
]);

/** Decides who gets a mailing, and stores recipients. */
@Injectable()
export class RecipientWriter {
  constructor(
    private readonly recipients: RecipientsRepository,
    private readonly suppressions: Suppressions,
    private readonly contacts: CrmAudience,
  ) {}

  /** Contacts as candidates, each with the reason why it must not get a mailing of this type. */
  async ofContacts(contacts: readonly MailContact[], typeId: string | null): Promise<Candidate[]> {
    return this.withSuppressions(contacts.map(contactCandidate), typeId);
  }

  /** Rows of a file as candidates. Their addresses are valid. */
  async ofRows(
    rows: readonly { email: string; name: string }[],
    contacts: ReadonlyMap<string, MailContact>,
    { typeId, unknown }: { typeId: string | null; unknown: UnknownAddresses },
  ): Promise<Candidate[]> {
    const candidates = rows.map(({ email, name }): Candidate => {
      const key = addressKey(email);
      const contact = contacts.get(key);
      if (contact) return contactCandidate(contact);
      const reason = unknown === 'leave-out' ? 'unknown-address' : null;
      return { contactId: null, email, name, addressKey: key, reason };
    });
    return this.withSuppressions(candidates, typeId);
  }

  /**
   * Stores candidates. A recipient that is in the mailing gets the current address, name and reason of its contact. The caller makes
   * concurrent changes of a mailing conflict, so no two recipients get the same address.
   */
  async write(
    candidates: readonly Candidate[],
    target: Target,
    session: mongo.ClientSession,
  ): Promise<Written> {
    const { mailingId, sourceId, at } = target;
    const [byContact, holders] = await this.present(mailingId, candidates, session);
    const written: Written = { added: 0, already: 0, blocked: 0, difference: 0 };
    const inserts: RecipientDoc[] = [];
    const updates: mongo.AnyBulkWriteOperation<RecipientDoc>[] = [];
    for (const candidate of candidates) {
      const { contactId, email, name } = candidate;
      const existing = contactId === null ? undefined : byContact.get(contactId);
      if (existing?.removedAt && !target.restores && (existing.sources?.length ?? 0) > 0) {
        written.already += 1;
        continue;
      }
      const holder = candidate.addressKey === undefined ? undefined : holders.get(candidate.addressKey);
      const isDuplicate = holder !== undefined && holder !== existing?._id;
      if (isDuplicate && contactId === null) {
        written.already += 1;
        if (sourceId) updates.push(belongsTo(holder, sourceId));
        continue;
      }
      const code = isDuplicate ? 'duplicate' : candidate.reason;
      const key = isDuplicate ? undefined : candidate.addressKey;
      const _id = existing?._id ?? newId();
      if (key !== undefined) holders.set(key, _id);
      const wasCounted = existing !== undefined && !existing.removedAt && !existing.blocked;
      written.difference += Number(code === null) - Number(wasCounted);
      if (existing && !existing.removedAt) written.already += 1;
      else if (code) written.blocked += 1;
      else written.added += 1;
      const fields = { email, name, removedAt: null, ...(key && { addressKey: key }) };
      if (existing) {
        if (!isUnchanged(existing, { ...candidate, addressKey: key }, code, sourceId))
          updates.push(changeOf(existing, fields, code, target));
        continue;
      }
      const recipient: RecipientDoc = {
        _id,
        mailingId,
        contactId,
        ...fields,
        addedAt: at,
        ...(sourceId && { sources: [sourceId] }),
        ...(code && { blocked: { code, at } }),
      };
      inserts.push(recipient);
      if (contactId !== null) byContact.set(contactId, recipient);
    }
    if (updates.length > 0) await this.recipients.documents.bulkWrite(updates, { session, ordered: false });
    if (inserts.length > 0) await this.recipients.documents.insertMany(inserts, { session, ordered: false });
    return written;
  }

  /**
   * Whose reason has changed. Duplicates and unknown addresses keep theirs; the recipients of a source are found again when it is updated.
   */
  async reasonsOf(recipients: readonly RecipientDoc[], typeId: string | null): Promise<ReasonChange[]> {
    const contactIds = recipients.flatMap(({ contactId }) => contactId ?? []);
    const found = await this.contacts.byIds(contactIds);
    const byId = new Map(found.map((contact) => [contact.contactId, contact]));
    const candidates = recipients.map(({ contactId, email, name, addressKey: key, blocked }): Candidate => {
      const contact = byId.get(contactId ?? '');
      const kept = blocked && LASTING.has(blocked.code) ? blocked.code : null;
      const reason = kept ?? (contact?.isFormerEmployee ? 'former-employee' : null);
      return { contactId, email, name, ...(key && { addressKey: key }), reason };
    });
    await this.withSuppressions(candidates, typeId);
    return recipients.flatMap((recipient, index) => {
      const code = candidates[index]?.reason ?? null;
      const before = recipient.blocked?.code ?? null;
      return code === before || recipient.addressKey === undefined
        ? []
        : [{ _id: recipient._id, before, code }];
    });
  }

  /** Stores the reasons, unless they were changed meanwhile. Returns the difference in the number of recipients who get the mailing. */
  async setReasons(
    changes: readonly ReasonChange[],
    at: Date,
    session: mongo.ClientSession,
  ): Promise<number> {
    let difference = 0;
    for (const { before, code, ids } of grouped(changes)) {
      const filter = {
        _id: { $in: ids },
        removedAt: null,
        ...(before === null ? { blocked: { $exists: false } } : { 'blocked.code': before }),
      };
      const update = code ? { $set: { blocked: { code, at } } } : { $unset: { blocked: '' as const } };
      const { modifiedCount } = await this.recipients.documents.updateMany(filter, update, { session });
      difference += modifiedCount * (Number(code === null) - Number(before === null));
    }
    return difference;
  }

  /** The recipients of these contacts, removed ones too, and who has these addresses. */
  private async present(
    mailingId: string,
    candidates: readonly Candidate[],
    session: mongo.ClientSession,
  ): Promise<[Map<string | null, RecipientDoc>, Map<string, string>]> {
    const contactIds = candidates.flatMap(({ contactId }) => contactId ?? []);
    const keys = candidates.flatMap((candidate) => candidate.addressKey ?? []);
    const { documents } = this.recipients;
    // With the conditions on the type, MongoDB uses the partial indexes; without them, it would examine every recipient of the mailing.
    const ofContacts = await documents
      .find({ mailingId, contactId: { $in: contactIds, $type: 'string' } }, { session })
      .toArray();
    const ofAddresses = await documents
      .find({ mailingId, addressKey: { $in: keys, $type: 'string' }, removedAt: null }, { session })
      .project<Pick<RecipientDoc, '_id' | 'addressKey'>>({ addressKey: 1 })
      .toArray();
    return [
      new Map(ofContacts.map((recipient) => [recipient.contactId, recipient])),
      new Map(ofAddresses.map((recipient) => [recipient.addressKey ?? '', recipient._id])),
    ];
  }

  private async withSuppressions(candidates: Candidate[], typeId: string | null): Promise<Candidate[]> {
    const open = candidates.flatMap((candidate) =>
      candidate.reason === null && candidate.addressKey !== undefined
        ? [{ candidate, addressKey: candidate.addressKey, contactId: candidate.contactId }]
        : [],
    );
    const reasons = await this.suppressions.check(open, typeId);
    for (const [index, { candidate }] of open.entries()) candidate.reason = reasons[index] ?? null;
    return candidates;
  }
}

function contactCandidate({ contactId, name, email, isFormerEmployee }: MailContact): Candidate {
  const of = { contactId, name, email: email ?? '' };
  if (!email) return { ...of, reason: 'no-address' };
  if (!EmailAddress.safeParse(email).success) return { ...of, reason: 'invalid-address' };
  if (isFormerEmployee) return { ...of, reason: 'former-employee' };
  return { ...of, addressKey: addressKey(email), reason: null };
}

const isUnchanged = (
  existing: RecipientDoc,
  { email, name, addressKey: key }: Candidate,
  code: BlockReason | null,
  sourceId: string | undefined,
): boolean =>
  !existing.removedAt &&
  existing.email === email &&
  existing.name === name &&
  existing.addressKey === key &&
  (existing.blocked?.code ?? null) === code &&
  (sourceId === undefined || (existing.sources?.includes(sourceId) ?? false));

const belongsTo = (_id: string, sourceId: string): mongo.AnyBulkWriteOperation<RecipientDoc> => ({
  updateOne: { filter: { _id }, update: { $addToSet: { sources: sourceId } } },
});

function changeOf(
  existing: RecipientDoc,
  fields: Pick<RecipientDoc, 'email' | 'name' | 'removedAt' | 'addressKey'>,
  code: BlockReason | null,
  { sourceId, at }: Target,
): mongo.AnyBulkWriteOperation<RecipientDoc> {
  const unset = {
    ...(fields.addressKey === undefined && { addressKey: '' as const }),
    ...(code === null && { blocked: '' as const }),
  };
  return {
    updateOne: {
      filter: { _id: existing._id },
      update: {
        $set: { ...fields, ...(code && { blocked: { code, at } }) },
        ...(Object.keys(unset).length > 0 && { $unset: unset }),
        ...(sourceId && { $addToSet: { sources: sourceId } }),
      },
    },
  };
}

function grouped(
  changes: readonly ReasonChange[],
): { before: BlockReason | null; code: BlockReason | null; ids: string[] }[] {
  const groups = Map.groupBy(changes, ({ before, code }) => `${before} ${code}`);
  return [...groups.values()].flatMap((of) => {
    const [first] = of;
    return first ? [{ before: first.before, code: first.code, ids: of.map(({ _id }) => _id) }] : [];
  });
}
