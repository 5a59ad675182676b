import { mkdir } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import type { ClickRecord } from '@linkflow/contracts';
import { TimeoutError, withTimeout } from '@linkflow/platform';
import {
  OpenSegment,
  SegmentFiles,
  type JournalRecord,
  type ParseRecord,
  type Segment,
} from './segment-files';

const DEFAULTS = {
  /**
   * A segment that was not written to for this long has no owner any more: any process may acknowledge it. Must be much longer than
   * `segmentMs`.
   */
  orphanMs: 5_000,
  /** A segment is written to for this long, then closed. */
  segmentMs: 1_000,
  /** A segment of this size is closed. */
  segmentBytes: 4 * 1024 * 1024,
  /** How long an append or a probe waits for the disk. Recipients wait meanwhile. Must be shorter than `orphanMs`. */
  diskBudgetMs: 2_000,
  clock: Date.now,
};

export interface JournalOptions extends Partial<typeof DEFAULTS> {
  folder: string;
  /** Maximum total size of the journal's files. An append that would exceed it rejects with JournalFull. */
  maxBytes: number;
}

/** Decides when a segment can be removed because its clicks are stored elsewhere. */
export interface Acknowledger<R extends JournalRecord = ClickRecord> {
  /** Called before each pass over the segments. Rejects if no segment can be acknowledged now, which ends the pass. */
  begin(): Promise<void>;
  /** Whether to check this segment in this pass. */
  isDue(name: string): boolean;
  /** Returns whether all clicks of the segment are stored elsewhere. Rejects to end the pass over the segments. */
  acknowledge(segment: Segment<R>): Promise<boolean>;
}

/** Counters since the start of the process, and the current state of the journal. */
@Injectable()
export class JournalStats {
  /** Clicks written to disk. */
  written = 0;
  /** Clicks that were read from the journal and put on the queue. */
  replayed = 0;
  /**
   * Clicks that were answered but not stored anywhere: Redis and the journal failed, and the memory buffer was full or its process stopped.
   */
  lost = 0;
  /** Total size of the journal's files. */
  bytes = 0;
  /** Whether the journal refuses clicks, because it has reached its maximum size, or its disk is full or fails. */
  full = false;
  /** The error because of which the journal refuses clicks. */
  problem: unknown;
}

/** Clicks were not written, because the journal has reached its maximum size. */
export class JournalFull extends Error {
  override readonly name = 'JournalFull';
}

/** The disk did not finish a write in time, or not before another process may have removed the segment. */
export class JournalSlow extends Error {
  override readonly name = 'JournalSlow';
}

const SLOW = 'The disk of the journal is too slow';

interface PendingAppend {
  lines: string;
  clicks: number;
  /** Whether to close the segment after this append. */
  closeSegment: boolean;
  resolve(): void;
  reject(error: unknown): void;
}

/** A disk with less free space counts as full. */
const MIN_FREE_BYTES = 1024 * 1024;
/** How often a group is written if another process may have removed its segment meanwhile. */
const MAX_WRITES = 2;
/** A journal that is full accepts clicks again once its size is below this share of its maximum. */
const REOPEN_AT = 0.95;

/**
 * An append-only store of clicks, or of other records, on disk, for those that Redis does not have or may lose.
 *
 * The journal is a folder of segments (files with one JSON line per click). A segment is:
 * - `open`: its process appends to it. Appends that arrive during a sync are written and synced together afterwards.
 * - `closed`: after `segmentMs`, at `segmentBytes`, or at the start of a pass over the segments. Never written to again. Only its own
 *   process acknowledges it.
 * - `orphaned`: not written to for `orphanMs`, because its process may be gone. Any process on the same disk acknowledges it.
 * - `removed`: deleted once an Acknowledger confirms that its clicks are stored elsewhere. If it has unreadable lines, it is renamed to
 *   `.damaged` instead.
 *
 * A crash between acknowledging and removing delivers clicks twice. They keep their ids, so they are recorded once. So are clicks of an
 * append that was rejected after `diskBudgetMs`, but written later.
 */
export class Journal<R extends JournalRecord = ClickRecord> {
  private readonly options: JournalOptions & typeof DEFAULTS;
  private readonly files: SegmentFiles<R>;
  /** Names of the segments that this process has created. */
  private readonly own = new Set<string>();
  private pending: PendingAppend[] = [];
  private segment: OpenSegment | undefined;
  private isWriting = false;
  /** Whether the group that is being written has exceeded `diskBudgetMs`. Further appends are then rejected at once. */
  private isStuck = false;
  private probing: Promise<void> | undefined;
  private pass: Promise<void> | undefined;

  constructor(
    options: JournalOptions,
    private readonly stats: JournalStats,
    parse: ParseRecord<R>,
  ) {
    this.options = { ...DEFAULTS, ...options };
    this.files = new SegmentFiles(options.folder, parse);
  }

  /** Creates the folder if necessary and measures the files in it. Rejects if the file system fails. */
  async open(): Promise<void> {
    await mkdir(this.options.folder, { recursive: true });
    await this.measure();
  }

