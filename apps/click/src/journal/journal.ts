import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, readdir, rename, stat, unlink, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { ClickRecord } from '@linkflow/contracts';

export interface JournalOptions {
  folder: string;
  /** All files together; an append that would go beyond it is refused. */
  maxBytes: number;
  /** A file nobody has written to for so long belongs to nobody: whoever finds it replays it. Much more than `turnMs`. */
  orphanMs?: number;
  /** A file is written to for so long and then never again. */
  turnMs?: number;
  clock?: () => number;
}

/** The journal has its full size. The click can't be kept. */
export class JournalFull extends Error {
  override readonly name = 'JournalFull';
}

interface Waiting {
  lines: string;
  /** Ends the file after this group. */
  seal?: boolean;
  resolve(): void;
  reject(error: unknown): void;
}

/** One file while it is being written to. */
interface Segment {
  name: string;
  file: FileHandle;
  since: number;
}

const SUFFIX = '.ndjson';
const DAMAGED = '.damaged';
const REPLAY_BATCH = 500;

/**
 * Keeps clicks on the disk while Redis can't take them: files of one JSON line for each click, written and synced in
 * groups. Files are replayed oldest first, by the process that wrote them or, when that one is gone, by any other on the
 * same disk. A click may be replayed twice; it keeps its id, so that it is recorded once.
 */
export class Journal {
  private readonly orphanMs: number;
  private readonly turnMs: number;
  private readonly clock: () => number;
  private readonly own = new Set<string>();
  private queue: Waiting[] = [];
  private segment: Segment | undefined;
  private writing = false;
  private replaying: Promise<number> | undefined;
  private bytes = 0;

  constructor(private readonly options: JournalOptions) {
    this.orphanMs = options.orphanMs ?? 5_000;
    this.turnMs = options.turnMs ?? 1_000;
    this.clock = options.clock ?? Date.now;
  }

  async open(): Promise<void> {
    await mkdir(this.options.folder, { recursive: true });
    await this.measure();
  }

  /** Resolves when the clicks are on the disk. */
  append(clicks: readonly ClickRecord[]): Promise<void> {
    const lines = clicks.map((click) => JSON.stringify(click) + '\n').join('');
    if (this.bytes + lines.length > this.options.maxBytes)
      return Promise.reject(new JournalFull('The journal is full'));
    this.bytes += lines.length;
    return this.enqueue(lines, false);
  }

  /**
   * Hands on what is kept, oldest first, and forgets what was taken. Stops at the first batch that `deliver` rejects.
   * @returns how many clicks were taken
   */
  replay(deliver: (clicks: ClickRecord[]) => Promise<void>): Promise<number> {
    this.replaying ??= this.replayAll(deliver).finally(() => (this.replaying = undefined));
    return this.replaying;
  }

  /** Waits for what is being written. What is kept stays for the next start. */
  async close(): Promise<void> {
    await this.replaying?.catch(() => undefined);
    await this.enqueue('', true);
  }

  private enqueue(lines: string, seal: boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      this.queue.push({ lines, seal, resolve, reject });
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
        for (const one of group) one.resolve();
      } catch (error) {
        await this.endSegment().catch(() => undefined);
        for (const one of group) one.reject(error);
      }
    }
    this.writing = false;
  }

  private async writeGroup(lines: string): Promise<void> {
    for (;;) {
      const segment = await this.currentSegment();
      await segment.file.appendFile(lines);
      await segment.file.datasync();
      // A process that was frozen here may find that another has replayed and removed its file meanwhile.
      if (this.clock() - segment.since < this.orphanMs) return;
      await this.endSegment();
    }
  }

  private async currentSegment(): Promise<Segment> {
    if (this.segment && this.clock() - this.segment.since < this.turnMs) return this.segment;
    await this.endSegment();
    const name = `${String(Date.now()).padStart(15, '0')}-${randomBytes(4).toString('hex')}${SUFFIX}`;
    const file = await open(join(this.options.folder, name), 'ax');
    await syncFolder(this.options.folder);
    this.own.add(name);
    this.segment = { name, file, since: this.clock() };
    return this.segment;
  }

  private async endSegment(): Promise<void> {
    const { segment } = this;
    this.segment = undefined;
    await segment?.file.close();
  }

  private async replayAll(deliver: (clicks: ClickRecord[]) => Promise<void>): Promise<number> {
    // What is being written to ends here; clicks that come meanwhile go to the next file.
    await this.enqueue('', true);
    let taken = 0;
    for (const name of await this.segmentNames()) {
      if (name === this.segment?.name) continue;
      if (!this.own.has(name) && !(await this.isOrphan(name))) continue;
      taken += await this.replayOne(name, deliver);
    }
    await this.measure();
    return taken;
  }

  private async replayOne(name: string, deliver: (clicks: ClickRecord[]) => Promise<void>): Promise<number> {
    const path = join(this.options.folder, name);
    const text = await readFile(path, 'utf8').catch(ifGone(''));
    const { clicks, damaged } = parseLines(text);
    for (let at = 0; at < clicks.length; at += REPLAY_BATCH)
      await deliver(clicks.slice(at, at + REPLAY_BATCH));
    // A line in the middle that can't be read is kept for a person; it is not expected ever to happen.
    await (damaged ? rename(path, path + DAMAGED) : unlink(path)).catch(ifGone(undefined));
    this.own.delete(name);
    return clicks.length;
  }

  private async segmentNames(): Promise<string[]> {
    return (await readdir(this.options.folder)).filter((name) => name.endsWith(SUFFIX)).sort();
  }

  private async isOrphan(name: string): Promise<boolean> {
    const info = await stat(join(this.options.folder, name)).catch(ifGone(undefined));
    return info !== undefined && Date.now() - info.mtimeMs > this.orphanMs;
  }

  private async measure(): Promise<void> {
    const sizes = await Promise.all(
      (await readdir(this.options.folder)).map(async (name) => {
        const info = await stat(join(this.options.folder, name)).catch(ifGone(undefined));
        return info?.size ?? 0;
      }),
    );
    this.bytes = sizes.reduce((sum, size) => sum + size, 0);
  }
}

/** The clicks of a file. A last line without its end was cut off by a crash, before anybody was told that it is kept. */
function parseLines(text: string): { clicks: ClickRecord[]; damaged: boolean } {
  const lines = text.split('\n');
  lines.pop();
  const clicks: ClickRecord[] = [];
  let damaged = false;
  for (const line of lines) {
    const click = parseLine(line);
    if (click) clicks.push(click);
    else damaged = true;
  }
  return { clicks, damaged };
}

function parseLine(line: string): ClickRecord | undefined {
  try {
    return ClickRecord.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}

/** Another process may have replayed the file meanwhile. */
const ifGone =
  <T>(value: T) =>
  (error: unknown): T => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return value;
    throw error;
  };

/** So that a new file's name outlives a power cut, as its content does. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
