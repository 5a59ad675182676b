import { appendFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
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
  publishedAt: 1_800_000_000_000,
  epoch: 'e1',
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
    expect(await readdir(folder)).toEqual(['link-snapshots.jsonl']);
  });

  it('of an earlier release is read, and replaced by the next save', async () => {
    const { publishedAt: _publishedAt, epoch: _epoch, ...old } = snapshot('a');
    await appendFile(join(folder, 'known-links.jsonl'), `1:${JSON.stringify(old)}\n`);
    const file = await loaded();
    expect(file.find('a')).toEqual({ ...snapshot('a'), publishedAt: 0, epoch: '' });
    file.put(snapshot('b'));
    await file.save();
    expect(await readdir(folder)).toEqual(['link-snapshots.jsonl']);
  });

  it('does not give out snapshots of a database that was restored since', async () => {
    const file = await loaded();
    for (const id of ['a', 'b']) file.put(snapshot(id, 7));
    await file.save();
    const next = await loaded();
    next.put({ ...snapshot('b', 2), epoch: 'e2' });
    expect([next.find('a'), next.find('b')?.version]).toEqual([null, 2]);
    await next.save();
    expect((await loaded()).find('a')).toBeNull();
  });

  it('shows a watcher each saved snapshot once when it is loaded, and each later one', async () => {
    const file = await loaded();
    for (const id of ['a', 'b']) file.put(snapshot(id));
    await file.save();
    const next = new SnapshotFile(folder);
    const seen: string[] = [];
    next.watch(({ linkId }) => seen.push(linkId));
    const unpacked = vi.spyOn(JSON, 'parse');
    await next.load();
    expect(unpacked).toHaveBeenCalledTimes(2);
    next.put(snapshot('c'));
    expect(seen.toSorted()).toEqual(['a', 'b', 'c']);
    unpacked.mockRestore();
  });

  it('is written only if a snapshot has changed', async () => {
    const file = await loaded();
    file.put(snapshot('a'));
    await file.save();
    await rm(join(folder, 'link-snapshots.jsonl'));
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
    await appendFile(join(folder, 'link-snapshots.jsonl'), '2:{"linkId":"b","ver');
    expect((await loaded()).size).toBe(1);
  });

  it('is written by the next save after a failed one', async () => {
    const file = new SnapshotFile(join(folder, 'there'));
    await appendFile(join(folder, 'there'), 'a file where the folder should be');
    file.put(snapshot('a'));
    await expect(file.save()).rejects.toThrow();
    await rm(join(folder, 'there'));
    await file.save();
    expect(await readdir(join(folder, 'there'))).toEqual(['link-snapshots.jsonl']);
  });

  it('has everything after saves that were begun before others had ended, as at the end of a process', async () => {
    const file = await loaded();
    const saves: Promise<void>[] = [];
    for (let n = 0; n < 20; n += 1) {
      file.put(snapshot(`link-${n}`, 1, 'x'.repeat(100_000)));
      saves.push(file.save());
    }
    await Promise.all(saves);
    const next = await loaded();
    for (let n = 0; n < 20; n += 1) expect(next.find(`link-${n}`)?.linkId).toBe(`link-${n}`);
    expect(await readdir(folder)).toEqual(['link-snapshots.jsonl']);
  });
});
