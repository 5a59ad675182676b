import { mongo } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROUTES, type LinkDetail } from '@linkflow/contracts';
import { linkPlaceholder } from '@linkflow/links';
import { newId } from '@linkflow/platform';
import { signIn, startApps, testEnvironment, type ApiClient, type RunningApps } from '../support';
import { problem } from './api.fixture';
import { placed } from './links.fixture';

const environment = testEnvironment('link-library');
let apps: RunningApps;
let api: ApiClient;
let client: mongo.MongoClient;
const collection = (name: string) => client.db().collection<{ _id: string }>(name);

beforeAll(async () => {
  apps = await startApps({ environment, only: ['api'], seedDemo: true });
  api = await signIn(apps.apiUrl);
  client = await new mongo.MongoClient(environment.mongoUri).connect();
}, 180_000);
afterAll(async () => {
  await apps?.stop();
  await client?.close();
  await environment.dispose();
});

const URL = 'https://example.com';
const aLink = (name: string, folderId: string | null = null): Promise<LinkDetail> =>
  api.call(ROUTES.links.create, { body: { name, url: URL, folderId } });
const aFolder = (name: string, parentId: string | null = null) =>
  api.call(ROUTES.folders.create, { body: { name, parentId } });
const byId = (id: string) => ({ params: { id } });
const namesIn = async (query: Parameters<typeof listed>[0]) =>
  (await listed(query)).items.map(({ name }) => name);
const listed = (query: { view?: 'mine' | 'recent' | 'trash'; q?: string; folderId?: string }) =>
  api.call(ROUTES.links.list, { query });

describe('the library', () => {
  it('shows what I created, what was changed lately, and what is in the trash', async () => {
    const colleague = await signIn(apps.apiUrl, { email: 'kari@example.no', password: 'linkflow' });
    const mine = await aLink('view mine');
    await colleague.call(ROUTES.links.create, { body: { name: 'view theirs', url: URL } });
    const gone = await aLink('view gone');
    await api.call(ROUTES.links.remove, byId(gone.id));
    expect(await namesIn({ q: 'view ' })).toEqual(['view theirs', 'view mine']);
    expect(await namesIn({ q: 'view ', view: 'mine' })).toEqual(['view mine']);
    expect(await namesIn({ q: 'view ', view: 'recent' })).toEqual(['view theirs', 'view mine']);
    await collection('links').updateOne(
      { _id: mine.id },
      { $set: { updatedAt: new Date(Date.now() - 15 * 86_400_000) } },
    );
    expect(await namesIn({ q: 'view ', view: 'recent' })).toEqual(['view theirs']);
    const trash = await listed({ q: 'view ', view: 'trash' });
    expect(trash.items).toMatchObject([{ id: gone.id, deletedAt: expect.any(String) }]);
    await api.call(ROUTES.links.restore, byId(gone.id));
    expect((await listed({ q: 'view ', view: 'trash' })).items).toEqual([]);
  });

  it('copies the draft of a link, without its version and its counts', async () => {
    const folder = await aFolder('copies');
    const link = await aLink('original', folder.id);
    const [add, connect] = placed(
      'text',
      'show-text',
      { html: '<p>Hei</p>' },
      { node: 'click', port: 'respond' },
    );
    const edits = [add, connect].flatMap((edit) => edit ?? []);
    await api.call(ROUTES.workflows.editDraft, { ...byId(link.id), body: { revision: 0, edits } });
    await api.call(ROUTES.workflows.publish, { ...byId(link.id), body: { revision: 1 } });
    const copy = await api.call(ROUTES.links.duplicate, { ...byId(link.id), body: { name: 'copy' } });
    expect(copy).toMatchObject({ name: 'copy', folder: { name: 'copies' }, liveVersion: null, clicks: 0 });
    expect(copy.draft.document.nodes.map(({ type }) => type)).toEqual(['click', 'show-text']);
  });
});

