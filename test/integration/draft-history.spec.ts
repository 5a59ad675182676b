import type { INestApplicationContext } from '@nestjs/common';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DraftsService, LinksService, type LinkDoc } from '@linkflow/links';
import { testEnvironment } from '../support';
import { INGRID, JONAS, linkLibrary } from './links.fixture';

/** Earlier drafts of a link: which ones are stored, for how long, and that nothing that someone saved is lost in a conflict. */
const environment = testEnvironment('draft-history');
let app: INestApplicationContext;
let links: LinksService;
let drafts: DraftsService;

beforeAll(async () => {
  app = await linkLibrary(environment);
  links = app.get(LinksService);
  drafts = app.get(DraftsService);
});
afterAll(async () => {
  await app.close();
  await environment.dispose();
});

const MINUTE_MS = 60_000;
const stored = () =>
  app
    .get<Connection>(getConnectionToken())
    .collection<{ _id: string; at: Date; linkId: string }>('draft_history');
const aLink = (): Promise<LinkDoc> => links.create({ name: 'News', url: 'https://example.com/0' }, INGRID);
/** Saves a draft that differs by its address: `https://example.com/<what>`. */
async function save(
  link: LinkDoc,
  what: string | number,
  by = INGRID,
  keepReplaced?: boolean,
): Promise<LinkDoc> {
  const { revision, document, layout } = link.draft;
  return drafts.save(
    link._id,
    { revision, url: `https://example.com/${what}`, document, layout, keepReplaced },
    by,
  );
}
const earlier = async ({ _id }: LinkDoc): Promise<string[]> =>
  (await drafts.earlier(_id)).map(({ savedBy, url }) => `${savedBy.name}: ${url.split('/').at(-1)}`);

describe('the draft history of a link', () => {
  it('keeps what another author replaces, and not each save of one author', async () => {
    let link = await aLink();
    for (const what of ['a', 'b', 'c']) link = await save(link, what);
    expect(await earlier(link)).toEqual([]);
    link = await save(link, 'd', JONAS);
    link = await save(link, 'e', JONAS);
    await save(link, 'f');
    expect(await earlier(link)).toEqual(['Jonas Berg: e', 'Ingrid Dahl: c']);
  });

  it('keeps a draft every ten minutes while one author works', async () => {
    let link = await save(await aLink(), 'a');
    const age = (ms: number) => ({ at: new Date(Date.now() - ms) });
    link = await save(link, 'b', INGRID, true);
    await stored().updateMany({ linkId: link._id }, { $set: age(9 * MINUTE_MS) });
    link = await save(link, 'c');
    expect(await earlier(link)).toEqual(['Ingrid Dahl: a']);
    await stored().updateMany({ linkId: link._id }, { $set: age(11 * MINUTE_MS) });
    link = await save(link, 'd');
    await save(link, 'e');
    expect(await earlier(link)).toEqual(['Ingrid Dahl: c', 'Ingrid Dahl: a']);
  });

  it('keeps both sides of a conflict, with who wrote them', async () => {
    const link = await save(await aLink(), 'theirs');
    const { revision, document, layout } = link.draft;
    const mine = { revision: 0, url: 'https://example.com/mine', document, layout };
    await drafts.discard(link._id, mine, INGRID);
    await save(link, 'merged', INGRID, true);
    expect((await drafts.earlier(link._id)).map((row) => [row.reason, row.revision, row.url])).toEqual([
      ['replaced', revision, 'https://example.com/theirs'],
      ['discarded', 0, 'https://example.com/mine'],
    ]);
  });

  it('has a replaced draft once, also if several saves try to replace it at the same time', async () => {
    const link = await save(await aLink(), 'a');
    const results = await Promise.allSettled(['b', 'c', 'd'].map((what) => save(link, what, JONAS)));
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(await earlier(link)).toEqual(['Ingrid Dahl: a']);
  });

  it('returns an earlier draft only through its own link, and none of a deleted link', async () => {
    const [link, other] = [await save(await save(await aLink(), 'a'), 'b', JONAS), await aLink()];
    const id = (await drafts.earlier(link._id))[0]?._id ?? '';
    expect(await drafts.earlierDraft(link._id, id)).toMatchObject({ url: 'https://example.com/a', nodes: 1 });
    await expect(drafts.earlierDraft(other._id, id)).rejects.toMatchObject({ code: 'not-found' });
    await links.remove(link._id, INGRID);
    await expect(drafts.earlier(link._id)).rejects.toMatchObject({ code: 'not-found' });
    await expect(drafts.earlierDraft(link._id, id)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('keeps at most 50 drafts of a link, the newest ones', async () => {
    let link = await aLink();
    for (let n = 1; n <= 55; n += 1) link = await save(link, n, n % 2 ? INGRID : JONAS);
    const rows = await earlier(link);
    expect(rows).toHaveLength(50);
    expect([rows[0], rows.at(-1)]).toEqual(['Jonas Berg: 54', 'Ingrid Dahl: 5']);
  });

  it('keeps fewer drafts if they are large, but always the two newest', async () => {
    const link = await aLink();
    const { layout, document } = link.draft;
    const notes = Array.from({ length: 100 }, (_, n) => ({
      id: `n${n}`,
      text: 'x'.repeat(2_000),
      x: 0,
      y: 0,
    }));
    const large = { revision: 0, url: 'https://example.com', document, layout: { ...layout, notes } };
    for (let n = 0; n < 45; n += 1) await drafts.discard(link._id, large, INGRID);
    const rows = await drafts.earlier(link._id);
    expect(rows.length).toBeLessThan(45);
    expect(rows.reduce((sum, { size }) => sum + size, 0)).toBeLessThanOrEqual(8_000_000);
    await stored().updateMany({ linkId: link._id }, { $set: { size: 9_000_000 } });
    await drafts.discard(link._id, large, INGRID);
    expect(await drafts.earlier(link._id)).toHaveLength(2);
  });
});
