import { Injectable } from '@nestjs/common';
import { ACTION_REASONS } from '@linkflow/actions';
import {
  CLICK_REASONS,
  CLICK_TRIGGER,
  EMPTY_WORKFLOW,
  reasonTexts,
  type Page,
  type Reason,
  type Ref,
  type RunDetail,
  type RunPage,
  type RunSummary,
  type StepView,
  type StoredReason,
  type Text,
} from '@linkflow/contracts';
import { CRM_REASONS } from '@linkflow/crm-port';
import { EntityNames } from '../catalogue/entity-names';
import { ClicksRepository, Recipients, readVersion } from '@linkflow/links';
import { AppError, Batcher } from '@linkflow/platform';
import {
  BulkStore,
  ENGINE_REASONS,
  RunStore,
  type StoredAttempt,
  type StoredRun,
  type StoredStep,
} from '@linkflow/engine';
import { canCommandRun, isFinalRun } from '@linkflow/workflow';
import { WorkflowCatalogue } from '../catalogue/workflow-catalogue';
import { verdictView } from '../links/click-views';

const textOf = reasonTexts(...ACTION_REASONS, CRM_REASONS, ENGINE_REASONS, CLICK_REASONS);

/** A stored reason with its text in all languages. */
export const reasonView = (reason: StoredReason): Reason => ({ code: reason.code, message: textOf(reason) });

/** The failure, with the text of its reason added. */
export const withReasonText = <T extends { reason: StoredReason }>(
  failure: T,
): Omit<T, 'reason'> & { reason: Reason } => ({ ...failure, reason: reasonView(failure.reason) });

/** Maximum number of bulk operations that are listed with a run, newest first. */
const MAX_BULKS = 5;

/** Turns stored runs into the views of the API, with names and one sentence per step. */
@Injectable()
export class RunViews {
  constructor(
    private readonly store: RunStore,
    private readonly names: EntityNames,
    private readonly recipients: Recipients,
    private readonly clicks: ClicksRepository,
    private readonly catalogue: WorkflowCatalogue,
    private readonly batcher: Batcher,
    private readonly bulks: BulkStore,
  ) {}

  async page(page: Page<StoredRun>): Promise<RunPage> {
    return { ...page, items: await Promise.all(page.items.map((run) => this.summary(run))) };
  }

  /** @throws AppError not-found */
  async detail(id: string): Promise<RunDetail> {
    const run = await this.find(id);
    const [summary, bulks, version, click] = await Promise.all([
      this.summary(run),
      this.bulksOf(run),
      readVersion(this.batcher, run.workflow.owner, run.workflow.version),
      run.trigger.type === CLICK_TRIGGER ? this.clicks.find(run.trigger.id) : null,
    ]);
    const document = version?.document ?? EMPTY_WORKFLOW;
    const accepted = !run.rerunBy && !run.erasedAt;
    const sentences = await this.catalogue.sentencesOf(document, run.workflow.owner);
    return {
      ...summary,
      steps: run.steps.map((step) => stepView(step, sentences[step.nodeId] ?? REMOVED_STEP)),
      document,
      layout: version?.layout ?? { positions: {}, notes: [] },
      sentences,
      can: {
        retry: accepted && canCommandRun('retry', run.status),
        cancel: canCommandRun('cancel', run.status),
        resolve: canCommandRun('resolve', run.status),
        rerun: accepted && isFinalRun(run.status),
        release: accepted && run.hold !== undefined && canCommandRun('release', run.status),
      },
      ...(!run.hold && { heldBy: run.heldBy }),
      decision: run.decision,
      rerunOf: run.rerunOf,
      rerunBy: run.rerunBy,
      bulks,
      ...(click && { verdict: verdictView(click) }),
      answer: click?.answer,
    };
  }

  /**
   * A one-line name for the run, made of its link or form and its contact or address; and the id of the contact.
   * @throws AppError not-found
   */
  async nameOf(id: string): Promise<{ name: string; contactId: string | undefined }> {
    const run = await this.find(id);
    const { context, subject } = await this.summary(run);
    const parts = [context.form?.name ?? context.link?.name, subject.contact?.name ?? subject.address];
    return { name: parts.filter(Boolean).join(' · '), contactId: run.subject.contactId ?? undefined };
  }

  private async find(id: string): Promise<StoredRun> {
    const run = await this.store.get(id);
    if (!run) throw new AppError('not-found', 'There is no such run.');
    return run;
  }

  private async bulksOf({ bulkIds = [] }: StoredRun): Promise<RunDetail['bulks']> {
    if (bulkIds.length === 0) return undefined;
    const bulks = await this.bulks.getMany(bulkIds.slice(-MAX_BULKS));
    return bulks
      .sort((a, b) => b.at.getTime() - a.at.getTime())
      .map(({ _id: id, verb, at, by }) => ({ id, verb, at: at.toISOString(), by }));
  }

  private async summary(run: StoredRun): Promise<RunSummary> {
    const { trigger, subject, context, workflow } = run;
    const [link, form, mailing, contact, recipient] = await Promise.all([
      this.names.refOf('link', context.linkId ?? null),
      this.names.refOf('form', context.formId ?? null),
      this.names.refOf('mailing', context.mailingId ?? null),
      this.names.refOf('contact', subject.contactId),
      context.recipientId === undefined ? null : this.recipients.find(context.recipientId),
    ]);
    return {
      id: run._id,
      status: run.status,
      trigger: { type: trigger.type, id: trigger.id, at: trigger.at.toISOString() },
      subject: { contact: contact && plain(contact), address: subject.address ?? recipient?.email },
      context: {
        link: link ? plain(link) : undefined,
        form: form ? plain(form) : undefined,
        mailing: mailing ? plain(mailing) : undefined,
      },
      workflow,
      // In other states, `dueAt` is the end of a lease.
      ...(isPaused(run) && { dueAt: run.dueAt?.toISOString() }),
      endedAt: run.endedAt?.toISOString(),
      failure: run.failure && withReasonText(run.failure),
      hold: run.hold && { ...withReasonText(run.hold), until: run.hold.until.toISOString() },
      ...(trigger.type === CLICK_TRIGGER && { clickVerdict: run.verdict ?? 'human' }),
    };
  }
}

const isPaused = ({ status }: StoredRun): boolean => status === 'waiting' || status === 'retrying';

const REMOVED_STEP: Text = { en: 'A step that is no longer there', nb: 'Et steg som ikke finnes lenger' };

const plain = ({ id, name, missing }: Ref): Ref => ({ id, name, missing });

function stepView(step: StoredStep, sentence: Text): StepView {
  const { nodeId, type, status, port, output, trace, reason, undone } = step;
  return {
    nodeId,
    type,
    sentence,
    status,
    port,
    startedAt: step.startedAt.toISOString(),
    endedAt: step.endedAt?.toISOString(),
    dueAt: step.dueAt?.toISOString(),
    attempts: step.attempts.map(attemptView),
    reason: reason && reasonView(reason),
    output,
    trace,
    undone: undone && { at: undone.at.toISOString(), kept: undone.kept },
  };
}

const attemptView = ({ reason, ...attempt }: StoredAttempt): StepView['attempts'][number] => ({
  ...attempt,
  startedAt: attempt.startedAt.toISOString(),
  endedAt: attempt.endedAt?.toISOString(),
  reason: reason && reasonView(reason),
});
