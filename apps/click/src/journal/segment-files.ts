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
const DAMAGED = '.damaged';
/** With it a write is on the disk when it returns, in one call instead of two. Elsewhere a sync follows the write. */
const SYNCED = process.platform === 'linux' ? constants.O_DSYNC : 0;
const WRITE_NEW = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | SYNCED;
/** The most room that is made ahead in a file. */
const MOST_AHEAD = 1024 * 1024;

/**
 * A file of the journal while it is being written to. Its name begins with the time, so that names sort by age.
 *
 * Room is made ahead, as much again as the file holds: to write where the file has its blocks already takes a third of the time
 * of making it longer, for which the file system has to sync its own journal. Until the file is closed zeros stand at its end,
 * which are no line.
 */
export class OpenSegment {
  bytes = 0;
  private room = 0;

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

  /** Resolves when the lines are on the disk. */
  async append(lines: string): Promise<void> {
    const data = Buffer.from(lines);
    const end = this.bytes + data.length;
    const ahead = end > this.room ? Math.min(this.bytes, MOST_AHEAD) : 0;
    await this.write(ahead > 0 ? Buffer.concat([data], data.length + ahead) : data);
    if (!SYNCED) await this.file.datasync();
    this.bytes = end;
    this.room = Math.max(this.room, end + ahead);
  }

  async close(): Promise<void> {
    try {
      if (this.room > this.bytes) await this.file.truncate(this.bytes);
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

/** When a file was begun, epoch ms. */
export const begunAt = (name: string): number => Number(name.slice(0, 15));

/** Each line begins with the click's id, as `OpenSegment` gets it from the journal. */
const ID = /^\{"id":"([0-9a-f]{24})"/;
const ID_BYTES = 32;
const LF = 0x0a;

/**
 * A file that nobody has to write to any more. It is read in parts, each begun when it is asked for: thousands of clicks at once would
 * hold up everybody who clicks meanwhile.
 */
export class Segment {
  /** Whether a line is no click, as far as it was looked at. */
  isDamaged = false;

  /** A last line without its end was cut off by a crash, before anybody was told that it is kept. */
  constructor(
    readonly name: string,
    private readonly bytes: Buffer,
  ) {}

  /** The ids of its clicks, so many at a time, the last ones first. The rest of a line is mostly not needed, and not read. */
  *ids(most: number): Generator<string[]> {
    let part: string[] = [];
    for (let end = this.bytes.lastIndexOf(LF); end >= 0;) {
      const before = end === 0 ? -1 : this.bytes.lastIndexOf(LF, end - 1);
      const id = ID.exec(
        this.bytes.toString('latin1', before + 1, Math.min(end, before + 1 + ID_BYTES)),
      )?.[1];
      if (id === undefined) this.isDamaged = true;
      else part.push(id);
      if (part.length === most) {
        yield part;
        part = [];
      }
      end = before;
    }
    if (part.length > 0) yield part;
  }

  /** Its clicks in the order in which they came, those of so many lines at a time, and the number of the first of these. */
  *clicks(most: number): Generator<{ at: number; clicks: ClickRecord[] }> {
    const last = this.bytes.lastIndexOf(LF);
    let at = 0;
    for (let from = 0; from <= last; at += most) {
      const clicks: ClickRecord[] = [];
      for (let n = 0; n < most && from <= last; n += 1) {
        const end = this.bytes.indexOf(LF, from);
        const click = parseLine(this.bytes.toString('utf8', from, end));
        if (click) clicks.push(click);
        else this.isDamaged = true;
        from = end + 1;
      }
      yield { at, clicks };
    }
  }
}

function parseLine(line: string): ClickRecord | undefined {
  try {
    return ClickRecord.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}

/** The files that nobody has to write to any more, among others of the same folder. */
export class SegmentFiles {
  constructor(private readonly folder: string) {}

  /** The oldest first. */
  async names(): Promise<string[]> {
    return (await readdir(this.folder)).filter((name) => name.endsWith(SUFFIX)).sort();
  }

  /** Nobody has written to it for so long. */
  async isOlderThan(name: string, ms: number): Promise<boolean> {
    const info = await stat(join(this.folder, name)).catch(ifGone(undefined));
    return info !== undefined && Date.now() - info.mtimeMs > ms;
  }

  /** Empty when another process has let it go meanwhile. */
  async read(name: string): Promise<Segment> {
    return new Segment(name, await readFile(join(this.folder, name)).catch(ifGone(Buffer.alloc(0))));
  }

  /** What can't be read is kept for a person; it is not expected ever to happen. */
  async letGo(segment: Segment): Promise<void> {
    const path = join(this.folder, segment.name);
    await (segment.isDamaged ? rename(path, path + DAMAGED) : unlink(path)).catch(ifGone(undefined));
  }

  async bytes(): Promise<number> {
    const names = (await readdir(this.folder)).filter((name) => /\.(ndjson|damaged)$/.test(name));
    const sizes = await Promise.all(
      names.map(async (name) => (await stat(join(this.folder, name)).catch(ifGone(undefined)))?.size ?? 0),
    );
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  /** What the disk has left. */
  async room(): Promise<number> {
    const { bavail, bsize } = await statfs(this.folder);
    return bavail * bsize;
  }
}

/** Another process may have let the file go meanwhile. */
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
