import type { ClickRecord } from '@linkflow/contracts';
import type { Settler } from './journal';
import { begunAt, type Segment } from './segment-files';

/** The most that one job carries of a file. */
const BATCH = 500;
/** Clicks that MongoDB is asked about at once. */
const ASKED = 1_000;

/** Where the clicks of a file are put again. Resolves when the queue has them; with the same `jobId` it takes them once. */
export type PutAgain = (clicks: ClickRecord[], jobId: string) => Promise<void>;

/** For clicks that Redis did not take: a file may go when the queue has its clicks. */
export class UntilQueued implements Settler {
  constructor(private readonly put: PutAgain) {}

  begin(): Promise<void> {
    return Promise.resolve();
  }

  isDue(): boolean {
    return true;
  }

  async settle(segment: Segment): Promise<boolean> {
    for (const [jobId, batch] of batchesOf(segment)) await this.put(batch, jobId);
    return true;
  }
}

/** What tells whether clicks have arrived. */
export interface Arrivals {
  /** Whether MongoDB has all of these clicks. */
  areRecorded(ids: Iterable<readonly string[]>): Promise<boolean>;
  /** Those that it has not recorded and that were not set aside. */
  missing(ids: Iterable<readonly string[]>): Promise<Set<string>>;
  /** Whether clicks are on the queue, so that missing ones may only be late. */
  someAreQueued(): Promise<boolean>;
}

export interface Graces {
  /** A file is looked into after so long, and after twice as long each time that something of it is still missing. */
  firstMs: number;
  mostMs: number;
  /** What is missing for so long is put on the queue again, although others are waiting there. */
  patienceMs: number;
}

const GRACES: Graces = { firstMs: 3_000, mostMs: 60_000, patienceMs: 60_000 };

/** What is known of a file that was looked into and stayed. */
interface Wait {
  lookAt: number;
  lookMs: number;
  /** When its clicks were put on the queue the last time. */
  putAt: number;
  putMs: number;
}

/**
 * For a journal that takes every click: a file may go when MongoDB has all of its clicks. What is missing while nothing is
 * queued was forgotten by Redis, and is put on the queue again.
 */
export class UntilRecorded implements Settler {
  private readonly waits = new Map<string, Wait>();
  /** Nothing is queued. */
  private isQuiet = false;
  private hasSeenEnough = false;

  constructor(
    private readonly put: PutAgain,
    private readonly arrivals: Arrivals,
    private readonly graces = GRACES,
    private readonly clock: () => number = Date.now,
  ) {}

  async begin(): Promise<void> {
    this.isQuiet = !(await this.arrivals.someAreQueued());
    this.hasSeenEnough = false;
  }

  isDue(name: string): boolean {
    if (this.hasSeenEnough) return false;
    const wait = this.waits.get(name);
    if (!wait) return this.clock() >= begunAt(name) + this.graces.firstMs;
    return this.clock() >= wait.lookAt || this.mayPut(wait);
  }

  async settle(segment: Segment): Promise<boolean> {
    const { name } = segment;
    const { firstMs, mostMs } = this.graces;
    const wait = this.waits.get(name) ?? { lookAt: 0, lookMs: firstMs, putAt: begunAt(name), putMs: 0 };
    if (
      (await this.arrivals.areRecorded(segment.ids(ASKED))) ||
      (this.mayPut(wait) && (await this.putMissing(segment, wait)))
    ) {
      this.waits.delete(name);
      return true;
    }
    wait.lookAt = this.clock() + wait.lookMs;
    wait.lookMs = Math.min(wait.lookMs * 2, mostMs);
    this.waits.set(name, wait);
    // Those that are younger can hardly be further than this one.
    if (!this.isQuiet) this.hasSeenEnough = true;
    return false;
  }

  /** @returns whether nothing is missing */
  private async putMissing(segment: Segment, wait: Wait): Promise<boolean> {
    const missing = await this.arrivals.missing(segment.ids(ASKED));
    if (missing.size === 0) return true;
    for (const [jobId, batch] of batchesOf(segment)) {
      const lost = batch.filter((click) => missing.has(click.id));
      if (lost.length > 0) await this.put(lost, jobId);
    }
    wait.putAt = this.clock();
    wait.putMs = Math.min(wait.putMs * 2 || this.graces.firstMs, this.graces.mostMs);
    return false;
  }

  private mayPut({ putAt, putMs }: Wait): boolean {
    const since = this.clock() - putAt;
    return since >= putMs && (this.isQuiet || since >= this.graces.patienceMs);
  }
}

/** The same parts of a file each time, each with the id of its job. */
function* batchesOf(segment: Segment): Generator<[jobId: string, batch: ClickRecord[]]> {
  for (const { at, clicks } of segment.clicks(BATCH)) {
    if (clicks.length > 0) yield [`${segment.name}-${at}`, clicks];
  }
}
