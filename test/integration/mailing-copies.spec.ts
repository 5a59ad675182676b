import type { INestApplicationContext } from '@nestjs/common';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Block, BlockDocument, MailingFile, allBlocks } from '@linkflow/contracts';
import { DraftsService, LinksService, PublishingService, linkPlaceholder } from '@linkflow/links';
import { MailTemplates, MailingCopies, MailingsService, SavedBlocks } from '@linkflow/mailings';
import { newId } from '@linkflow/platform';
import { testEnvironment } from '../support';
import { INGRID, mailingLibrary } from './links.fixture';

const environment = testEnvironment('mailing_copies');
let app: INestApplicationContext;
let mailings: MailingsService;
let copies: MailingCopies;
let links: LinksService;

beforeAll(async () => {
  app = await mailingLibrary(environment);
  mailings = app.get(MailingsService);
  copies = app.get(MailingCopies);
  links = app.get(LinksService);
}, 60_000);
afterAll(async () => {
  await app?.close();
  await environment.dispose();
});

const count = (collection: string) =>
  app.get<Connection>(getConnectionToken()).collection(collection).countDocuments();

const tracked = (linkId: string) => ({ kind: 'tracked', linkId });
const documentOf = (...blocks: Record<string, unknown>[]) =>
  BlockDocument.parse({
    version: 1,
    styles: {},
    blocks: blocks.map((block, at) => ({ id: `b${at}`, ...block })),
  });

const aText = (text: string) => ({
  type: 'doc',
  content: [{ type: 'paragraph', content: [{ type: 'text', text }] }],
});

/** A mailing of blocks with a library link and two local links, one of them in HTML of the author. */
async function aMailing() {
  const id = newId();
  const library = await links.create({ name: 'Nytt', url: 'https://news.example' }, INGRID);
  const local = await links.create({ name: 'Bare her', url: 'https://a.example', mailingId: id }, INGRID);
  const other = await links.create({ name: 'I HTML', url: 'https://b.example', mailingId: id }, INGRID);
  await app.get(PublishingService).publish(local._id, { revision: 0 }, INGRID);
  const blocks = documentOf(
    { type: 'button', text: 'Nytt', link: tracked(library._id) },
    { type: 'button', text: 'Her', link: tracked(local._id) },
    { type: 'html', html: `<a href="${linkPlaceholder(other._id)}">x</a>` },
    // The address of a link can also be written as a text, or as an address.
    { type: 'heading', text: linkPlaceholder(other._id) },
    { type: 'button', text: 'Skrevet', link: { kind: 'url', url: linkPlaceholder(other._id) } },
  );
  const mailing = await mailings.create(
    { name: 'Høst', subject: 'Høst', preheader: 'Mer', html: '', blocks },
    INGRID,
    id,
  );
  return { mailing, library, local, other };
}

describe('a copy of a mailing', () => {
  it('has its own local links, published with their workflows, and shares those of the library', async () => {
    const { mailing, library, local, other } = await aMailing();
    const drafts = app.get(DraftsService);
    const { document, layout } = (await links.get(local._id)).draft;
    const withStep = {
      ...document,
      nodes: [...document.nodes, { id: 's', type: 'stop', params: {} }],
      edges: [
        ...document.edges,
        { id: 'e', from: { node: document.nodes[0]?.id ?? '', port: 'then' }, to: 's' },
      ],
    };
    await drafts.save(
      local._id,
      { revision: 0, url: 'https://new.example', document: withStep, layout },
      INGRID,
    );
    await app.get(PublishingService).publish(local._id, { revision: 1 }, INGRID);
    const copyId = newId();
    const copy = await copies.copy(mailing._id, { name: 'Høst, igjen', copyId }, INGRID);
    expect(copy).toMatchObject({
      _id: copyId,
      name: 'Høst, igjen',
      subject: 'Høst',
      preheader: 'Mer',
      revision: 0,
    });
    expect(copy.linkIds).toHaveLength(3);
    expect(copy.linkIds).toContain(library._id);
    expect(copy.linkIds).not.toContain(local._id);
    const [, copied = ''] = copy.linkIds;
    const link = await links.get(copied);
    expect(link).toMatchObject({ name: 'Bare her', mailingId: copyId, liveVersion: 1 });
    expect(link.draft).toMatchObject({ url: 'https://new.example', document: withStep });
    for (const { _id } of [local, other]) expect(JSON.stringify(copy.blocks)).not.toContain(_id);
    expect(copy.html).toContain(linkPlaceholder(copied));
    // The original stays as it was.
    expect(await mailings.get(mailing._id)).toEqual(mailing);
  });

  it('of a mailing of HTML keeps its document', async () => {
    const id = newId();
    const local = await links.create({ name: 'L', url: 'https://a.example', mailingId: id }, INGRID);
    const html = `<p>Hei</p\r\n><a href="${linkPlaceholder(local._id)}">x</a>`;
    await mailings.create({ name: 'H', subject: 'S', html }, INGRID, id);
    const copy = await copies.copy(id, { name: 'K', copyId: newId() }, INGRID);
    expect(copy.html).toBe(html.replace(local._id, copy.linkIds[0] ?? ''));
    expect(copy.linkIds).not.toEqual([local._id]);
  });
});

