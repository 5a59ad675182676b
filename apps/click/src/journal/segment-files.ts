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
const APPEND_NEW = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_APPEND | SYNCED;

/** A file of the journal while it is being written to. Its name begins with the time, so that names sort by age. */
export class OpenSegment {
  bytes = 0;

  private constructor(
    readonly name: string,
    readonly since: number,
    private readonly file: FileHandle,
  ) {}

  static async create(folder: string, now: number): Promise<OpenSegment> {
    const name = `${String(Date.now()).padStart(15, '0')}-${randomBytes(4).toString('hex')}${SUFFIX}`;
    const file = await open(join(folder, name), APPEND_NEW);
    await syncFolder(folder);
    return new OpenSegment(name, now, file);
  }

  /** Resolves when the lines are on the disk. */
  async append(lines: string): Promise<void> {
    await this.file.appendFile(lines);
    if (!SYNCED) await this.file.datasync();
    this.bytes += lines.length;
  }

  close(): Promise<void> {
    return this.file.close();
  }
}

/** When a file was begun, epoch ms. */
export const begunAt = (name: string): number => Number(name.slice(0, 15));

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

  /** The clicks of a file; none when another process has let it go meanwhile. */
  async read(name: string): Promise<{ clicks: ClickRecord[]; damaged: boolean }> {
    return parseLines(await readFile(join(this.folder, name), 'utf8').catch(ifGone('')));
  }

  /** A line in the middle that can't be read is kept for a person; it is not expected ever to happen. */
  async letGo(name: string, damaged: boolean): Promise<void> {
    const path = join(this.folder, name);
    await (damaged ? rename(path, path + DAMAGED) : unlink(path)).catch(ifGone(undefined));
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

/** A last line without its end was cut off by a crash, before anybody was told that it is kept. */
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
