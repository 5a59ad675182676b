import { Injectable } from '@nestjs/common';
import type { BlockReason } from '@linkflow/contracts';
import { CrmAudience, addressKey } from '@linkflow/crm-port';
import { BatchLoader, Clock, LiveEvents } from '@linkflow/platform';
import type { mongo } from 'mongoose';
import { announceMailing } from '../announce-mailing';
import type { MailingDoc } from '../mailings.repository';
import { RecipientCounts } from '../recipients/recipient-counts';
import type { Candidate } from '../recipients/recipient-plan';
import { RecipientWriter } from '../recipients/recipient-writer';
import { RecipientsRepository, type RecipientDoc } from '../recipients/recipients.repository';
import { DeliveriesRepository } from './deliveries.repository';
import { MailQueue } from './sending.service';
import { SendingsRepository } from './sendings.repository';

/** A person to whom a step of a run sends a mailing. */
interface MailingStep {
  /** Identifies the step. */
  key: string;
  mailingId: string;
  contactId: string | null;
  /** The recipient whose link was clicked: its address is used for a person without a contact. */
  recipientId: string | null;
}

type MailingStepResult =
  | { state: 'queued' | 'already' | 'unknown' | 'not-open' }
  | { state: 'left-out'; reason: BlockReason | 'removed' };

/** A step whose person is known. */
interface Addressed {
  key: string;
  candidate: Candidate;
}

/**
 * Sends mailings from workflows: makes a person a recipient and lets the message wait to be sent. Each person is a recipient of a mailing once, so
 * it does not matter how often a step is repeated. Whether the person may get the mailing is decided here and again when it is sent.
 */
@Injectable()
export class WorkflowMail {
  /** The steps of one event-loop turn share their round trips. */
  private readonly steps = new BatchLoader<MailingStep, MailingStepResult>((steps) => this.sendAll(steps));

  constructor(
    private readonly sendings: SendingsRepository,
    private readonly recipients: RecipientsRepository,
    private readonly contacts: CrmAudience,
    private readonly writer: RecipientWriter,
    private readonly counts: RecipientCounts,
    private readonly deliveries: DeliveriesRepository,
    private readonly queue: MailQueue,
    private readonly live: LiveEvents,
    private readonly clock: Clock,
  ) {}

  sendTo(step: MailingStep): Promise<MailingStepResult> {
    return this.steps.load(step);
  }

  private async sendAll(steps: MailingStep[]): Promise<(MailingStepResult | Error)[]> {
    const results = new Map<MailingStep, MailingStepResult | Error>();
    const byMailing = Map.groupBy(steps, ({ mailingId }) => mailingId);
    await Promise.all(
      [...byMailing].map(async ([mailingId, of]) => {
        try {
          const found = await this.sendMailing(mailingId, of);
          for (const step of of) results.set(step, found.get(step) ?? { state: 'unknown' });
        } catch (error) {
          // One mailing that fails does not fail the others.
          for (const step of of) results.set(step, error instanceof Error ? error : new Error(String(error)));
        }
      }),
    );
    return steps.map((step) => results.get(step) ?? { state: 'unknown' });
  }

  private async sendMailing(
    mailingId: string,
    steps: MailingStep[],
  ): Promise<Map<MailingStep, MailingStepResult>> {
    const results = new Map<MailingStep, MailingStepResult>();
    const mailing = await this.sendings.find(mailingId);
    if (!mailing || mailing.deletedAt) return results;
    if (!mailing.sending?.openForWorkflows)
      return new Map(steps.map((step) => [step, { state: 'not-open' }]));
    const candidates = await this.candidatesOf(mailing, steps);
    const addressed: [MailingStep, Addressed][] = [];
    for (const [index, step] of steps.entries()) {
      const candidate = candidates[index];
      if (candidate) addressed.push([step, { key: step.key, candidate }]);
      else results.set(step, { state: 'left-out', reason: 'erased' });
    }
    const people = addressed.map(([, person]) => person);
    await this.makeRecipients(mailingId, people);
    if (await this.queueThose(mailingId, people)) {
      // The reconciler wakes the workers too, so this may fail.
      await this.queue.wake(mailingId).catch(() => undefined);
      announceMailing(this.live, this.clock, mailingId);
    }
    const stored = await this.stored(mailingId, people);
    for (const [step, { key, candidate }] of addressed)
      results.set(step, resultOf(stored(candidate), { key, candidate }));
    return results;
  }