describe('a file of a mailing', () => {
  it('becomes a mailing whose tracked links are local links that redirect', async () => {
    const { mailing } = await aMailing();
    const file = MailingFile.parse(JSON.parse(JSON.stringify(await copies.export(mailing._id))));
    expect(file.links.map(({ name, url }) => [name, url])).toEqual(
      expect.arrayContaining([
        ['Nytt', 'https://news.example'],
        ['Bare her', 'https://a.example'],
        ['I HTML', 'https://b.example'],
      ]),
    );
    const id = newId();
    const imported = await copies.import(file, id, INGRID);
    expect(imported).toMatchObject({ name: 'Høst', subject: 'Høst', preheader: 'Mer' });
    const rows = await links.rows(imported.linkIds);
    expect(rows.map(({ mailingId, liveVersion }) => [mailingId, liveVersion])).toEqual(
      Array(3).fill([id, 1]),
    );
  });

  it('is refused as a whole if it misses a link, and leaves nothing behind', async () => {
    const { mailing } = await aMailing();
    const file = await copies.export(mailing._id);
    const before = [await count('mailings'), await count('links')];
    const links = file.links.slice(1).map((link) => ({ ...link, id: newId() }));
    const blocks = documentOf({ type: 'button', text: 'x', link: tracked(newId()) });
    await expect(copies.import({ ...file, blocks, links }, newId(), INGRID)).rejects.toMatchObject({
      code: 'target.missing',
    });
    expect([await count('mailings'), await count('links')]).toEqual(before);
  });

  it('is refused if it has no content, two kinds of content, or blocks that are none', async () => {
    const file = { linkflowMailing: 1, name: 'N', subject: 'S' };
    for (const content of [{}, { html: '', blocks: documentOf() }, { blocks: { version: 1, blocks: [{}] } }])
      expect(MailingFile.safeParse({ ...file, ...content }).success).toBe(false);
  });

  it('leaves out pictures that are not in the store', async () => {
    const blocks = documentOf({ type: 'image', source: { kind: 'stored', imageId: 'a'.repeat(64) } });
    const file = MailingFile.parse({ linkflowMailing: 1, name: 'N', subject: 'S', blocks });
    const { blocks: imported } = await copies.import(file, newId(), INGRID);
    expect(imported?.blocks).toMatchObject([{ type: 'image', source: null }]);
  });
});

describe('templates of mailings', () => {
  it('are a dozen built-in ones, of which each makes a mailing with a way to leave', async () => {
    const templates = (await app.get(MailTemplates).list()).filter(({ builtIn }) => builtIn);
    expect(templates.length).toBeGreaterThanOrEqual(12);
    for (const { id, name } of templates) {
      const mailing = await copies.fromTemplate(
        { name, subject: 'Hei', html: '', templateId: id },
        newId(),
        INGRID,
      );
      const { review } = await mailings.reviewOf(mailing);
      // Buttons lead nowhere until the author chooses where.
      expect(review.problems.filter(({ code }) => code !== 'link.empty')).toEqual([]);
      expect(mailing.html).toContain('{{link:unsubscribe}}');
      expect(mailing.preheader).not.toBe('');
      const { blocks } = await app.get(MailTemplates).get(id);
      expect(allBlocks(blocks?.blocks ?? []).some(({ type }) => type === 'footer')).toBe(true);
    }
  });

  it('are saved from a mailing; each mailing that is made from one has local links of its own', async () => {
    const templates = app.get(MailTemplates);
    const { mailing, library, local } = await aMailing();
    const { id } = await templates.add(mailing, { name: 'Vår mal', by: INGRID });
    expect((await templates.list())[0]).toMatchObject({ id, name: 'Vår mal', builtIn: false });
    const made = await copies.fromTemplate(
      { name: 'Ny', subject: 'S', html: '', templateId: id },
      newId(),
      INGRID,
    );
    expect(made.linkIds).toContain(library._id);
    expect(made.linkIds).not.toContain(local._id);
    const own = (await links.rows(made.linkIds)).filter(({ mailingId }) => mailingId === made._id);
    expect(own.map(({ name, liveVersion }) => [name, liveVersion])).toEqual(
      expect.arrayContaining([
        ['Bare her', 1],
        ['I HTML', 1],
      ]),
    );
    expect(made.preheader).toBe('Mer');
    await templates.remove(id);
    await expect(templates.get(id)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('cannot be deleted if they belong to the release', async () => {
    await expect(app.get(MailTemplates).remove('newsletter')).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('saved blocks', () => {
  it('keep links of the library, and the addresses of local links', async () => {
    const saved = app.get(SavedBlocks);
    const { library, local, other } = await aMailing();
    const block = Block.parse({
      id: 'c',
      type: 'columns',
      columns: [
        { blocks: [{ id: 'd', type: 'button', text: 'x', link: tracked(local._id) }] },
        {
          blocks: [
            { id: 'e', type: 'button', text: 'y', link: tracked(library._id) },
            { id: 'f', type: 'html', html: `<a href="${linkPlaceholder(other._id)}">z</a>` },
            { id: 'g', type: 'heading', text: `Se ${linkPlaceholder(local._id)}` },
            { id: 'h', type: 'text', text: aText(`Her: ${linkPlaceholder(other._id)}`) },
            { id: 'i', type: 'button', text: 'w', link: { kind: 'url', url: linkPlaceholder(local._id) } },
          ],
        },
      ],
    });
    const { id } = await saved.add(block, { name: 'Knapper', by: INGRID });
    const [first] = await saved.list();
    expect(first).toMatchObject({ id, name: 'Knapper' });
    for (const { _id } of [local, other]) expect(JSON.stringify(first?.block)).not.toContain(_id);
    expect(allBlocks(first ? [first.block] : [])).toMatchObject([
      { type: 'columns' },
      { link: { kind: 'url', url: 'https://a.example' } },
      { link: tracked(library._id) },
      { html: '<a href="https://b.example">z</a>' },
      { text: 'Se https://a.example' },
      { text: aText('Her: https://b.example') },
      { link: { kind: 'url', url: 'https://a.example' } },
    ]);
    await saved.remove(id);
    expect(await saved.list()).toEqual([]);
  });
});
