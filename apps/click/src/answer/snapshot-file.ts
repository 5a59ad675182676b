import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LRUCache } from 'lru-cache';
import { packSnapshot, unpackSnapshot, type LinkSnapshot } from '@linkflow/links';

const FILE_NAME = 'link-snapshots.jsonl';
/** Name of the file in earlier releases. It is read if `FILE_NAME` does not exist, and deleted after the next save. */
const FORMER_NAME = 'known-links.jsonl';
/** Maximum total size of the snapshots, in characters. If they exceed it, the link that was loaded least recently is dropped. */
const MAX_BYTES = 24 * 1024 * 1024;

/**
 * A copy of the link snapshots in a file beside the journal, so that a process that starts while MongoDB and Redis are both down can answer
 * clicks. All snapshots have the same epoch (SnapshotEpoch in libs/links), which changes when the database is restored from a backup.
 * Adding a snapshot of another epoch therefore removes all others. A save replaces the whole file by a rename; if several processes share
 * the disk, the last save wins.
 */
export class SnapshotFile {
  /** Packed snapshots (`packSnapshot`) by link id. */
  private readonly packed: LRUCache<string, string>;
  private readonly temporaryName = `${FILE_NAME}.${randomBytes(4).toString('hex')}.tmp`;
  private hasChanged = false;
  private saving: Promise<void> = Promise.resolve();
  private epoch: string | undefined;
  private listener: ((snapshot: LinkSnapshot) => void) | undefined;

  constructor(
    private readonly folder: string,
    maxBytes = MAX_BYTES,
  ) {
    this.packed = new LRUCache({ maxSize: maxBytes, sizeCalculation: (packed) => packed.length });
  }

  get size(): number {
    return this.packed.size;
  }

  find(linkId: string): LinkSnapshot | null {
    const packed = this.packed.peek(linkId);
    return packed === undefined ? null : unpackSnapshot(packed);
  }

  /** Calls `listener` for each snapshot that is loaded, added or replaced from now on. */
  watch(listener: (snapshot: LinkSnapshot) => void): void {
    this.listener = listener;
  }

  /** Adds or replaces a snapshot in memory. The next `save` writes it to the file. */
  put(snapshot: LinkSnapshot): void {
    const { epoch } = snapshot;
    if (this.epoch !== undefined && this.epoch !== epoch) this.clear();
    this.epoch = epoch;
    const packed = packSnapshot(snapshot);
    if (this.packed.peek(snapshot.linkId) !== packed) this.hasChanged = true;
    this.packed.set(snapshot.linkId, packed);
    this.listener?.(snapshot);
  }

  /** Removes all snapshots from memory. The next `save` empties the file. */
  clear(): void {
    this.packed.clear();
    this.epoch = undefined;
    this.hasChanged = true;
  }

  /** Loads the snapshots that an earlier process saved. Ignores lines that are unreadable or have another epoch than the first snapshot. */
  async load(): Promise<void> {
    const text = await this.read(FILE_NAME).catch(() => this.read(FORMER_NAME).catch(() => ''));
    for (const line of text.split('\n')) {
      const snapshot = line && unpackSnapshot(line);
      if (snapshot && (this.epoch ?? snapshot.epoch) === snapshot.epoch && !this.packed.has(snapshot.linkId))
        this.put(snapshot);
    }
    this.hasChanged = false;
  }

  /** Writes the file if anything has changed since the last save. Saves follow each other, because they share the temporary file. */
  save(): Promise<void> {
    this.saving = this.saving.catch(() => undefined).then(() => this.write());
    return this.saving;
  }

  private async write(): Promise<void> {
    if (!this.hasChanged) return;
    this.hasChanged = false;
    const temporary = join(this.folder, this.temporaryName);
    try {
      await mkdir(this.folder, { recursive: true });
      const file = await open(temporary, 'w');
      try {
        await file.writeFile([...this.packed.rvalues(), ''].join('\n'));
        await file.datasync();
      } finally {
        await file.close();
      }
      await rename(temporary, join(this.folder, FILE_NAME));
      await rm(join(this.folder, FORMER_NAME), { force: true });
    } catch (error) {
      this.hasChanged = true;
      await rm(temporary, { force: true }).catch(() => undefined);
      throw error;
    }
  }

  private read(name: string): Promise<string> {
    return readFile(join(this.folder, name), 'utf8');
  }
}
