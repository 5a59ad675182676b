import { mkdir } from 'node:fs/promises';
import type { ClickRecord } from '@linkflow/contracts';
import { JournalNumbers } from './journal-numbers';
import { OpenSegment, SegmentFiles, type Segment } from './segment-files';

export interface JournalOptions {
  folder: string;
  /** All files together; an append that would go beyond it is refused. */
  maxBytes: number;
  /** A file nobody has written to for so long belongs to nobody: whoever finds it settles it. Much more than `turnMs`. */
  orphanMs?: number;
  /** A file is written to for so long and then never again. */
  turnMs?: number;
  /** Or until it has this size. */
  turnBytes?: number;
  clock?: () => number;
}

/** Decides when a file may go. */
export interface Settler {
  /** Called before the files are gone through. Rejects when nothing can be settled now. */
  begin(): Promise<void>;
  /** Whether it is time to look into this file. */
  isDue(name: string): boolean;
  /**
   * True: all of its clicks are safe elsewhere. False: it stays, and `isDue` says when to look again. Rejects: nothing more
   * can be settled now.
   */
  settle(segment: Segment): Promise<boolean>;
}

/** The journal has its full size. The click can't be kept. */
export class JournalFull extends Error {
  override readonly name = 'JournalFull';
}

interface Waiting {
  lines: string;
  clicks: number;
  /** Ends the file after this group. */
  seal: boolean;
  resolve(): void;
  reject(error: unknown): void;
}

/** A disk with less room is as good as full. */
const LEAST_ROOM = 1024 * 1024;

/**
 * Keeps clicks on the disk: files of one JSON line for each click, written and synced in groups. Files are settled oldest
 * first, by the process that wrote them or, when that one is gone, by any other on the same disk. A click may be handed on
 * twice; it keeps its id, so that it is recorded once.
 */
export class Journal {
  private readonly orphanMs: number;
  private readonly turnMs: number;
  private readonly turnBytes: number;
  private readonly clock: () => number;
  private readonly files: SegmentFiles;
  private readonly own = new Set<string>();
  private queue: Waiting[] = [];
  private segment: OpenSegment | undefined;
  private writing = false;
  private settling: Promise<void> | undefined;

  constructor(
    private readonly options: JournalOptions,
    private readonly numbers = new JournalNumbers(),
  ) {
    this.orphanMs = options.orphanMs ?? 5_000;
    this.turnMs = options.turnMs ?? 1_000;
    this.turnBytes = options.turnBytes ?? 4 * 1024 * 1024;
    this.clock = options.clock ?? Date.now;
    this.files = new SegmentFiles(options.folder);
  }

  async open(): Promise<void> {
    await mkdir(this.options.folder, { recursive: true });
    await this.measure();
  }

  /** Resolves when the clicks are on the disk. */
  append(clicks: readonly ClickRecord[]): Promise<void> {
    let lines = '';
    for (const click of clicks) lines += JSON.stringify(click) + '\n';
    if (this.numbers.bytes + lines.length > this.options.maxBytes) {
      this.numbers.full = true;
      return Promise.reject(new JournalFull('The journal is full'));
    }
    this.numbers.bytes += lines.length;
    return this.enqueue(lines, clicks.length);
  }

  /** Lets go of the files that `settler` finds settled, oldest first. Rejects as it does. */
  settle(settler: Settler): Promise<void> {
    this.settling ??= this.settleAll(settler).finally(() => (this.settling = undefined));
    return this.settling;
  }

  /** Waits for what is being written. What is kept stays for the next start. */
  async close(): Promise<void> {
    await this.settling?.catch(() => undefined);
    await this.seal();
  }

  private seal(): Promise<void> {
    return this.enqueue('', 0, true);
  }

  private enqueue(lines: string, clicks: number, seal = false): Promise<void> {
    return new Promise((resolve, reject) => {
      this.queue.push({ lines, clicks, seal, resolve, reject });
      if (!this.writing) void this.write();
    });
  }

  /** Everything that came while one group was being synced makes the next group. */
  private async write(): Promise<void> {
    this.writing = true;
    while (this.queue.length > 0) {
      const group = this.queue;
      this.queue = [];
      try {
        const lines = group.map((one) => one.lines).join('');
        if (lines !== '') await this.writeGroup(lines);
        if (group.some((one) => one.seal)) await this.endSegment();
        for (const one of group) {
          this.numbers.journaled += one.clicks;
          one.resolve();
        }
      } catch (error) {
        this.numbers.full = true;
        await this.endSegment().catch(() => undefined);
        for (const one of group) one.reject(error);
      }
    }
    this.writing = false;
  }

  private async writeGroup(lines: string): Promise<void> {
    for (;;) {
      const segment = await this.currentSegment();
      await segment.append(lines);
      // A process that was frozen here may find that another has settled and removed its file meanwhile.
      if (this.clock() - segment.since < this.orphanMs) return;
      await this.endSegment();
    }
  }

  private async currentSegment(): Promise<OpenSegment> {
    const { segment } = this;
    if (segment && this.clock() - segment.since < this.turnMs && segment.bytes < this.turnBytes)
      return segment;
    await this.endSegment();
    this.segment = await OpenSegment.create(this.options.folder, this.clock());
    this.own.add(this.segment.name);
    return this.segment;
  }

  private async endSegment(): Promise<void> {
    const { segment } = this;
    this.segment = undefined;
    await segment?.close();
  }

  private async settleAll(settler: Settler): Promise<void> {
    // What is being written to ends here; clicks that come meanwhile go to the next file.
    await this.seal();
    try {
      await settler.begin();
      for (const name of await this.files.names()) {
        if (name === this.segment?.name || !settler.isDue(name)) continue;
        if (!this.own.has(name) && !(await this.files.isOlderThan(name, this.orphanMs))) continue;
        const segment = await this.files.read(name);
        if (!(await settler.settle(segment))) continue;
        await this.files.letGo(segment);
        this.own.delete(name);
      }
    } finally {
      await this.measure();
    }
  }

  private async measure(): Promise<void> {
    const { numbers, options } = this;
    numbers.bytes = await this.files.bytes();
    if (numbers.full)
      numbers.full = numbers.bytes >= options.maxBytes * 0.95 || (await this.files.room()) < LEAST_ROOM;
  }
}
