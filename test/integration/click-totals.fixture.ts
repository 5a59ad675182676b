import { vi } from 'vitest';
import type { ClickRecord } from '@linkflow/contracts';
import {
  ClickRecorder,
  SliceMarks,
  type ClickCounts,
  type ClickRecount,
  type ClickRoller,
  type LinkStore,
  type RecipientDirectory,
} from '@linkflow/links';
import { Clock, type Batcher } from '@linkflow/platform';

/** A clock that a test moves. */
export class HandClock extends Clock {
  private ms = Date.now();
  now(): Date {
    return new Date(this.ms);
  }
  advance(ms: number): void {
    this.ms += ms;
  }
}

/** The worker died; nothing of it is heard again. */
export class Died extends Error {}

interface Fate {
  /** Its n-th write is not made, and none after it. */
  diesAt?: number | undefined;
  /** Its n-th write comes after a long pause. */
  freezesAt?: number | undefined;
}

/** Writes of a worker that does not do well, and how to wait for those that were under way when it died. */
function frail(
  batcher: Batcher,
  { diesAt, freezesAt }: Fate,
  meanwhile: () => Promise<void>,
): { batcher: Batcher; quiet(): Promise<void> } {
  let sent = 0;
  const underWay = new Set<Promise<unknown>>();
  const followed = <T>(write: Promise<T>): Promise<T> => {
    underWay.add(write);
    const over = (): void => void underWay.delete(write);
    write.then(over, over);
    return write;
  };
  const step = async (): Promise<void> => {
    sent += 1;
    const nth = sent;
    if (nth === freezesAt) await meanwhile();
    if (diesAt !== undefined && nth >= diesAt) throw new Died();
  };
  const writes: Pick<Batcher, 'insertOnce' | 'update'> = {
    insertOnce: (...args) => followed(step().then(() => batcher.insertOnce(...args))),
    update: (...args) => followed(step().then(() => batcher.update(...args))),
  };
  const worker: Batcher = Object.create(batcher);
  return {
    batcher: Object.assign(worker, writes),
    async quiet() {
      while (underWay.size > 0) await Promise.allSettled(underWay);
    },
  };
}

/** Clicks of a few people on a few links, recorded by workers that die, and rolled up by others that die too. */
export class ClickHouse {
  /** Jobs that no worker has finished. */
  readonly open: ClickRecord[][] = [];
  readonly clock = new HandClock();
  /** A worker was held up and then died: its clicks may be in a slice that was rolled up, until their job is delivered again. */
  unsure = false;

  constructor(
    private readonly store: LinkStore,
    private readonly recipients: RecipientDirectory,
    private readonly batcher: Batcher,
    private readonly roller: ClickRoller,
    private readonly recount: ClickRecount,
  ) {}

  async empty(): Promise<void> {
    this.open.length = 0;
    this.unsure = false;
    const { clicks, clickers, totals, slices, rollup } = this.store;
    for (const one of [clicks, clickers, totals, slices, rollup]) await one.deleteMany({});
  }

  /** By a worker of its own, as one that was started again remembers nothing. */
  async record(clicks: ClickRecord[], fate: Fate = {}): Promise<void> {
    const { batcher, quiet } = frail(this.batcher, fate, async () => {
      await this.passTime();
      await this.roll();
    });
    const worker = new ClickRecorder(batcher, this.recipients, new SliceMarks(batcher, this.clock));
    try {
      await worker.record(clicks);
    } catch (error) {
      if (!(error instanceof Died)) throw error;
      this.open.push(clicks);
      this.unsure ||= fate.freezesAt !== undefined;
      await quiet();
    }
  }

  async deliverAgain(): Promise<void> {
    for (const clicks of this.open.splice(0)) await this.record(clicks);
    this.unsure = false;
  }

  /** An hour, for the marks and for the workers. */
  async passTime(): Promise<void> {
    const hour = 3_600_000;
    this.clock.advance(hour);
    await this.store.slices.updateMany({ touchedAt: { $exists: true } }, [
      { $set: { touchedAt: { $subtract: ['$touchedAt', hour] } } },
    ]);
  }

  async roll(dies = false): Promise<void> {
    if (!dies) {
      await this.roller.round();
      return;
    }
    const spies = [
      vi.spyOn(this.store.totals, 'bulkWrite').mockRejectedValueOnce(new Died()),
      vi.spyOn(this.store.totals, 'insertMany').mockRejectedValueOnce(new Died()),
    ];
    await this.roller.round().catch((error: unknown) => {
      if (!(error instanceof Died)) throw error;
    });
    for (const spy of spies) spy.mockRestore();
  }

  countAgain(): Promise<void> {
    return this.recount.run();
  }

  /** What the facts say, counted one by one. */
  async facts(ids: readonly string[]): Promise<ClickCounts[]> {
    const clicks = await this.store.clicks.find({ kind: 'click' }).toArray();
    const clickers = await this.store.clickers.find().toArray();
    return ids.map((id) => {
      const at = <T extends { linkId: string; mailingId: string }>(one: T): boolean =>
        one.linkId === id || one.mailingId === id;
      return {
        clicks: clicks.filter(at).length,
        clickers: new Set(clickers.filter(at).map((one) => one.recipientId)).size,
      };
    });
  }
}
