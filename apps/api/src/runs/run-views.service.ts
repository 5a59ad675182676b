import { Injectable } from '@nestjs/common';
import {
  TRIGGER,
  type Page,
  type Ref,
  type RunDetail,
  type RunPage,
  type RunSummary,
  type StepView,
  type Text,
} from '@linkflow/contracts';
import { CrmNames } from '@linkflow/crm';
import { RecipientDirectory, versionId, type VersionDoc } from '@linkflow/links';
import { AppError, Batcher } from '@linkflow/platform';
import { BulkStore, RunStore, type StoredAttempt, type StoredRun, type StoredStep } from '@linkflow/engine';
import { canDoToRun, isFinalRun } from '@linkflow/workflow';
import { Sentences } from '../catalogue/sentences';

/** Bulks told of on the page of one run. */
const BULKS_SHOWN = 5;

/** Runs as people read them: with names, and with a sentence for each step. */
@Injectable()
export class RunViews {
  constructor(
    private readonly store: RunStore,
    private readonly names: CrmNames,
    private readonly recipients: RecipientDirectory,
    private readonly sentences: Sentences,
    private readonly batcher: Batcher,
    private readonly bulks: BulkStore,
  ) {}

  async page(page: Page<StoredRun>): Promise<RunPage> {
    return { ...page, items: await Promise.all(page.items.map((run) => this.summary(run))) };
  }

  /** @throws AppError not-found */
  async detail(id: string): Promise<RunDetail> {
    const run = await this.find(id);
    const [summary, bulks, version] = await Promise.all([
      this.summary(run),
      this.bulksOf(run),
      this.batcher.read<VersionDoc>('link_versions', versionId(run.linkId, run.version)),
    ]);
    const document = version?.document ?? NOTHING;
    const sentences = await this.sentences.of(document);
    return {
      ...summary,
      steps: run.steps.map((step) => stepView(step, sentences[step.nodeId] ?? UNKNOWN)),
      document,
      layout: version?.layout ?? { positions: {}, notes: [] },
      sentences,
      can: {
        retry: !run.againBy && canDoToRun('retry', run.status),
        cancel: canDoToRun('cancel', run.status),
        resolve: canDoToRun('resolve', run.status),
        again: !run.againBy && isFinalRun(run.status),
      },
      heldBy: run.heldBy,
      againOf: run.againOf ?? run.againBy,
      bulks,
    };
  }

  /**
   * What a run is called where one line is told of it.
   * @throws AppError not-found
   */
  async nameOf(id: string): Promise<string> {
    const run = await this.find(id);
    const { link, contact, recipient } = await this.summary(run);
    return [link.name, contact?.name ?? recipient.email].join(' · ');
  }

  private async find(id: string): Promise<StoredRun> {
    const run = await this.store.get(id);
    if (!run) throw new AppError('not-found', 'There is no such run');
    return run;
  }

  private async bulksOf({ bulkIds = [] }: StoredRun): Promise<RunDetail['bulks']> {
    if (bulkIds.length === 0) return undefined;
    const bulks = await this.bulks.some(bulkIds.slice(-BULKS_SHOWN));
    return bulks
      .sort((a, b) => b.at.getTime() - a.at.getTime())
      .map(({ _id: id, verb, at, by }) => ({ id, verb, at: at.toISOString(), by }));
  }

  private async summary(run: StoredRun): Promise<RunSummary> {
    const [link, mailing, contact, recipient] = await Promise.all([
      this.names.nameOf('link', run.linkId),
      this.names.nameOf('mailing', run.mailingId),
      this.names.refOf('contact', run.contactId),
      this.recipients.find(run.recipientId),
    ]);
    return {
      id: run._id,
      status: run.status,
      link: plain(link),
      mailing: plain(mailing),
      contact: contact && plain(contact),
      recipient: { id: run.recipientId, email: recipient?.email ?? '' },
      version: run.version,
      clickedAt: run.clickedAt.toISOString(),
      endedAt: run.endedAt?.toISOString(),
      failure: run.failure,
    };
  }
}

const NOTHING: RunDetail['document'] = {
  schemaVersion: 1,
  nodes: [{ id: TRIGGER, type: TRIGGER, params: {} }],
  edges: [],
};
const UNKNOWN: Text = { en: 'A step that is no longer there', nb: 'Et steg som ikke finnes lenger' };

const plain = ({ id, name, missing }: Ref): Ref => ({ id, name, missing });

function stepView(step: StoredStep, sentence: Text): StepView {
  return {
    nodeId: step.nodeId,
    type: step.type,
    sentence,
    status: step.status,
    port: step.port,
    startedAt: step.startedAt.toISOString(),
    endedAt: step.endedAt?.toISOString(),
    dueAt: step.dueAt?.toISOString(),
    attempts: step.attempts.map(attemptView),
    reason: step.reason,
    output: step.output,
    trace: step.trace,
  };
}

function attemptView({
  number,
  startedAt,
  endedAt,
  outcome,
  reason,
}: StoredAttempt): StepView['attempts'][number] {
  return { number, startedAt: startedAt.toISOString(), endedAt: endedAt?.toISOString(), outcome, reason };
}
