import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROUTES, NodeDescriptor, ProblemBody, type LinkDetail } from '@linkflow/contracts';
import { newId } from '@linkflow/platform';
import {
  Demo,
  signIn,
  startApps,
  testEnvironment,
  until,
  type ApiClient,
  type RunningApps,
} from '../support';
import { problem } from './api.fixture';
import { placed } from './links.fixture';

const environment = testEnvironment('links-api');
let apps: RunningApps;
let api: ApiClient;
let demo: Demo;
let uiFolder: string;

beforeAll(async () => {
  uiFolder = await mkdtemp(join(tmpdir(), 'ui-'));
  await mkdir(join(uiFolder, 'assets'));
  await writeFile(join(uiFolder, 'index.html'), '<!doctype html><title>the ui</title>');
  await writeFile(join(uiFolder, 'assets', 'main-abc123.js'), 'export {};');
  apps = await startApps({ environment, only: ['api'], seedDemo: true, env: { UI_DIR: uiFolder } });
  api = await signIn(apps.apiUrl);
  demo = new Demo(api);
}, 180_000);
afterAll(async () => {
  await apps?.stop();
  await rm(uiFolder, { recursive: true, force: true });
  await environment.dispose();
});

const aLink = (): Promise<LinkDetail> =>
  api.call(ROUTES.links.create, { body: { name: 'API', url: 'https://example.com' } });

describe('invalid requests', () => {
  const raw = async (body: string, contentType = 'application/json') => {
    const headers = { cookie: api.cookie, 'content-type': contentType };
    const answer = await fetch(`${apps.apiUrl}/api/links`, { method: 'POST', body, headers });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f]{24}$/);
    const parsed = ProblemBody.parse(await answer.json());
    expect(parsed.requestId).toBe(answer.headers.get('x-request-id'));
    return { ...parsed, status: answer.status };
  };

  it.each<[string, string, number, string, string?]>([
    ['of ten megabytes', 'x'.repeat(10 * 1024 * 1024), 413, 'body.too-large'],
    ['cut off in the middle', '{"name": "x"', 400, 'body.malformed'],
    ['that is not JSON', 'name=x', 400, 'body.malformed'],
    ['of another content type', '<name/>', 400, 'body.malformed', 'application/xml'],
    ['nested 100,000 levels deep', '['.repeat(100_000) + ']'.repeat(100_000), 400, 'body.malformed'],
    ['that sets the prototype', '{"__proto__": {"name": "x"}}', 400, 'body.malformed'],
    ['that is a list', '[]', 400, 'validation.failed'],
    ['that is empty', '', 400, 'validation.failed'],
  ])('with a body %s are refused with a code', async (_case, body, status, code, contentType) => {
    const before = (await api.call(ROUTES.links.list)).total;
    expect(await raw(body, contentType)).toMatchObject({ status, code });
    expect((await api.call(ROUTES.links.list)).total).toBe(before);
  });

  it('are answered with one issue per field, in both languages', async () => {
    const body = { name: '  ', url: 'javascript:alert(1)', folderId: 7 };
    const { code, issues } = await problem(api.send('POST', '/api/links', body));
    expect(code).toBe('validation.failed');
    expect(issues).toEqual([
      {
        code: 'value.too-small',
        path: 'name',
        message: { en: 'This cannot be empty', nb: 'Dette kan ikke være tomt' },
      },
      {
        code: 'url.scheme',
        path: 'url',
        message: {
          en: 'An address starts with https:// or http://',
          nb: 'En adresse begynner med https:// eller http://',
        },
      },
      {
        code: 'value.type',
        path: 'folderId',
        message: { en: 'This should be a text', nb: 'Dette skal være en tekst' },
      },
    ]);
  });

  it.each<[string, string, number, string]>([
    ['GET', '/api/links/nonsense', 400, 'validation.failed'],
    ['GET', `/api/links/${newId()}`, 404, 'not-found'],
    ['GET', '/api/links?pageSize=100000', 400, 'validation.failed'],
    ['GET', '/api/links?sort=colour', 400, 'validation.failed'],
    ['GET', '/api/nothing', 404, 'route.unknown'],
    ['DELETE', `/api/folders/${newId()}`, 404, 'not-found'],
    ['GET', `/api/links/${newId()}/versions/0`, 400, 'validation.failed'],
  ])('such as %s %s are answered with %i %s', async (method, path, status, code) => {
    expect(await problem(api.send(method, path))).toMatchObject({ status, code });
  });

  it('for a local link of an unknown mailing create no link', async () => {
    const body = { name: 'Local', url: 'https://example.com', mailingId: newId() };
    expect(await problem(api.send('POST', '/api/links', body))).toMatchObject({
      status: 404,
      code: 'not-found',
    });
  });

  it('without a session are refused', async () => {
    const answer = await fetch(`${apps.apiUrl}/api/links`);
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ code: 'session.required' });
  });
});

