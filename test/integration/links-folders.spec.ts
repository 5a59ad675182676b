import type { INestApplicationContext } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FoldersService, LinksService, MAX_FOLDER_DEPTH } from '@linkflow/links';
import { newId } from '@linkflow/platform';
import { testEnvironment } from '../support';
import { INGRID, linkLibrary } from './links.fixture';

const environment = testEnvironment('links-folders');
let app: INestApplicationContext;
let folders: FoldersService;
let links: LinksService;

beforeAll(async () => {
  app = await linkLibrary(environment);
  folders = app.get(FoldersService);
  links = app.get(LinksService);
});
afterAll(async () => {
  await app.close();
  await environment.dispose();
});

const URL = 'https://example.com';

describe('a folder', () => {
  it('nests, counts its links that are not deleted, and has a unique name within its parent', async () => {
    const outer = await folders.create('link', { name: 'Campaigns' });
    const inner = await folders.create('link', { name: 'Spring', parentId: outer.id });
    const link = await links.create({ name: 'a', url: URL, folderId: inner.id }, INGRID);
    await links.create({ name: 'b', url: URL, folderId: inner.id }, INGRID);
    await links.remove(link._id, INGRID);
    expect(await folders.list('link')).toEqual([
      { id: outer.id, name: 'Campaigns', parentId: null, items: 0 },
      { id: inner.id, name: 'Spring', parentId: outer.id, items: 1 },
    ]);
    await expect(folders.create('link', { name: 'SPRING', parentId: outer.id })).rejects.toMatchObject({
      code: 'name.taken',
    });
    expect(await folders.update(inner.id, { name: 'Summer' })).toMatchObject({
      name: 'Summer',
      parentId: outer.id,
    });
    expect(await folders.update(inner.id, { parentId: null })).toMatchObject({
      name: 'Summer',
      parentId: null,
    });
    await folders.update(inner.id, { name: 'Spring', parentId: outer.id });
    const elsewhere = await folders.create('link', { name: 'Spring' });
    await expect(folders.update(elsewhere.id, { name: 'Spring', parentId: outer.id })).rejects.toMatchObject({
      code: 'name.taken',
    });
  });

  it('cannot be moved into itself or its descendants', async () => {
    const a = await folders.create('link', { name: 'cycle a' });
    const b = await folders.create('link', { name: 'cycle b', parentId: a.id });
    await expect(folders.update(a.id, { parentId: b.id })).rejects.toMatchObject({
      code: 'folder.cycle',
    });
    await expect(folders.update(a.id, { parentId: a.id })).rejects.toMatchObject({
      code: 'folder.cycle',
    });
  });

  it('cannot contain itself after two concurrent moves', async () => {
    for (let round = 0; round < 5; round++) {
      const a = await folders.create('link', { name: `race a${round}` });
      const b = await folders.create('link', { name: `race b${round}` });
      const outcomes = await Promise.allSettled([
        folders.update(a.id, { parentId: b.id }),
        folders.update(b.id, { parentId: a.id }),
      ]);
      expect(outcomes.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
    }
  });

  it('nests at most MAX_FOLDER_DEPTH deep', async () => {
    let parentId: string | null = null;
    for (let depth = 0; depth < MAX_FOLDER_DEPTH; depth++)
      parentId = (await folders.create('link', { name: `deep ${depth}`, parentId })).id;
    await expect(folders.create('link', { name: 'too deep', parentId })).rejects.toMatchObject({
      code: 'validation.failed',
    });
  });

  it('nests at most MAX_FOLDER_DEPTH deep with all that is moved with it', async () => {
    const chain = async (length: number): Promise<string[]> => {
      const ids: string[] = [];
      for (let level = 0; level < length; level++)
        ids.push((await folders.create('link', { name: newId(), parentId: ids.at(-1) ?? null })).id);
      return ids;
    };
    const [outer, moved] = [await chain(MAX_FOLDER_DEPTH - 3), await chain(4)];
    await expect(folders.update(moved[0] ?? '', { parentId: outer.at(-1) })).rejects.toMatchObject({
      code: 'validation.failed',
      issues: [{ code: 'folder.too-deep' }],
    });
    expect(await folders.update(moved[1] ?? '', { parentId: outer.at(-1) })).toMatchObject({
      parentId: outer.at(-1),
    });
  });

  it('contains nothing after it was deleted, whatever was put into it at the same time', async () => {
    for (let round = 0; round < 10; round++) {
      const { id } = await folders.create('link', { name: newId() });
      const [inside, link, gone] = await Promise.allSettled([
        folders.create('link', { name: newId(), parentId: id }),
        links.create({ name: 'x', url: URL, folderId: id }, INGRID),
        folders.remove(id, INGRID),
      ]);
      const isGone = gone.status === 'fulfilled';
      if (isGone) expect([inside.status, link.status]).toEqual(['rejected', 'rejected']);
      expect(await folders.exists(id)).toBe(!isGone);
      const kept = (await folders.list('link')).filter(({ parentId }) => parentId === id);
      expect(kept).toHaveLength(inside.status === 'fulfilled' && !isGone ? 1 : 0);
      const { total } = await links.page({ folderId: id, page: 1, pageSize: 10 });
      expect(total).toBe(link.status === 'fulfilled' && !isGone ? 1 : 0);
    }
  });

  it('can be deleted only when empty, and keeps its deleted links restorable', async () => {
    const folder = await folders.create('link', { name: 'to be deleted' });
    const link = await links.create({ name: 'kept', url: URL, folderId: folder.id }, INGRID);
    await expect(folders.remove(folder.id, INGRID)).rejects.toMatchObject({ code: 'folder.not-empty' });
    await links.remove(link._id, INGRID);
    await folders.remove(folder.id, INGRID);
    expect(await links.restore(link._id, INGRID)).toMatchObject({ folderId: null, deletedAt: null });
    await expect(folders.remove(folder.id, INGRID)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('must exist when a link is moved into it', async () => {
    await expect(links.create({ name: 'x', url: URL, folderId: newId() }, INGRID)).rejects.toMatchObject({
      code: 'target.missing',
    });
    await expect(folders.create('link', { name: 'x', parentId: newId() })).rejects.toMatchObject({
      code: 'target.missing',
    });
  });
});
