import { appendFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LinkSnapshot } from '@linkflow/links';
import { KnownLinks } from './known-links';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'known-links-'));
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
async function reopened(): Promise<KnownLinks> {
  const known = new KnownLinks(folder);
  await known.load();
  return known;
}

describe('the known links', () => {
  it('are there for the next process, as they were last', async () => {
    const known = await reopened();
    for (const one of [snapshot('a'), snapshot('b'), snapshot('a', 2)]) known.remember(one);
    await known.save();
    const next = await reopened();
    expect(next.find('a')).toEqual(snapshot('a', 2));
    expect(next.find('b')).toEqual(snapshot('b'));
    expect(next.find('c')).toBeNull();
    expect(await readdir(folder)).toEqual(['known-links.jsonl']);
  });

  it('are written only when something is new', async () => {
    const known = await reopened();
    known.remember(snapshot('a'));
    await known.save();
    await rm(join(folder, 'known-links.jsonl'));
    known.remember(snapshot('a'));
    await known.save();
    expect(await readdir(folder)).toEqual([]);
  });

  it('take so much room and no more; those that were not seen the longest go first', async () => {
    const known = new KnownLinks(folder, 3_000);
    for (const id of ['a', 'b', 'a', 'c']) known.remember(snapshot(id, 1, 'x'.repeat(1_000)));
    expect([known.find('a')?.linkId, known.find('b')?.linkId, known.find('c')?.linkId]).toEqual([
      'a',
      undefined,
      'c',
    ]);
  });

  it('survive a line that can not be read', async () => {
    const known = await reopened();
    known.remember(snapshot('a'));
    await known.save();
    await appendFile(join(folder, 'known-links.jsonl'), '2:{"linkId":"b","ver');
    expect((await reopened()).size).toBe(1);
  });

  it('that could not be written are written the next time', async () => {
    const known = new KnownLinks(join(folder, 'there'));
    await appendFile(join(folder, 'there'), 'a file where the folder should be');
    known.remember(snapshot('a'));
    await expect(known.save()).rejects.toThrow();
    await rm(join(folder, 'there'));
    await known.save();
    expect(await readdir(join(folder, 'there'))).toEqual(['known-links.jsonl']);
  });
});
