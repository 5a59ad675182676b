import { Injectable } from '@nestjs/common';
import { mongo } from 'mongoose';
import type { ClickRecord, ClicksJob } from '@linkflow/contracts';
import { ClickRecorder, type RecordedClick } from '@linkflow/links';
import { Batcher, LiveEvents, Log, readConfig } from '@linkflow/platform';
import type { JobHandler } from '@linkflow/queues';
import { RunExecutor, RunStore, Versions } from '@linkflow/runs';
import { ClickWatch } from '../watch/click-watch';
import { WorkerConfig } from '../worker.config';
import { Gate } from './gate';

type Recorded = Extract<RecordedClick, { outcome: 'recorded' }>;

/**
 * Records the clicks of a job together, makes their runs, and walks these on at once. May meet the same job twice: what is
 * there already is passed over. One bad click is set aside with its reason and never fails its neighbours.
 */
@Injectable()
export class ClicksHandler implements JobHandler<'clicks'> {
  private readonly gate = new Gate(readConfig(WorkerConfig).WORKER_CLICKS);

  constructor(
    private readonly recorder: ClickRecorder,
    private readonly versions: Versions,
    private readonly runs: RunStore,
    private readonly executor: RunExecutor,
    private readonly batcher: Batcher,
    private readonly live: LiveEvents,
    private readonly watch: ClickWatch,
    private readonly log: Log,
  ) {}

  /** @throws when MongoDB is away; the job is delivered again. */
  handle({ clicks }: ClicksJob): Promise<void> {
    return this.gate.pass(clicks.length, () => this.work(clicks));
  }

  private async work(clicks: ClickRecord[]): Promise<void> {
    const recorded = await this.watch.recording(() => this.recorder.record(clicks));
    await Promise.all(
      recorded.map((one) =>
        one.outcome === 'recorded' ? this.guarded(one) : this.setAside(one.click, one.reason),
      ),
    );
  }

  private async guarded(recorded: Recorded): Promise<void> {
    try {
      await this.carryOut(recorded);
    } catch (error) {
      if (error instanceof mongo.MongoError) throw error;
      this.log.error({ err: error, clickId: recorded.click.id }, 'click could not be worked on');
      await this.setAside(recorded.click, 'unforeseen');
    }
  }

  private async carryOut({ click, recipient, isNew }: Recorded): Promise<void> {
    const { id, link: linkId, version, trace } = click;
    const at = new Date(click.at);
    const { _id: recipientId, mailingId, contactId } = recipient;
    if (isNew)
      this.live.announce(() => ({
        type: 'click',
        clickId: id,
        linkId,
        mailingId,
        recipientId,
        at: at.toISOString(),
      }));
    if (!click.run || version === 0) return;
    const runnable = await this.versions.load(linkId, version);
    if (runnable && runnable.workflow.thenStart === null) return;
    const from = { _id: id, linkId, mailingId, recipientId, contactId, version, clickedAt: at, trace };
    const run = isNew ? this.runs.begin(from) : await this.runs.take(from);
    if (run) await this.executor.advance(run);
  }

  /** Keeps what could not be used, whole, for ops. */
  private async setAside(click: ClickRecord, reason: string): Promise<void> {
    this.watch.setAside();
    await this.batcher.insertOnce('clicks_set_aside', { _id: click.id, click, reason, at: new Date() });
  }
}
