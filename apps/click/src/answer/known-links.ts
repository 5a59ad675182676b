import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { packSnapshot, unpackSnapshot, type LinkSnapshot } from '@linkflow/links';

const FILE = 'known-links.jsonl';
/** As much as memory holds of them. The ones that were not looked up for the longest time go first. */
const MOST_BYTES = 24 * 1024 * 1024;

/**
 * The links that were clicked here, in a file beside the journal, so that a process that starts while MongoDB and Redis are
 * both away can answer for them. Replaced as a whole, in one step; processes on one disk share it, and the last one wins.
 */
export class KnownLinks {
  private readonly packed = new Map<string, string>();
  private readonly temporary = `${FILE}.${randomBytes(4).toString('hex')}.tmp`;
  private bytes = 0;
  private changed = false;

  constructor(
    private readonly folder: string,
    private readonly mostBytes = MOST_BYTES,
  ) {}

  get size(): number {
    return this.packed.size;
  }

  find(linkId: string): LinkSnapshot | null {
    const packed = this.packed.get(linkId);
    return packed === undefined ? null : unpackSnapshot(packed);
  }

  remember(snapshot: LinkSnapshot): void {
    const packed = packSnapshot(snapshot);
    const before = this.packed.get(snapshot.linkId);
    if (before !== packed) this.changed = true;
    if (before !== undefined) this.forget(snapshot.linkId, before);
    this.packed.set(snapshot.linkId, packed);
    this.bytes += packed.length;
    for (const [linkId, oldest] of this.packed) {
      if (this.bytes <= this.mostBytes) return;
      this.forget(linkId, oldest);
    }
  }

  /** Reads what an earlier process has left. A line that can't be read is passed over. */
  async load(): Promise<void> {
    const text = await readFile(join(this.folder, FILE), 'utf8').catch(() => '');
    for (const line of text.split('\n')) {
      const snapshot = line && unpackSnapshot(line);
      if (snapshot && !this.packed.has(snapshot.linkId)) this.remember(snapshot);
    }
    this.changed = false;
  }

  /** Writes them down when something is new. */
  async save(): Promise<void> {
    if (!this.changed) return;
    this.changed = false;
    const temporary = join(this.folder, this.temporary);
    try {
      await mkdir(this.folder, { recursive: true });
      const file = await open(temporary, 'w');
      try {
        await file.writeFile([...this.packed.values(), ''].join('\n'));
        await file.datasync();
      } finally {
        await file.close();
      }
      await rename(temporary, join(this.folder, FILE));
    } catch (error) {
      this.changed = true;
      await rm(temporary, { force: true });
      throw error;
    }
  }

  private forget(linkId: string, packed: string): void {
    this.packed.delete(linkId);
    this.bytes -= packed.length;
  }
}
