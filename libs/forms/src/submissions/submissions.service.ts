import { Injectable } from '@nestjs/common';
import type { DecideSubmission, SubmissionQuery, SubmissionStatus } from '@linkflow/contracts';
import { AppError, Clock, Retention, RetentionConfig, deleteOldPage, readConfig } from '@linkflow/platform';
import { FormEvents } from '../library/form-workflows';
import { FormQueue, KeptConfirmations } from '../ports';
import { SubmissionsRepository, type SubmissionDoc } from './submissions.repository';

const RETRIED: readonly SubmissionStatus[] = ['failed', 'spam', 'rejected'];

/** What a submission waits for when it is processed. */
const nextStatus = ({ confirmation }: SubmissionDoc): SubmissionStatus =>
  confirmation && !confirmation.confirmedAt ? 'awaiting-confirmation' : 'received';

/** What colleagues do with submissions. */
@Injectable()
export class SubmissionsService {
  constructor(
    private readonly submissions: SubmissionsRepository,
    private readonly queue: FormQueue,
    private readonly kept: KeptConfirmations,
    private readonly events: FormEvents,
    private readonly clock: Clock,
    retention: Retention,
  ) {
    retention.add({
      name: 'submissions',
      days: readConfig(RetentionConfig).RETENTION_SUBMISSIONS_DAYS,
      deletePage: (page) => deleteOldPage(submissions.documents, page),
    });
  }

  page(formId: string, query: SubmissionQuery): Promise<{ rows: SubmissionDoc[]; total: number }> {
    return this.submissions.page(formId, query);
  }

  all(formId: string, status: SubmissionStatus | undefined): AsyncGenerator<SubmissionDoc[]> {
    return this.submissions.all(formId, status);
  }

  /** @throws AppError not-found */
  async get(formId: string, id: string): Promise<SubmissionDoc> {
    const found = await this.submissions.find(id);
    if (found?.formId !== formId) throw new AppError('not-found', 'There is no such submission.');
    return found;
  }

  /** @throws AppError not-found; submission.settled if it is not held */
  async decide(formId: string, id: string, decision: DecideSubmission): Promise<SubmissionDoc> {
    const status = nextStatus(await this.get(formId, id));
    const decided = await this.submissions.change(
      id,
      ['held'],
      decision.as === 'rejected'
        ? { $set: { status: 'rejected' }, $unset: { dueAt: '', unchecked: '' } }
        : {
            $set: {
              status,
              decision: { contactId: decision.contactId },
              dueAt: this.clock.now(),
              attempts: 0,
            },
            $unset: { unchecked: '' },
          },
    );
    return this.changed(decided);
  }

  /**
   * Processes a submission that has failed, was taken for spam, or is held because its captcha could not be checked.
   * @throws AppError not-found, submission.settled
   */
  async retry(formId: string, id: string): Promise<SubmissionDoc> {
    const submission = await this.get(formId, id);
    const from = submission.unchecked ? RETRIED.concat('held') : RETRIED;
    const retried = await this.submissions.change(id, from, {
      $set: { status: nextStatus(submission), dueAt: this.clock.now(), attempts: 0, spam: [] },
      $unset: { failure: '', 'confirmation.problem': '', unchecked: '' },
    });
    return this.changed(retried);
  }

  /** Deletes a submission and its mail. Its run and contact stay. @throws AppError not-found */
  async remove(formId: string, id: string): Promise<void> {
    await this.get(formId, id);
    await this.submissions.remove({ _id: id });
    await this.kept.erase([id]);
    this.events.announce(formId, { change: 'submission' });
  }

  private async changed(submission: SubmissionDoc | null): Promise<SubmissionDoc> {
    if (!submission)
      throw new AppError('submission.settled', 'Somebody has decided about the submission already.');
    if (submission.dueAt) await this.queue.enqueueSubmissions([submission._id]);
    this.events.announce(submission.formId, { change: 'submission' });
    return submission;
  }
}
