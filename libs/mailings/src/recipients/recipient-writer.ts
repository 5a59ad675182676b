import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { mongo, type Connection } from 'mongoose';
import { EmailAddress, type UnknownAddresses } from '@linkflow/contracts';
import { CrmAudience, addressKey, type MailContact } from '@linkflow/crm-port';
import { Suppressions } from '../subscriptions/suppressions';
import type { KeyFilter } from './key-filter';
import {
  RecipientPlan,
  type Candidate,
  type CandidateCounts,
  type PlannedRecipient,
  type Target,
} from './recipient-plan';
import { RecipientsRepository, type RecipientDoc } from './recipients.repository';

const PLANNED_FIELDS = {
  mailingId: 1,
  contactId: 1,
  email: 1,
  name: 1,
  addressKey: 1,
  addedAt: 1,
  removedAt: 1,
  sources: 1,
  blocked: 1,
  'delivery.state': 1,
} as const;

interface WriteOptions {
  session: mongo.ClientSession;
  /** Contains the contacts and addresses of all stored recipients, so that few of them are read. Those of the candidates are added. */
  stored?: KeyFilter | undefined;
}

/** Decides who gets a mailing, and stores recipients. */
@Injectable()
export class RecipientWriter {
  constructor(
    @InjectConnection() private readonly connection: Connection,
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
    { typeId, unknown }: { typeId: string | null; unknown: UnknownAddresses },
  ): Promise<Candidate[]> {
    const keys = rows.map(({ email }) => addressKey(email));
    const contacts = await this.contacts.byAddresses(keys);
    const candidates = rows.map(({ email, name }, index): Candidate => {
      const key = keys[index] ?? '';
      const contact = contacts.get(key);
      if (contact) return contactCandidate(contact);
      const reason = unknown === 'leave-out' ? 'unknown-address' : null;
      return { contactId: null, email, name, addressKey: key, reason };
    });
    return this.withSuppressions(candidates, typeId);
  }

  /**
   * Recipients as candidates, with the current address and name of their contacts. One that was left out because no contact had its address
   * becomes a contact's if there is one now.
   */
  async ofRecipients(recipients: readonly RecipientDoc[], typeId: string | null): Promise<Candidate[]> {
    const isUnknown = ({ blocked }: RecipientDoc): boolean => blocked?.code === 'unknown-address';
    const [contacts, byAddress] = await Promise.all([
      this.contacts.byIds(recipients.flatMap(({ contactId }) => contactId ?? [])),
      this.contacts.byAddresses(recipients.filter(isUnknown).map(({ email }) => addressKey(email))),
    ]);
    const byId = new Map(contacts.map((contact) => [contact.contactId, contact]));
    const candidates = recipients.map((recipient): Candidate => {
      const { _id: recipientId, contactId, email, name } = recipient;
      const contact = contactId === null ? undefined : byId.get(contactId);
      if (contact) return { ...contactCandidate(contact), recipientId };
      const newContact = isUnknown(recipient) && byAddress.get(addressKey(email));
      if (newContact) return contactCandidate(newContact);
      const candidate = addressCandidate({ contactId, name, email });
      return { ...candidate, recipientId, ...(isUnknown(recipient) && { reason: 'unknown-address' }) };
    });
    return this.withSuppressions(candidates, typeId);
  }

  /** Decides what the candidates change in the stored recipients. */
  async plan(
    candidates: readonly Candidate[],
    target: Target,
    options: Partial<WriteOptions> = {},
  ): Promise<RecipientPlan> {
    const present = candidates.length > 0 ? await this.present(target.mailingId, candidates, options) : [];
    const plan = new RecipientPlan(present, target);
    for (const candidate of candidates) plan.add(candidate);
    return plan;
  }