describe('a folder', () => {
  it('is put into the trash with its contents moved up, and restored with them', async () => {
    const outer = await aFolder('outer');
    const folder = await aFolder('in between', outer.id);
    const inner = await aFolder('inner', folder.id);
    const [stays, leaves] = [await aLink('stays', folder.id), await aLink('leaves', folder.id)];
    expect(await problem(api.send('DELETE', `/api/folders/${folder.id}`))).toMatchObject({
      code: 'folder.not-empty',
    });
    await api.call(ROUTES.folders.remove, { ...byId(folder.id), query: { contents: 'up' } });
    expect(await namesIn({ folderId: outer.id })).toEqual(['leaves', 'stays']);
    const found = async () => new Map((await api.call(ROUTES.folders.list)).map((one) => [one.id, one]));
    expect((await found()).get(inner.id)).toMatchObject({ parentId: outer.id });
    expect(await api.call(ROUTES.folders.trash)).toMatchObject([
      { id: folder.id, name: 'in between', items: 2, deletedBy: { name: 'Ingrid Dahl' } },
    ]);
    await api.call(ROUTES.links.update, { ...byId(leaves.id), body: { folderId: null } });
    await api.call(ROUTES.folders.restore, byId(folder.id));
    expect((await found()).get(folder.id)).toMatchObject({ parentId: outer.id, items: 1 });
    expect((await found()).get(inner.id)).toMatchObject({ parentId: folder.id });
    expect((await api.call(ROUTES.links.get, byId(stays.id))).folder).toMatchObject({ id: folder.id });
    expect(await problem(api.send('POST', `/api/folders/${folder.id}/restore`))).toMatchObject({
      code: 'not-found',
    });
  });

  it('is restored to the top if the folder around it is gone, and not beside one of its name', async () => {
    const outer = await aFolder('goes too');
    const folder = await aFolder('same name', outer.id);
    await api.call(ROUTES.folders.remove, byId(folder.id));
    await api.call(ROUTES.folders.remove, byId(outer.id));
    const other = await aFolder('same name');
    expect(await problem(api.send('POST', `/api/folders/${folder.id}/restore`))).toMatchObject({
      code: 'name.taken',
    });
    await api.call(ROUTES.folders.update, { ...byId(other.id), body: { name: 'another name' } });
    expect(await api.call(ROUTES.folders.restore, byId(folder.id))).toMatchObject({ parentId: null });
  });

  it('of mailings is separate from those of links, and a mailing keeps its revision when it is moved', async () => {
    const folder = await api.call(ROUTES.folders.create, { body: { name: 'Vår', kind: 'mailing' } });
    const inner = { name: 'April', kind: 'mailing' as const, parentId: folder.id };
    await api.call(ROUTES.folders.create, { body: inner });
    const mailing = await api.call(ROUTES.mailings.create, {
      body: { name: 'Nyheter', subject: 'Hei', html: '<p>Hei</p>' },
    });
    await api.call(ROUTES.mailings.move, { ...byId(mailing.id), body: { folderId: folder.id } });
    const moved = await api.call(ROUTES.mailings.get, byId(mailing.id));
    expect(moved).toMatchObject({ folder: { id: folder.id, name: 'Vår' }, revision: mailing.revision });
    const inFolder = { query: { folderId: folder.id } };
    expect((await api.call(ROUTES.mailings.list, inFolder)).items).toMatchObject([{ id: mailing.id }]);
    expect(await api.call(ROUTES.folders.list, { query: { kind: 'mailing' } })).toMatchObject([
      { name: 'April', items: 0 },
      { name: 'Vår', items: 1 },
    ]);
    expect((await api.call(ROUTES.folders.list)).some(({ id }) => id === folder.id)).toBe(false);
    const asLink = { name: 'x', url: URL, folderId: folder.id };
    expect(await problem(api.send('POST', '/api/links', asLink))).toMatchObject({ code: 'target.missing' });
    const nowhere = { folderId: newId() };
    expect(await problem(api.send('PUT', `/api/mailings/${mailing.id}/folder`, nowhere))).toMatchObject({
      code: 'target.missing',
    });
  });
});

