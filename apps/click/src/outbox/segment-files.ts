import {
  constants,
  open,
  readFile,
  readdir,
  rename,
  stat,
  statfs,
  unlink,
  type FileHandle,
} from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { ClickRecord } from '@linkflow/contracts';

const SUFFIX = '.ndjson';
const DAMAGED_SUFFIX = '.damaged';
/** With O_DSYNC a write returns once the data is on disk. Systems without it need a second call, `datasync`. */
const SYNC_FLAG = process.platform === 'linux' ? constants.O_DSYNC : 0;
const WRITE_NEW = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | SYNC_FLAG;
const MAX_PREALLOCATED_BYTES = 1024 * 1024;
const PROBE_BYTES = 4_096;

/**
 * A segment that is being written to. Its name begins with the time of its creation, so names sort by age.
 *
 * Space is preallocated by writing zeros after the data, as many bytes as the file already holds (at most `MAX_PREALLOCATED_BYTES`). A
 * write into allocated blocks takes a third of the time of a write that extends the file, because extending it makes the file system sync
 * its own journal too. The zeros are removed when the segment is closed. If a crash prevents that, readers ignore them, because they
 * contain no line break.
 */
export class OpenSegment {
  bytes = 0;
  /** Size of the file in bytes, including preallocated space. */
  private allocated = 0;

  private constructor(
    readonly name: string,
    readonly since: number,
    private readonly file: FileHandle,
  ) {}

  static async create(folder: string, now: number): Promise<OpenSegment> {
    const name = `${String(Date.now()).padStart(15, '0')}-${randomBytes(4).toString('hex')}${SUFFIX}`;
    const file = await open(join(folder, name), WRITE_NEW);
    await syncFolder(folder);
    return new OpenSegment(name, now, file);
  }

  /** Resolves once the lines are on disk. */
  async append(lines: string): Promise<void> {
    const data = Buffer.from(lines);
    const end = this.bytes + data.length;
    const zeros = end > this.allocated ? Math.min(this.bytes, MAX_PREALLOCATED_BYTES) : 0;
    // Set before the write: even a write that fails may have extended the file. `close` then truncates it.
    this.allocated = Math.max(this.allocated, end + zeros);
    await this.write(zeros > 0 ? Buffer.concat([data], data.length + zeros) : data);
    if (!SYNC_FLAG) await this.file.datasync();
    this.bytes = end;
  }

  async close(): Promise<void> {
    try {
      if (this.allocated > this.bytes) await this.file.truncate(this.bytes);
    } finally {
      await this.file.close();
    }
  }

  private async write(data: Buffer): Promise<void> {
    for (let done = 0; done < data.length;) {
      const { bytesWritten } = await this.file.write(data, done, data.length - done, this.bytes + done);
      done += bytesWritten;
    }
  }
}

/** Returns the time at which a segment was created, read from its name; epoch ms. */
export const createdAt = (name: string): number => Number(name.slice(0, 15));

/** What the journal stores. `id` must be its first property, because a line is recognised by its beginning. */
export interface JournalRecord {
  id: string;
}

/** Reads a record from the JSON of its line. @throws if it is none */
export type ParseRecord<R extends JournalRecord> = (json: unknown) => R;
export const parseClick: ParseRecord<ClickRecord> = (json) => ClickRecord.parse(json);

