import { Injectable } from '@nestjs/common';
import { mongo } from 'mongoose';
import type { ClickRecord } from '@linkflow/contracts';
import { ClickRecorder, type ClickDoc, type RecordedClick } from '@linkflow/links';
import { Batcher, LiveEvents, Log } from '@linkflow/platform';
import { RunTaker, Versions, type NewRun } from '@linkflow/engine';
import { PatrolNotes } from '../patrol/patrol-notes';
import { ClickWatch } from '../watch/click-watch';

type Recorded = Extract<RecordedClick, { outcome: 'recorded' }>;

/**
 * Records clicks, makes their runs, and walks these on at once. May meet the same clicks twice: what is there already is passed
 * over. One bad click is set aside with its reason and never fails its neighbours.
 */
@Injectable()
export class ClickWork {
  constructor(
    private readonly recorder: ClickRecorder,
    private readonly versions: Versions,
    private readonly runs: RunTaker,
    private readonly patrol: PatrolNotes,
    private readonly batcher: Batcher,
    private readonly live: LiveEvents,
    private readonly watch: ClickWatch,
    private readonly log: Log,
  ) {}

  /**
   * `alone`: workers have died of these clicks, and no others like them are worked on by this process meanwhile.
   * @throws when MongoDB is away or refuses one of them; all are to be delivered again
   */
  async do(clicks: ClickRecord[], { alone = false } = {}): Promise<void> {
    // Before they are recorded, so that a click never stands where the patrol has been and will not come again.
    await this.patrol.noteLate(clicks);
    let recorded: RecordedClick[];
    try {
      recorded = await this.watch.recording(() => this.recorder.record(clicks));
    } catch (error) {
      if (clicks.length === 1) throw error;
      // If it is one of them that MongoDB refuses, the others are not to wait for it.
      return all(clicks.map((click) => this.do([click], { alone })));
    }
    await all(
      recorded.map((one) =>
        one.outcome === 'recorded' ? this.guarded(one, alone) : this.setAside(one.click, one.reason),
      ),
    );
  }

  /** Sets a click aside that workers die of. If it was recorded, its run is failed, so that ops see it and can try again. */
  async condemn(click: ClickRecord): Promise<void> {
    this.log.error({ clickId: click.id, linkId: click.link }, 'click kills its workers and is set aside');
    await this.setAside(click, 'poison');
    const recorded = await this.batcher.read<ClickDoc>('clicks', click.id);
    const from = recorded && (await this.runOf(click, recorded));
    if (from) await this.runs.condemn(from);
  }

  private async guarded(recorded: Recorded, alone: boolean): Promise<void> {
    try {
      await this.carryOut(recorded, alone);
    } catch (error) {
      if (error instanceof mongo.MongoError) throw error;
      this.log.error({ err: error, clickId: recorded.click.id }, 'click could not be worked on');
      await this.setAside(recorded.click, 'unforeseen');
    }
  }

  private async carryOut({ click, recipient, isNew }: Recorded, alone: boolean): Promise<void> {
    const { _id: recipientId, mailingId, contactId } = recipient;
    if (isNew) this.announce(click, recipient);
    const from = await this.runOf(click, { recipientId, mailingId, contactId });
    if (from) await (isNew ? this.runs.begin(from) : this.runs.resume(from, { alone }));
  }

  /** What the run of a click is made of; undefined where its workflow does nothing in the background. */
  private async runOf(
    { id, link: linkId, version, run, at, trace }: ClickRecord,
    { recipientId, mailingId, contactId }: Pick<NewRun, 'recipientId' | 'mailingId' | 'contactId'>,
  ): Promise<NewRun | undefined> {
    if (!run || version === 0) return undefined;
    const runnable = await this.versions.load(linkId, version);
    if (runnable && runnable.workflow.thenStart === null) return undefined;
    return { _id: id, linkId, mailingId, recipientId, contactId, version, clickedAt: new Date(at), trace };
  }

  private announce(click: ClickRecord, recipient: Recorded['recipient']): void {
    this.live.announce(() => ({
      type: 'click',
      clickId: click.id,
      linkId: click.link,
      mailingId: recipient.mailingId,
      recipientId: recipient._id,
      at: new Date(click.at).toISOString(),
    }));
  }

  /** Keeps what could not be used, whole, for ops. */
  private async setAside(click: ClickRecord, reason: string): Promise<void> {
    this.watch.setAside();
    await this.batcher.insertOnce('clicks_set_aside', { _id: click.id, click, reason, at: new Date() });
  }
}

/** Waits for all of them, whatever one of them comes to: a job that fails is delivered again, and nothing of it shall still be under way then. */
async function all(works: Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(works)).find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}
