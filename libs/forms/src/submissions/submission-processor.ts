import { Injectable } from '@nestjs/common';
import {
  cardChangesOf,
  type CardChanges,
  type FormContent,
  type StoredReason,
  type SubmissionStatus,
} from '@linkflow/contracts';
import { CrmAudience, CrmCards, CrmError, CrmFields, addressKey, type FormSource } from '@linkflow/crm-port';
import { LinkUrls, Recipients } from '@linkflow/links';
import { Clock, Log } from '@linkflow/platform';
import { FormEvents } from '../library/form-workflows';
import { FormVersions } from '../library/form-versions';
import { FormsRepository } from '../library/forms.repository';
import { ConfirmationMails, FormConsents, FormRuns } from '../ports';
import { confirmationTexts } from './confirmation-texts';
import { SUBMISSION_REASONS } from './submission-reasons';
import { SubmissionsRepository, type SubmissionDoc } from './submissions.repository';

/** How long a worker may take before another one processes the submission. */
const LEASE_MS = 60_000;
const FIRST_RETRY_MS = 5_000;
const MAX_RETRY_MS = 600_000;
/** After this many attempts, more than an hour, a person has to try again. */
const MAX_ATTEMPTS = 14;

/** Whose a submission is. `held`: a person has to decide. */
type Match = { kind: 'contact'; contactId: string } | { kind: 'new' } | { kind: 'nobody' } | { kind: 'held' };

/**
 * Processes submissions that are due:
 *
 * - `awaiting-confirmation` → the mail is sent, once
 * - `received` → `held`, if a person has to decide whose it is; else the card is made or completed, consents are kept, the run is created,
 *   and it becomes `processed`
 * - any → `failed`, after an error that a repeat does not mend, or after `MAX_ATTEMPTS`
 *
 * Each part may be repeated, because a worker can be killed between any two.
 */