describe('a draft through the API', () => {
  it('includes its problems and one sentence per node with resolved names', async () => {
    const link = await aLink();
    const selectionId = await demo.idOf('selection', 'VIP');
    const draft = await api.call(ROUTES.workflows.editDraft, {
      params: { id: link.id },
      body: {
        revision: 0,
        edits: [
          ...placed('add', 'add-to-selection', { selectionId }, { node: 'click', port: 'then' }),
          ...placed('tag', 'set-interest', {}, { node: 'add', port: 'next' }),
        ],
      },
    });
    expect(draft.sentences.add).toEqual({
      en: expect.stringContaining('“VIP”'),
      nb: expect.stringContaining('«VIP»'),
    });
    expect(draft.problems).toMatchObject([{ code: 'params.missing', severity: 'error', nodeId: 'tag' }]);

    await api.call(ROUTES.selections.retire, { params: { id: selectionId } });
    const after = await api.call(ROUTES.workflows.draft, { params: { id: link.id } });
    expect(after.problems.map(({ code, nodeId }) => [code, nodeId])).toContainEqual([
      'target.missing',
      'add',
    ]);
    await api.call(ROUTES.selections.restore, { params: { id: selectionId } });
    const mended = await api.call(ROUTES.workflows.draft, { params: { id: link.id } });
    expect(mended.problems.map(({ code }) => code)).toEqual(['params.missing']);
  });

  it('is published, refused when unchanged or stale, and rolled back', async () => {
    const link = await aLink();
    const publish = (revision: number) =>
      api.call(ROUTES.workflows.publish, { params: { id: link.id }, body: { revision, note: 'because' } });
    expect(await publish(0)).toMatchObject({
      number: 1,
      live: true,
      note: 'because',
      publishedBy: { name: 'Ingrid Dahl' },
    });
    expect(await problem(api.send('POST', `/api/links/${link.id}/publish`, { revision: 0 }))).toMatchObject({
      status: 409,
      code: 'version.unchanged',
    });
    expect(await api.call(ROUTES.links.get, { params: { id: link.id } })).toMatchObject({
      liveVersion: 1,
      changed: false,
    });

    const { document, layout } = link.draft;
    const save = { revision: 0, url: 'https://example.com/2', document, layout };
    await api.call(ROUTES.workflows.saveDraft, { params: { id: link.id }, body: save });
    expect(await problem(api.send('PUT', `/api/links/${link.id}/draft`, save))).toMatchObject({
      status: 409,
      code: 'draft.stale',
      details: { revision: 1, savedBy: { name: 'Ingrid Dahl' } },
    });
    expect(await api.call(ROUTES.links.get, { params: { id: link.id } })).toMatchObject({
      liveVersion: 1,
      changed: true,
    });
    await publish(1);
    const again = await api.call(ROUTES.workflows.publishVersion, { params: { id: link.id, number: '1' } });
    expect(again).toMatchObject({ number: 3, copyOf: 1, live: true, url: 'https://example.com' });
    const versions = await api.call(ROUTES.workflows.versions, { params: { id: link.id } });
    expect(versions.map(({ number, live }) => [number, live])).toEqual([
      [3, true],
      [2, false],
      [1, false],
    ]);
  });

  it('is refused with the problem and its node when it is invalid', async () => {
    const link = await aLink();
    await api.call(ROUTES.workflows.saveDraft, {
      params: { id: link.id },
      body: { ...link.draft, url: 'javascript:alert(1)' },
    });
    expect(await problem(api.send('POST', `/api/links/${link.id}/publish`, { revision: 1 }))).toMatchObject({
      status: 422,
      code: 'workflow.invalid',
      issues: [{ code: 'url.scheme' }],
    });
  });
});

describe('a mailing through the API', () => {
  it('lists its links, tracks one, and shows a recipient their message under a strict content security policy', async () => {
    const html =
      '<p>Hi {{contact.firstName}}</p><a href="https://a.example">one</a><a href="https://b.example">two</a>';
    const mailing = await api.call(ROUTES.mailings.create, { body: { name: 'M', subject: 'S', html } });
    const tracked = await api.call(ROUTES.mailings.setLink, {
      params: { id: mailing.id, occurrence: 1 },
      body: { kind: 'track-local', revision: 0, name: 'Two', url: 'https://b.example/' },
    });
    expect(tracked).toMatchObject({
      links: 2,
      revision: 1,
      trackedLinks: [
        { occurrence: 0, text: 'one', href: 'https://a.example', tracked: false, link: null },
        {
          occurrence: 1,
          text: 'two',
          href: 'https://b.example/',
          tracked: true,
          link: { name: 'Two' },
          local: true,
        },
      ],
    });
    const recipient = (await demo.recipients())[0];
    await api.call(ROUTES.recipients.add, {
      params: { id: mailing.id },
      body: { contactIds: [recipient?.contact?.id ?? ''] },
    });
    const { items } = await api.call(ROUTES.recipients.list, { params: { id: mailing.id } });
    const { url } = await api.call(ROUTES.recipients.address, {
      params: { id: mailing.id, recipientId: items[0]?.id ?? '' },
    });
    const answer = await fetch(url);
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'cache-control': 'no-store',
      'x-robots-tag': 'noindex, nofollow',
      'referrer-policy': 'no-referrer',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
    });
    for (const tail of ['.', '/', '%3E', '&utm_source=x', '%'])
      expect((await fetch(`${url}${tail}`)).status, tail).toBe(200);
    expect(await answer.text()).toMatch(/<a href="https?:\/\/[^"]+\/c\/[\w-]{56}">two<\/a>/);

    const wrong = await fetch(`${apps.apiUrl}/o/${'A'.repeat(56)}`, { headers: { 'accept-language': 'nb' } });
    expect(wrong.status).toBe(404);
    expect(await wrong.text()).toContain('Vi finner ikke denne meldingen');
  });
});