  /**
   * Stores candidates. A recipient that is in the mailing gets the current address, name and reason of its contact. The caller makes
   * concurrent changes of a mailing conflict, so no two recipients get the same address.
   *
   * @returns also `difference`: change of the number of recipients who get the mailing
   */
  async write(
    candidates: readonly Candidate[],
    target: Target,
    options: WriteOptions,
  ): Promise<CandidateCounts & { difference: number }> {
    const { session, stored } = options;
    const { counts, difference, inserts, updates } = await this.plan(candidates, target, options);
    for (const { contactId, addressKey: key } of stored ? candidates : []) {
      if (contactId !== null) stored?.add(contactId);
      if (key !== undefined) stored?.add(key);
    }
    if (updates.length > 0) await this.recipients.documents.bulkWrite(updates, { session, ordered: false });
    if (inserts.length > 0) await this.insert(inserts, session);
    return { ...counts, difference };
  }

  /** Whether the mailing has recipients other than those of tests, removed ones too. */
  async hasRecipients(mailingId: string, session: mongo.ClientSession): Promise<boolean> {
    const filter = { mailingId, test: { $exists: false } };
    return (await this.recipients.documents.findOne(filter, { session, projection: { _id: 1 } })) !== null;
  }

  /** A bare command, because the driver's bulk builder measures each document before it serialises it again. */
  private async insert(documents: RecipientDoc[], session: mongo.ClientSession): Promise<void> {
    const command = { insert: this.recipients.documents.collectionName, documents, ordered: false };
    const reply = await this.connection.db?.command(command, { session });
    // `command` is untyped; the shape is documented in the server's manual.
    const [error] = (reply?.['writeErrors'] ?? []) as { code: number; errmsg: string }[];
    if (error) throw new mongo.MongoServerError({ message: error.errmsg, code: error.code });
  }

  /** The recipients that the candidates may change: those of their contacts, removed ones too, and those that have their addresses. */
  private async present(
    mailingId: string,
    candidates: readonly Candidate[],
    { session, stored }: Partial<WriteOptions>,
  ): Promise<PlannedRecipient[]> {
    const mayBeStored = (key: string): boolean => stored === undefined || stored.mayHave(key);
    const read = (filter: mongo.Filter<RecipientDoc>): Promise<PlannedRecipient[]> =>
      this.recipients.documents
        .find({ ...filter, mailingId }, { session })
        .project<PlannedRecipient>(PLANNED_FIELDS)
        .toArray();
    const ids = candidates.flatMap(({ recipientId }) => recipientId ?? []);
    const contactIds = candidates.flatMap(({ contactId }) => contactId ?? []).filter(mayBeStored);
    const keys = candidates.flatMap((candidate) => candidate.addressKey ?? []).filter(mayBeStored);
    // With the conditions on the type, MongoDB uses the partial indexes; without them, it would examine every recipient of the mailing.
    const found = [
      ...(ids.length > 0 ? await read({ _id: { $in: ids } }) : []),
      ...(contactIds.length > 0 ? await read({ contactId: { $in: contactIds, $type: 'string' } }) : []),
      ...(keys.length > 0 ? await read({ addressKey: { $in: keys, $type: 'string' }, removedAt: null }) : []),
    ];
    return [...new Map(found.map((recipient) => [recipient._id, recipient])).values()];
  }

  private async withSuppressions(candidates: Candidate[], typeId: string | null): Promise<Candidate[]> {
    const open = candidates.flatMap((candidate) =>
      candidate.reason === null && candidate.addressKey !== undefined
        ? [{ candidate, addressKey: candidate.addressKey, contactId: candidate.contactId }]
        : [],
    );
    if (open.length === 0) return candidates;
    const reasons = await this.suppressions.check(open, typeId);
    for (const [index, { candidate }] of open.entries()) candidate.reason = reasons[index] ?? null;
    return candidates;
  }
}

function addressCandidate(person: { contactId: string | null; name: string; email: string }): Candidate {
  if (person.email === '') return { ...person, reason: 'no-address' };
  if (!EmailAddress.safeParse(person.email).success) return { ...person, reason: 'invalid-address' };
  return { ...person, addressKey: addressKey(person.email), reason: null };
}

function contactCandidate({ contactId, name, email, isFormerEmployee }: MailContact): Candidate {
  const { addressKey: key, reason, ...person } = addressCandidate({ contactId, name, email: email ?? '' });
  if (reason) return { ...person, reason };
  if (isFormerEmployee) return { ...person, reason: 'former-employee' };
  return { ...person, ...(key !== undefined && { addressKey: key }), reason };
}