  /** Finds out whether the journal takes clicks, by writing to its disk. Never rejects: `stats` has the result. */
  async probe(): Promise<void> {
    const { stats } = this;
    try {
      // A probe that has not ended is not repeated: each blocks one of the few threads that Node has for files and DNS.
      await this.inTime(() => (this.probing ??= this.tryDisk().finally(() => (this.probing = undefined))));
      if (this.isStuck) throw new JournalSlow(SLOW);
      stats.full = false;
      stats.problem = undefined;
    } catch (error) {
      this.refuse(error);
    }
  }

  private async tryDisk(): Promise<void> {
    await this.open();
    if (this.stats.bytes >= this.options.maxBytes * REOPEN_AT)
      throw new JournalFull('The journal has its maximum size');
    await this.files.tryToWrite(MIN_FREE_BYTES);
  }

  /**
   * Writes clicks. Resolves once they are on disk.
   *
   * @throws JournalFull, JournalSlow, or the error of the file system
   */
  append(clicks: readonly R[]): Promise<void> {
    let lines = '';
    for (const click of clicks) lines += JSON.stringify(click) + '\n';
    if (this.stats.bytes + lines.length > this.options.maxBytes) {
      const error = new JournalFull('The journal has its maximum size');
      this.refuse(error);
      return Promise.reject(error);
    }
    if (this.isStuck) return Promise.reject(new JournalSlow(SLOW));
    this.stats.bytes += lines.length;
    return this.inTime(() => this.enqueue(lines, clicks.length)).catch((error: unknown) => {
      if (error instanceof JournalSlow) {
        this.isStuck = this.isWriting;
        this.refuse(error);
      }
      throw error;
    });
  }

  /** @throws JournalSlow if `work` takes longer than `diskBudgetMs` */
  private async inTime(work: () => Promise<void>): Promise<void> {
    try {
      await withTimeout(this.options.diskBudgetMs, work);
    } catch (error) {
      throw error instanceof TimeoutError ? new JournalSlow(SLOW, { cause: error }) : error;
    }
  }

  /** Checks the closed segments, oldest first, and removes those that are acknowledged. Rejects if the acknowledger does. */
  acknowledge(acknowledger: Acknowledger<R>): Promise<void> {
    this.pass ??= this.acknowledgeAll(acknowledger).finally(() => (this.pass = undefined));
    return this.pass;
  }

  /** Waits for pending writes and closes the open segment. Segments that are not acknowledged yet stay on disk for the next process. */
  async close(): Promise<void> {
    await this.pass?.catch(() => undefined);
    await this.closeCurrentSegment();
  }

  private closeCurrentSegment(): Promise<void> {
    return this.enqueue('', 0, true);
  }

  private enqueue(lines: string, clicks: number, closeSegment = false): Promise<void> {
    return new Promise((resolve, reject) => {
      this.pending.push({ lines, clicks, closeSegment, resolve, reject });
      if (!this.isWriting) void this.writePending();
    });
  }

  /**
   * Writes the pending appends in groups, one group after the other. A group is all appends that arrived while the previous group was
   * written.
   */
  private async writePending(): Promise<void> {
    this.isWriting = true;
    while (this.pending.length > 0) {
      const group = this.pending;
      this.pending = [];
      try {
        const lines = group.map((append) => append.lines).join('');
        if (lines !== '') await this.writeGroup(lines);
        if (group.some((append) => append.closeSegment)) await this.endSegment();
        for (const append of group) {
          this.stats.written += append.clicks;
          append.resolve();
        }
      } catch (error) {
        this.refuse(error);
        await this.endSegment().catch(() => undefined);
        for (const append of group) append.reject(error);
      }
      this.isStuck = false;
    }
    this.isWriting = false;
  }

  private async writeGroup(lines: string): Promise<void> {
    for (let write = 0; write < MAX_WRITES; write += 1) {
      const segment = await this.currentSegment();
      await segment.append(lines);
      // If this process was suspended during the append, another process may have removed the segment as orphaned. The lines are then
      // written again, to a new segment.
      if (this.options.clock() - segment.since < this.options.orphanMs) return;
      await this.endSegment();
    }
    throw new JournalSlow(SLOW);
  }

  private async currentSegment(): Promise<OpenSegment> {
    const { segment } = this;
    const { folder, segmentMs, segmentBytes, clock } = this.options;
    if (segment && clock() - segment.since < segmentMs && segment.bytes < segmentBytes) return segment;
    await this.endSegment();
    this.segment = await OpenSegment.create(folder, clock());
    this.own.add(this.segment.name);
    return this.segment;
  }

  private async endSegment(): Promise<void> {
    const { segment } = this;
    this.segment = undefined;
    await segment?.close();
  }

  private async acknowledgeAll(acknowledger: Acknowledger<R>): Promise<void> {
    // Clicks that arrive during the pass go to a new segment.
    await this.closeCurrentSegment();
    try {
      await acknowledger.begin();
      for (const name of await this.files.names()) {
        if (name === this.segment?.name || !acknowledger.isDue(name)) continue;
        if (!this.own.has(name) && !(await this.files.isOlderThan(name, this.options.orphanMs))) continue;
        const segment = await this.files.read(name);
        if (!(await acknowledger.acknowledge(segment))) continue;
        await this.files.remove(segment);
        this.own.delete(name);
      }
    } finally {
      await this.measure();
    }
  }

  private refuse(error: unknown): void {
    this.stats.full = true;
    this.stats.problem = error;
  }

  private async measure(): Promise<void> {
    this.stats.bytes = await this.files.bytes();
  }
}