  /** One candidate per step; undefined for a person whose data was erased meanwhile. */
  private async candidatesOf(
    { typeId = null }: Pick<MailingDoc, 'typeId'>,
    steps: readonly MailingStep[],
  ): Promise<(Candidate | undefined)[]> {
    const contactIds = steps.flatMap(({ contactId }) => contactId ?? []);
    const others = steps.flatMap(({ contactId, recipientId }) =>
      contactId === null ? (recipientId ?? []) : [],
    );
    const [contacts, recipients] = await Promise.all([
      contactIds.length > 0 ? this.contacts.byIds([...new Set(contactIds)]) : [],
      others.length > 0 ? this.recipients.findMany([...new Set(others)]) : [],
    ]);
    const rows = recipients.filter(({ email }) => email !== '');
    const [known, unknown] = await Promise.all([
      this.writer.ofContacts(contacts, typeId),
      this.writer.ofRows(
        rows.map(({ email, name }) => ({ email, name })),
        { typeId, unknown: 'keep' },
      ),
    ]);
    const ofContact = new Map(known.map((candidate) => [candidate.contactId, candidate]));
    const ofRecipient = new Map(rows.map(({ _id }, index) => [_id, unknown[index]]));
    return steps.map(({ contactId, recipientId }) =>
      contactId === null ? ofRecipient.get(recipientId ?? '') : ofContact.get(contactId),
    );
  }

  /** Adds those who are not in the mailing, and judges again those who have no message. Others need no transaction. */
  private async makeRecipients(mailingId: string, people: readonly Addressed[]): Promise<void> {
    const stored = await this.stored(mailingId, people);
    // A recipient with a message keeps it, and one that a person has removed is not restored.
    const added = people
      .map(({ candidate }) => candidate)
      .filter((candidate) => {
        const present = stored(candidate);
        return !present?.delivery && !present?.removedAt;
      });
    const target = { mailingId, at: this.clock.now(), restores: false };
    if (added.length === 0) return;
    await this.counts.changing(
      mailingId,
      async (session) => (await this.writer.write(added, target, { session })).difference,
    );
  }

  /** Lets the messages of these people wait to be sent. Returns whether there was one. */
  private async queueThose(mailingId: string, people: readonly Addressed[]): Promise<boolean> {
    const waiting = people.filter(({ candidate }) => candidate.reason === null);
    return this.deliveries.queueSteps(
      waiting.map(({ key, candidate }) => ({ filter: recipientOf(mailingId, candidate), step: key })),
    );
  }

  /** The recipients that these people are, to be looked up by candidate. */
  private async stored(
    mailingId: string,
    people: readonly Addressed[],
  ): Promise<(candidate: Candidate) => RecipientDoc | undefined> {
    const contactIds = people.flatMap(({ candidate }) => candidate.contactId ?? []);
    const keys = people.flatMap(({ candidate }) =>
      candidate.contactId === null ? (candidate.addressKey ?? []) : [],
    );
    const [byContact, byAddress] = await Promise.all([
      contactIds.length > 0
        ? this.recipients.documents
            .find({ mailingId, contactId: { $in: contactIds, $type: 'string' } })
            .toArray()
        : [],
      keys.length > 0
        ? this.recipients.documents
            .find({ mailingId, addressKey: { $in: keys, $type: 'string' }, removedAt: null })
            .toArray()
        : [],
    ]);
    const contacts = new Map(byContact.map((row) => [row.contactId, row]));
    const addresses = new Map(byAddress.map((row) => [row.addressKey, row]));
    return ({ contactId, addressKey: key }) =>
      contactId === null ? addresses.get(key) : contacts.get(contactId);
  }
}

/** The recipient of a mailing that a person is. */
const recipientOf = (mailingId: string, { contactId, email }: Candidate): mongo.Filter<RecipientDoc> =>
  contactId === null
    ? { mailingId, addressKey: { $eq: addressKey(email), $type: 'string' } }
    : { mailingId, contactId: { $eq: contactId, $type: 'string' } };

function resultOf(recipient: RecipientDoc | undefined, { key, candidate }: Addressed): MailingStepResult {
  if (recipient?.delivery) return { state: recipient.delivery.step === key ? 'queued' : 'already' };
  if (recipient?.removedAt) return { state: 'left-out', reason: 'removed' };
  return { state: 'left-out', reason: recipient?.blocked?.code ?? candidate.reason ?? 'duplicate' };
}