/** A line begins with the id of its record. */
const ID = /^\{"id":"([0-9a-f]{24})"/;
const ID_BYTES = 32;
const LF = 0x0a;

/**
 * The content of a closed segment. Its lines are parsed in parts, one per step of the generator: parsing thousands of clicks at once
 * would delay the answers to clicks that arrive meanwhile.
 */
export class Segment<R extends JournalRecord> {
  /** Whether any line that was read so far is not a click. */
  isDamaged = false;

  /** @param bytes content of the file. A last line without a line break is ignored: a crash cut it off before its append resolved */
  constructor(
    readonly name: string,
    private readonly bytes: Buffer,
    private readonly parse: ParseRecord<R>,
  ) {}

  /** The ids of the clicks in groups of `size`, in reverse order of arrival. Reads only the beginning of each line. */
  *ids(size: number): Generator<string[]> {
    let part: string[] = [];
    for (let end = this.bytes.lastIndexOf(LF); end >= 0;) {
      const before = end === 0 ? -1 : this.bytes.lastIndexOf(LF, end - 1);
      const id = ID.exec(
        this.bytes.toString('latin1', before + 1, Math.min(end, before + 1 + ID_BYTES)),
      )?.[1];
      if (id === undefined) this.isDamaged = true;
      else part.push(id);
      if (part.length === size) {
        yield part;
        part = [];
      }
      end = before;
    }
    if (part.length > 0) yield part;
  }

  /** The clicks in order of arrival, in groups of `size` lines. `firstLine` is the number of the group's first line, from 0. */
  *clicks(size: number): Generator<{ firstLine: number; clicks: R[] }> {
    const last = this.bytes.lastIndexOf(LF);
    let firstLine = 0;
    for (let start = 0; start <= last; firstLine += size) {
      const clicks: R[] = [];
      for (let n = 0; n < size && start <= last; n += 1) {
        const end = this.bytes.indexOf(LF, start);
        const click = this.parseLine(this.bytes.toString('utf8', start, end));
        if (click) clicks.push(click);
        else this.isDamaged = true;
        start = end + 1;
      }
      yield { firstLine, clicks };
    }
  }

  private parseLine(line: string): R | undefined {
    try {
      return this.parse(JSON.parse(line));
    } catch {
      return undefined;
    }
  }
}

/** The files of the journal. Several processes may share the folder. */
export class SegmentFiles<R extends JournalRecord> {
  constructor(
    private readonly folder: string,
    private readonly parse: ParseRecord<R>,
  ) {}

  /** Names of the segments, oldest first. */
  async names(): Promise<string[]> {
    return (await readdir(this.folder)).filter((name) => name.endsWith(SUFFIX)).sort();
  }

  /** Whether the last write to the file was more than `ms` ago. False if the file does not exist. */
  async isOlderThan(name: string, ms: number): Promise<boolean> {
    const info = await stat(join(this.folder, name)).catch(ifGone(undefined));
    return info !== undefined && Date.now() - info.mtimeMs > ms;
  }

  /** Reads a segment. The segment is empty if another process has removed the file. */
  async read(name: string): Promise<Segment<R>> {
    const bytes = await readFile(join(this.folder, name)).catch(ifGone(Buffer.alloc(0)));
    return new Segment(name, bytes, this.parse);
  }

  /** Deletes the file. If it has unreadable lines, which should never happen, it is renamed and kept for inspection. */
  async remove(segment: Segment<R>): Promise<void> {
    const path = join(this.folder, segment.name);
    await (segment.isDamaged ? rename(path, path + DAMAGED_SUFFIX) : unlink(path)).catch(ifGone(undefined));
  }

  async bytes(): Promise<number> {
    const names = (await readdir(this.folder)).filter((name) => /\.(ndjson|damaged)$/.test(name));
    const sizes = await Promise.all(
      names.map(async (name) => (await stat(join(this.folder, name)).catch(ifGone(undefined)))?.size ?? 0),
    );
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  /** Writes a small file to the disk and removes it. Rejects if that fails, or if the disk has less than `minFreeBytes` of free space. */
  async tryToWrite(minFreeBytes: number): Promise<void> {
    const { bavail, bsize } = await statfs(this.folder);
    if (bavail * bsize < minFreeBytes) throw new Error(`The disk has only ${bavail * bsize} bytes left`);
    const path = join(this.folder, `probe-${randomBytes(4).toString('hex')}.tmp`);
    try {
      const file = await open(path, WRITE_NEW);
      try {
        await file.write(Buffer.alloc(PROBE_BYTES));
        if (!SYNC_FLAG) await file.datasync();
      } finally {
        await file.close();
      }
    } finally {
      await unlink(path).catch(ifGone(undefined));
    }
  }
}

/** Error handler for a file that another process may have removed: returns `value` on ENOENT, rethrows any other error. */
const ifGone =
  <T>(value: T) =>
  (error: unknown): T => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return value;
    throw error;
  };

/** Syncs the folder, so that the name of a new file survives a power failure. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
