import { appendFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LinkSnapshot } from '@linkflow/links';
import { SnapshotFile } from './snapshot-file';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'snapshot-file-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const snapshot = (linkId: string, version = 1, name = 'A link'): LinkSnapshot => ({
  linkId,
  name,
  mailingId: null,
  version,
  url: 'https://example.com',
  respond: null,
});
async function loaded(): Promise<SnapshotFile> {
  const file = new SnapshotFile(folder);
  await file.load();
  return file;
}

describe('the snapshot file', () => {
  it('gives the next process each link as it was last', async () => {
    const file = await loaded();
    for (const one of [snapshot('a'), snapshot('b'), snapshot('a', 2)]) file.put(one);
    await file.save();
    const next = await loaded();
    expect(next.find('a')).toEqual(snapshot('a', 2));
    expect(next.find('b')).toEqual(snapshot('b'));
    expect(next.find('c')).toBeNull();
    expect(await readdir(folder)).toEqual(['known-links.jsonl']);
  });

  it('is written only if a snapshot has changed', async () => {
    const file = await loaded();
    file.put(snapshot('a'));
    await file.save();
    await rm(join(folder, 'known-links.jsonl'));
    file.put(snapshot('a'));
    await file.save();
    expect(await readdir(folder)).toEqual([]);
  });

  it('stays below its size limit by dropping the links that were loaded least recently', async () => {
    const file = new SnapshotFile(folder, 3_000);
    for (const id of ['a', 'b', 'a', 'c']) file.put(snapshot(id, 1, 'x'.repeat(1_000)));
    expect([file.find('a')?.linkId, file.find('b')?.linkId, file.find('c')?.linkId]).toEqual([
      'a',
      undefined,
      'c',
    ]);
  });

  it('ignores an unreadable line', async () => {
    const file = await loaded();
    file.put(snapshot('a'));
    await file.save();
    await appendFile(join(folder, 'known-links.jsonl'), '2:{"linkId":"b","ver');
    expect((await loaded()).size).toBe(1);
  });

  it('is written by the next save after a failed one', async () => {
    const file = new SnapshotFile(join(folder, 'there'));
    await appendFile(join(folder, 'there'), 'a file where the folder should be');
    file.put(snapshot('a'));
    await expect(file.save()).rejects.toThrow();
    await rm(join(folder, 'there'));
    await file.save();
    expect(await readdir(join(folder, 'there'))).toEqual(['known-links.jsonl']);
  });
});