describe('the catalogue', () => {
  it('describes every node type', async () => {
    const types = await api.call(ROUTES.catalogue.actions);
    for (const type of types) expect(NodeDescriptor.parse(type)).toEqual(type);
    expect(types.map((type) => type.type)).toEqual(
      expect.arrayContaining(['click', 'redirect', 'set-field', 'wait']),
    );
  });

  it('gives new steps the user who adds them and the default priority', async () => {
    const types = await api.call(ROUTES.catalogue.actions);
    const defaultsOf = (wanted: string) => types.find(({ type }) => type === wanted)?.defaults;
    const { userId } = await api.call(ROUTES.session.current);
    expect(defaultsOf('create-follow-up')).toMatchObject({ createdById: userId, defaultRecipientId: null });
    const priorities = await api.call(ROUTES.settings.priorities);
    const priority = priorities.find(({ isDefault }) => isDefault);
    expect(priority).toBeDefined();
    expect(defaultsOf('create-request')).toMatchObject({ priorityId: priority?.id });
  });

  it('is described as OpenAPI', async () => {
    const answer = await fetch(`${apps.apiUrl}/api/docs-json`);
    const { paths } = (await answer.json()) as { paths: Record<string, unknown> };
    expect(Object.keys(paths)).toEqual(expect.arrayContaining(['/api/links', '/api/links/{id}/publish']));
    expect((await fetch(`${apps.apiUrl}/api/docs`)).status).toBe(200);
  });
});

describe('live events', () => {
  it('reach subscribers of their topic, and the stream ends when the app stops', async () => {
    const link = await aLink();
    const stop = new AbortController();
    const answer = await fetch(`${apps.apiUrl}/api/events?topics=link:${link.id}`, {
      headers: { cookie: api.cookie },
      signal: stop.signal,
    });
    expect(answer.headers.get('content-type')).toContain('text/event-stream');
    let received = '';
    const reading = (async () => {
      for await (const chunk of answer.body ?? []) received += Buffer.from(chunk as Uint8Array).toString();
    })();
    await until(() => received.includes('event: ready'), { what: 'the stream to be ready' });
    await api.call(ROUTES.workflows.publish, { params: { id: (await aLink()).id }, body: { revision: 0 } });
    await api.call(ROUTES.workflows.publish, { params: { id: link.id }, body: { revision: 0 } });
    await until(() => received.includes('"change":"published"'), { what: 'the event' });
    const events = [...received.matchAll(/^data: (\{".*)$/gm)].map(
      (match) => JSON.parse(match[1] ?? '') as unknown,
    );
    expect(events).toMatchObject([{ type: 'link', linkId: link.id, change: 'published', version: 1 }]);

    await apps.kill('api', 'SIGTERM');
    await reading.catch(() => undefined);
    await apps.restart('api');
    stop.abort();
  });

  it('require a session', async () => {
    expect((await fetch(`${apps.apiUrl}/api/events?topics=links`)).status).toBe(401);
  });
});

describe('the ui', () => {
  const get = (path: string, accept = 'text/html') => fetch(apps.apiUrl + path, { headers: { accept } });

  it('is served with cacheable assets, and its start page answers every client-side route', async () => {
    const start = await get('/');
    expect(await start.text()).toContain('the ui');
    expect(start.headers.get('cache-control')).toBe('no-cache');
    expect(start.headers.get('content-security-policy')).toContain("frame-ancestors 'self'");
    const asset = await get('/assets/main-abc123.js', '*/*');
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    const page = await get(`/links/${newId()}`);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('the ui')]);
  });

  it('is not served for requests that are not for pages', async () => {
    expect((await get('/assets/old-chunk.js')).status).toBe(404);
    expect((await get('/api/nothing')).status).toBe(404);
    expect((await get('/links', 'application/json')).status).toBe(404);
    expect((await get('/../package.json')).status).toBe(200);
    expect(await (await get('/..%2f..%2fpackage.json')).text()).not.toContain('linkflow');
  });
});
