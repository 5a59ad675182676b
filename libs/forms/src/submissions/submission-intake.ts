import { Injectable } from '@nestjs/common';
import {
  addressIn,
  readAnswers,
  type ConfirmationRecord,
  type FormRecord,
  type FormsJob,
  type SubmissionRecord,
} from '@linkflow/contracts';
import { addressKey } from '@linkflow/crm-port';
import { Recipients } from '@linkflow/links';
import { Clock, Log, PeriodicTasks } from '@linkflow/platform';
import { FormEvents } from '../library/form-workflows';
import { FormVersions } from '../library/form-versions';
import { FormQueue } from '../ports';
import { SUBMISSION_REASONS } from './submission-reasons';
import { SubmissionProcessor } from './submission-processor';
import { SubmissionsRepository, type SubmissionDoc } from './submissions.repository';

const EVERY_MS = 5_000;
const PAGE = 200;

/**
 * Stores submissions and confirmations that apps/click has accepted, and processes what is due. Idempotent: a record that is delivered
 * twice is stored once, and a submission that was processed is not processed again.
 */
@Injectable()
export class SubmissionIntake {
  constructor(
    private readonly submissions: SubmissionsRepository,
    private readonly contents: FormVersions,
    private readonly recipients: Recipients,
    private readonly processor: SubmissionProcessor,
    private readonly events: FormEvents,
    private readonly queue: FormQueue,
    private readonly clock: Clock,
    private readonly log: Log,
    tasks: PeriodicTasks,
  ) {
    tasks.add({
      name: 'form-submissions',
      everyMs: EVERY_MS,
      leaseMs: EVERY_MS * 3,
      run: () => this.enqueueDue(),
    });
  }

  /** @throws if MongoDB is unreachable; the job must be delivered again then */
  async process({ records, due }: FormsJob): Promise<void> {
    const stored: string[] = [];
    for (const record of records) stored.push(await this.store(record));
    // What cannot be processed now is due again later; it does not fail the job.
    for (const id of new Set([...stored, ...due])) await this.processor.process(id);
  }

  /** Enqueues the submissions whose job was lost, or whose time has come. */
  private async enqueueDue(): Promise<void> {
    const ids = await this.submissions.due(this.clock.now(), PAGE);
    if (ids.length > 0) await this.queue.enqueueSubmissions(ids);
  }

  private store(record: FormRecord): Promise<string> {
    return record.kind === 'submission' ? this.add(record) : this.confirm(record);
  }

  private async add(record: SubmissionRecord): Promise<string> {
    const submission = await this.read(record);
    const isRepeated =
      submission.status === 'received' || submission.status === 'awaiting-confirmation'
        ? await this.isRepeated(submission)
        : false;
    if (isRepeated) {
      submission.status = 'duplicate';
      delete submission.dueAt;
    }
    if (await this.submissions.insert(submission))
      this.events.announce(record.form, { change: 'submission' });
    return record.id;
  }

  /** The submission of a record, by the version that the person saw. */
  private async read(record: SubmissionRecord): Promise<SubmissionDoc> {
    const { id: _id, form: formId, version, language, utm, spam } = record;
    const [content, recipient] = await Promise.all([
      this.contents.find(formId, version),
      record.recipient === undefined ? null : this.recipients.find(record.recipient),
    ]);
    const common = {
      _id,
      formId,
      version,
      at: new Date(record.at),
      contactId: null,
      language,
      utm,
      spam,
      attempts: 0,
      ...(recipient &&
        !recipient.erasedAt &&
        !recipient.test && { recipientId: recipient._id, mailingId: recipient.mailingId }),
      ...(record.link !== undefined && { linkId: record.link }),
      ...(record.site !== undefined && { site: record.site }),
    };
    if (!content) {
      this.log.error({ formId, version }, 'a submission is for a version that does not exist');
      const failure = SUBMISSION_REASONS('submission.no-version');
      return {
        ...common,
        values: {},
        consents: [],
        address: null,
        addressKey: null,
        status: 'failed',
        failure,
      };
    }
    const { values, consents, errors } = readAnswers(content.content, record.answers);
    const address = addressIn(content.content, values);
    const answers = { values, consents, address, addressKey: address === null ? null : addressKey(address) };
    if (spam.length > 0) return { ...common, ...answers, status: 'spam' };
    if (Object.keys(errors).length > 0)
      return {
        ...common,
        ...answers,
        status: 'failed',
        failure: SUBMISSION_REASONS('submission.bad-answers'),
      };
    const asked = content.content.settings.doubleOptIn && address !== null ? { confirmation: {} } : {};
    if (record.unchecked) return { ...common, ...answers, ...asked, status: 'held', unchecked: true };
    return {
      ...common,
      ...answers,
      ...asked,
      status: 'confirmation' in asked ? 'awaiting-confirmation' : 'received',
      dueAt: this.clock.now(),
    };
  }

  private async isRepeated(submission: SubmissionDoc): Promise<boolean> {
    const content = await this.contents.find(submission.formId, submission.version);
    return content?.content.settings.duplicates === 'once' && this.submissions.isRepeated(submission);
  }

  private async confirm({ submission: id, form, at }: ConfirmationRecord): Promise<string> {
    const confirmed = await this.submissions.change(id, ['awaiting-confirmation'], {
      $set: {
        status: 'received',
        'confirmation.confirmedAt': new Date(at),
        dueAt: this.clock.now(),
        attempts: 0,
      },
    });
    if (confirmed) this.events.announce(form, { change: 'submission' });
    return id;
  }
}