describe('forms', () => {
  it('are in folders of their own, and listed as mine and by folder', async () => {
    const create = (name: string, kind: 'form' | 'mailing') =>
      api.call(ROUTES.folders.create, { body: { name, kind } });
    const [folder, other] = [await create('Nettsted', 'form'), await create('Nettsted', 'mailing')];
    const form = await api.call(ROUTES.forms.create, { body: { name: 'I mappe', folderId: folder.id } });
    const loose = await api.call(ROUTES.forms.create, { body: { name: 'Uten mappe' } });
    const listed = async (query: object) =>
      (await api.call(ROUTES.forms.list, { query })).items.map(({ id }) => id);
    expect(await listed({ folderId: folder.id })).toEqual([form.id]);
    expect(await listed({ folderId: 'none' })).toContain(loose.id);
    expect(await listed({ view: 'mine' })).toEqual(expect.arrayContaining([form.id, loose.id]));
    expect(await listed({ view: 'recent', q: 'mappe' })).toHaveLength(2);
    await api.call(ROUTES.forms.move, { ...byId(loose.id), body: { folderId: folder.id } });
    expect(await api.call(ROUTES.forms.get, byId(loose.id))).toMatchObject({
      folder: { id: folder.id, name: 'Nettsted' },
      revision: 0,
    });
    expect(await api.call(ROUTES.folders.list, { query: { kind: 'form' } })).toContainEqual(
      expect.objectContaining({ id: folder.id, items: 2 }),
    );
    for (const folderId of [other.id, newId()])
      expect(await problem(api.send('PUT', `/api/forms/${form.id}/folder`, { folderId }))).toMatchObject({
        code: 'target.missing',
      });
    await api.call(ROUTES.forms.move, { ...byId(loose.id), body: { folderId: null } });
    expect(await listed({ folderId: folder.id })).toEqual([form.id]);
  });

  it('are in the trash after they were deleted, and in their folder again when they are restored', async () => {
    const folder = await api.call(ROUTES.folders.create, { body: { name: 'Arrangement', kind: 'form' } });
    const form = await api.call(ROUTES.forms.create, { body: { name: 'Slettes', folderId: folder.id } });
    const listed = async (view?: 'trash') =>
      (await api.call(ROUTES.forms.list, { query: { q: 'Slettes', ...(view && { view }) } })).items;
    expect(await listed('trash')).toEqual([]);
    await api.call(ROUTES.forms.remove, byId(form.id));
    expect(await listed()).toEqual([]);
    expect(await listed('trash')).toMatchObject([{ id: form.id, deletedAt: expect.any(String) }]);
    expect(await problem(api.send('GET', `/api/forms/${form.id}`))).toMatchObject({
      code: 'not-found',
      details: { inTrash: true },
    });
    expect(await api.call(ROUTES.forms.restore, byId(form.id))).not.toHaveProperty('deletedAt');
    expect(await listed('trash')).toEqual([]);
    expect(await listed()).toMatchObject([{ id: form.id, folder: { name: 'Arrangement' } }]);
  });
});

describe('mailings', () => {
  it('are in the trash after they were deleted, and in their folder again when they are restored', async () => {
    const folder = await api.call(ROUTES.folders.create, { body: { name: 'Kampanjer', kind: 'mailing' } });
    const body = { name: 'Slettes snart', subject: 'Hei', html: '<p>Hei</p>' };
    const { id } = await api.call(ROUTES.mailings.create, { body });
    await api.call(ROUTES.mailings.move, { ...byId(id), body: { folderId: folder.id } });
    const listed = async (view?: 'trash') =>
      (await api.call(ROUTES.mailings.list, { query: { q: 'Slettes', ...(view && { view }) } })).items;
    expect(await listed('trash')).toEqual([]);
    await api.call(ROUTES.mailings.remove, byId(id));
    expect(await listed()).toEqual([]);
    expect(await listed('trash')).toMatchObject([{ id, deletedAt: expect.any(String) }]);
    expect(await problem(api.send('GET', `/api/mailings/${id}`))).toMatchObject({
      code: 'not-found',
      details: { inTrash: true },
    });
    expect(await api.call(ROUTES.mailings.restore, byId(id))).not.toHaveProperty('deletedAt');
    expect(await listed('trash')).toEqual([]);
    expect(await listed()).toMatchObject([{ id, folder: { name: 'Kampanjer' } }]);
    // Not deleted, so there is nothing to restore.
    expect(await api.call(ROUTES.mailings.restore, byId(id))).toMatchObject({ id, name: 'Slettes snart' });
    expect(await problem(api.send('POST', `/api/mailings/${newId()}/restore`))).toMatchObject({
      code: 'not-found',
    });
  });
});

