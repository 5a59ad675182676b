import type { ClickRecord } from '@linkflow/contracts';
import type { Settler } from './journal';
import { begunAt } from './segment-files';

/** The most that one job carries of a file. */
const BATCH = 500;

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

  async settle(name: string, clicks: ClickRecord[]): Promise<boolean> {
    for (const [jobId, batch] of batchesOf(name, clicks)) await this.put(batch, jobId);
    return true;
  }
}

/** What tells whether clicks have arrived. */
export interface Arrivals {
  /** Those of these clicks that MongoDB does not have. */
  missing(clicks: readonly ClickRecord[]): Promise<Set<string>>;
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
  private isQuiet = false;

  constructor(
    private readonly put: PutAgain,
    private readonly arrivals: Arrivals,
    private readonly graces = GRACES,
    private readonly clock: () => number = Date.now,
  ) {}

  async begin(): Promise<void> {
    this.isQuiet = !(await this.arrivals.someAreQueued());
  }

  isDue(name: string): boolean {
    const wait = this.waits.get(name);
    if (!wait) return this.clock() >= begunAt(name) + this.graces.firstMs;
    return this.clock() >= wait.lookAt || this.mayPut(wait);
  }

  async settle(name: string, clicks: ClickRecord[]): Promise<boolean> {
    const missing = await this.arrivals.missing(clicks);
    if (missing.size === 0) {
      this.waits.delete(name);
      return true;
    }
    const { firstMs, mostMs } = this.graces;
    const now = this.clock();
    const wait = this.waits.get(name) ?? { lookAt: 0, lookMs: firstMs, putAt: begunAt(name), putMs: 0 };
    this.waits.set(name, wait);
    if (this.mayPut(wait)) {
      for (const [jobId, batch] of batchesOf(name, clicks)) {
        const lost = batch.filter((click) => missing.has(click.id));
        if (lost.length > 0) await this.put(lost, jobId);
      }
      wait.putAt = now;
      wait.putMs = Math.min(wait.putMs * 2 || firstMs, mostMs);
    }
    wait.lookAt = now + wait.lookMs;
    wait.lookMs = Math.min(wait.lookMs * 2, mostMs);
    return false;
  }

  private mayPut({ putAt, putMs }: Wait): boolean {
    const since = this.clock() - putAt;
    return since >= putMs && (this.isQuiet || since >= this.graces.patienceMs);
  }
}

/** The same parts of a file each time, each with the id of its job. */
function* batchesOf(name: string, clicks: ClickRecord[]): Generator<[jobId: string, batch: ClickRecord[]]> {
  for (let at = 0; at < clicks.length; at += BATCH) yield [`${name}-${at}`, clicks.slice(at, at + BATCH)];
}