@Injectable()
export class SubmissionProcessor {
  constructor(
    private readonly submissions: SubmissionsRepository,
    private readonly forms: FormsRepository,
    private readonly contents: FormVersions,
    private readonly audience: CrmAudience,
    private readonly cards: CrmCards,
    private readonly fields: CrmFields,
    private readonly recipients: Recipients,
    private readonly consents: FormConsents,
    private readonly mails: ConfirmationMails,
    private readonly runs: FormRuns,
    private readonly urls: LinkUrls,
    private readonly events: FormEvents,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** Does what is due for a submission; nothing if it is not due, or another worker does it. @throws if MongoDB is unreachable */
  async process(id: string): Promise<void> {
    const now = this.clock.now();
    const submission = await this.submissions.claim(id, now, new Date(now.getTime() + LEASE_MS));
    if (!submission) return;
    try {
      const content = (await this.contents.find(submission.formId, submission.version))?.content;
      if (!content) return await this.fail(submission, SUBMISSION_REASONS('submission.no-version'));
      if (submission.status === 'awaiting-confirmation') await this.sendMail(submission, content);
      else if (submission.status === 'received') await this.complete(submission, content);
      else await this.settle(submission, submission.status, {});
    } catch (error) {
      await this.postpone(submission, error);
    }
    this.events.announce(submission.formId, { change: 'submission' });
  }

  private async sendMail(submission: SubmissionDoc, { settings }: FormContent): Promise<void> {
    const { _id, formId, address, language } = submission;
    if (address === null) return this.settle(submission, 'awaiting-confirmation', {});
    const texts = confirmationTexts(settings);
    const outcome = await this.mails.send({
      formId,
      submissionId: _id,
      to: address,
      language,
      ...texts,
      url: this.urls.confirmation(formId, _id),
    });
    if (outcome.kind === 'later') throw new Error(outcome.problem);
    await this.settle(
      submission,
      'awaiting-confirmation',
      outcome.kind === 'sent'
        ? { 'confirmation.sentAt': this.clock.now() }
        : { 'confirmation.problem': outcome.problem },
    );
  }

  private async complete(submission: SubmissionDoc, content: FormContent): Promise<void> {
    const card = cardChangesOf(content, submission.values, await this.fields.list('contact'));
    const match = await this.match(submission, content, card);
    if (match.kind === 'held') return this.settle(submission, 'held', {});
    const form = await this.forms.find(submission.formId);
    const source: FormSource = {
      kind: 'form',
      formId: submission.formId,
      formName: form?.name ?? '',
      submissionId: submission._id,
      occurredAt: submission.at,
    };
    const contactId = await this.contactOf(submission, { match, card, source });
    if (contactId !== null) await this.giveConsents({ ...submission, contactId });
    const hasRun = await this.runs.start({ ...submission, contactId });
    await this.submissions.complete(submission._id, submission.status, {
      set: { contactId, ...(hasRun && { runId: submission._id }) },
      at: this.clock.now(),
    });
  }

  private async match(
    { decision, addressKey: key, recipientId }: SubmissionDoc,
    { settings: { matching } }: FormContent,
    card: CardChanges,
  ): Promise<Match> {
    if (decision)
      return decision.contactId === null
        ? { kind: 'new' }
        : { kind: 'contact', contactId: decision.contactId };
    if (matching === 'hold') return { kind: 'held' };
    const recipient = recipientId === undefined ? null : await this.recipients.find(recipientId);
    // Who answers with another address has got the mail forwarded.
    const isRecipient = recipient && (key === null || addressKey(recipient.email) === key);
    if (isRecipient && recipient.contactId !== null)
      return { kind: 'contact', contactId: recipient.contactId };
    const known = key === null ? undefined : (await this.audience.byAddresses([key])).get(key);
    if (known) return { kind: 'contact', contactId: known.contactId };
    if (matching === 'hold-unknown') return { kind: 'held' };
    if (key !== null) return { kind: 'new' };
    // Without an address nobody can be told from people of the same name.
    return Object.keys(card.properties).length > 0 ? { kind: 'held' } : { kind: 'nobody' };
  }

  private async contactOf(
    submission: SubmissionDoc,
    { match, card, source }: { match: Match; card: CardChanges; source: FormSource },
  ): Promise<string | null> {
    if (match.kind === 'contact') {
      await this.cards.update(match.contactId, card, source);
      return match.contactId;
    }
    if (match.kind !== 'new') return null;
    const { address, addressKey: key } = submission;
    const contactId = await this.submissions.contactIdFor(key ?? submission._id, this.clock.now());
    const properties = { ...card.properties, ...(address !== null && { 'contact.email': address }) };
    // The contact of an earlier submission at the same moment, or of an earlier attempt.
    const isNew = await this.cards.create(contactId, { ...card, properties }, source);
    if (!isNew) await this.cards.update(contactId, card, source);
    return contactId;
  }

  private async giveConsents({
    contactId,
    addressKey: key,
    consents,
    confirmation,
    at,
  }: SubmissionDoc): Promise<void> {
    if (contactId === null || key === null) return;
    for (const { given, typeId, wording } of consents) {
      if (!given || typeId === null) continue;
      const source = confirmation?.confirmedAt ? 'double-opt-in' : 'form';
      await this.consents.give({
        contactId,
        addressKey: key,
        typeId,
        wording,
        source,
        at: confirmation?.confirmedAt ?? at,
      });
    }
  }

  /** Ends what was due. */
  private async settle(
    { _id, status }: SubmissionDoc,
    to: SubmissionStatus,
    set: Record<string, unknown>,
  ): Promise<void> {
    await this.submissions.change(_id, [status], {
      $set: { status: to, attempts: 0, ...set },
      $unset: { dueAt: '', failure: '' },
    });
  }

  private async postpone(submission: SubmissionDoc, error: unknown): Promise<void> {
    const { _id, formId, status, attempts } = submission;
    if (error instanceof CrmError)
      return this.fail(submission, SUBMISSION_REASONS('submission.contact-missing'));
    this.log.warn({ err: error, submissionId: _id, formId, attempts }, 'a submission could not be processed');
    if (attempts >= MAX_ATTEMPTS) return this.fail(submission, SUBMISSION_REASONS('submission.unexpected'));
    const delay = Math.min(FIRST_RETRY_MS * 2 ** (attempts - 1), MAX_RETRY_MS);
    const dueAt = new Date(this.clock.now().getTime() + delay);
    await this.submissions.change(_id, [status], { $set: { dueAt } });
  }

  private async fail({ _id, status }: SubmissionDoc, failure: StoredReason): Promise<void> {
    await this.submissions.change(_id, [status], {
      $set: { status: 'failed', failure },
      $unset: { dueAt: '' },
    });
  }
}