describe('where a link is used', () => {
  it('names the forms and links whose workflows send a mailing with it', async () => {
    const inMail = await aLink('in a mailing that workflows send');
    const mailing = await api.call(ROUTES.mailings.create, {
      body: {
        name: 'Velkomst',
        subject: 'Hei',
        html: `<p><a href="${linkPlaceholder(inMail.id)}">Les mer</a></p>`,
      },
    });
    const sender = await aLink('sends the mailing');
    const form = await api.call(ROUTES.forms.create, { body: { name: 'Sender', template: 'empty' } });
    const edits = placed('send', 'send-mailing', { mailingId: mailing.id }, { node: 'click', port: 'then' });
    for (const route of [ROUTES.workflows.editDraft, ROUTES.formWorkflows.editDraft])
      await api.call(route, {
        ...byId(route === ROUTES.workflows.editDraft ? sender.id : form.id),
        body: { revision: 0, edits },
      });
    expect(await api.call(ROUTES.links.uses, byId(inMail.id))).toMatchObject({
      mailings: [{ id: mailing.id }],
      forms: [{ id: form.id, name: 'Sender' }],
      links: [{ id: sender.id }],
    });
    expect(await api.call(ROUTES.links.uses, byId(sender.id))).toMatchObject({ forms: [], links: [] });
  });

  it('names mailings, sent and unsent, and steps in other links that do the opposite', async () => {
    const { id: interestId } = await api.call(ROUTES.interests.create, { body: { name: 'Solpaneler' } });
    const publish = async (name: string, type: string) => {
      const { id } = await aLink(name);
      const edits = placed('step', type, { interestId }, { node: 'click', port: 'then' });
      await api.call(ROUTES.workflows.editDraft, { ...byId(id), body: { revision: 0, edits } });
      await api.call(ROUTES.workflows.publish, { ...byId(id), body: { revision: 1 } });
      return id;
    };
    const [yes, no] = [
      await publish('Ja takk', 'set-interest'),
      await publish('Nei takk', 'remove-interest'),
    ];
    expect(await api.call(ROUTES.links.uses, byId(yes))).toEqual({
      mailings: [],
      sent: 0,
      unsent: 0,
      forms: [],
      links: [],
      conflicts: [],
    });
    const html = `<a href="{{link:${yes}}}">Ja</a> <a href="{{link:${no}}}">Nei</a>`;
    const body = { subject: 'Hei', html };
    const draft = await api.call(ROUTES.mailings.create, { body: { ...body, name: 'Kladd' } });
    const sent = await api.call(ROUTES.mailings.create, { body: { ...body, name: 'Sendt' } });
    await collection('mailings').updateOne({ _id: sent.id }, { $set: { sending: { state: 'finished' } } });
    const uses = await api.call(ROUTES.links.uses, byId(yes));
    expect(uses).toMatchObject({
      mailings: [
        { id: draft.id, state: null },
        { id: sent.id, state: 'finished' },
      ],
      sent: 1,
      unsent: 1,
    });
    expect(uses.conflicts.map(({ links }) => links.map(({ name }) => name).sort())).toEqual([
      ['Ja takk', 'Nei takk'],
    ]);
    expect(uses.conflicts[0]?.text.nb).toContain('«Solpaneler»');
  });
});
