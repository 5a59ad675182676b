import type { INestApplicationContext } from '@nestjs/common';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WorkflowDocument, WorkflowEdit } from '@linkflow/contracts';
import {
  DraftsService,
  LinksRepository,
  LinksService,
  PublishingService,
  type LinkDoc,
} from '@linkflow/links';
import { AppError } from '@linkflow/platform';
import { testEnvironment, until } from '../support';
import { INGRID, JONAS, linkLibrary, placed } from './links.fixture';

const environment = testEnvironment('links-publishing');
let app: INestApplicationContext;
let links: LinksService;
let drafts: DraftsService;
let publishing: PublishingService;

beforeAll(async () => {
  app = await linkLibrary(environment);
  links = app.get(LinksService);
  drafts = app.get(DraftsService);
  publishing = app.get(PublishingService);
});
afterAll(async () => {
  await app.close();
  await environment.dispose();
});

const aLink = (): Promise<LinkDoc> => links.create({ name: 'News', url: 'https://example.com/news' }, INGRID);

const refused = (work: Promise<unknown>): Promise<AppError> =>
  work.then(
    () => {
      throw new Error('The call was not refused');
    },
    (error: unknown) => {
      if (error instanceof AppError) return error;
      throw error;
    },
  );

const showText = (text: string): WorkflowEdit[] =>
  placed('text', 'show-text', { html: `<p>${text}</p>` }, { node: 'click', port: 'respond' });

describe('a draft of a link', () => {
  it('is saved under the next revision; a save on an old revision is refused with the author of the newer one', async () => {
    const link = await aLink();
    const { document, layout } = link.draft;
    const saved = await drafts.save(
      link._id,
      { revision: 0, url: 'https://example.com/a', document, layout },
      INGRID,
    );
    expect(saved.draft).toMatchObject({ revision: 1, url: 'https://example.com/a' });

    const late = { revision: 0, url: 'https://example.com/b', document, layout };
    const error = await refused(drafts.save(link._id, late, JONAS));
    expect(error).toMatchObject({
      code: 'draft.stale',
      status: 409,
      details: { revision: 1, savedBy: INGRID, savedAt: saved.draft.savedAt.toISOString() },
    });
    expect((await links.get(link._id)).draft.url).toBe('https://example.com/a');
  });

  it('accepts one of many concurrent saves on the same revision', async () => {
    const link = await aLink();
    const { document, layout } = link.draft;
    const saves = Array.from({ length: 8 }, (_, n) =>
      drafts.save(link._id, { revision: 0, url: `https://example.com/${n}`, document, layout }, INGRID),
    );
    const outcomes = await Promise.allSettled(saves);
    expect(outcomes.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    expect((await links.get(link._id)).draft.revision).toBe(1);
  });

  it('applies all edits or none', async () => {
    const link = await aLink();
    const edited = await drafts.edit(link._id, { revision: 0, edits: showText('Hello') }, INGRID);
    expect(edited.draft.document.nodes.map((node) => node.id)).toEqual(['click', 'text']);

    const error = await refused(
      drafts.edit(
        link._id,
        {
          revision: 1,
          edits: [
            { op: 'remove-node', nodeId: 'text' },
            { op: 'remove-node', nodeId: 'nobody' },
          ],
        },
        INGRID,
      ),
    );
    expect(error).toMatchObject({ code: 'edit.refused', status: 422, issues: [{ path: 'edits.1' }] });
    expect((await links.get(link._id)).draft).toEqual(edited.draft);
  });

  it('stores arbitrary JSON in the parameters of a node', async () => {
    const link = await aLink();
    const params = { $where: '1', 'a.b': { $set: [null, { '': 'x' }] }, html: 'ø' };
    const edits = placed('odd', 'show-text', params, { node: 'click', port: 'respond' });
    await drafts.edit(link._id, { revision: 0, edits }, INGRID);
    const { draft } = await links.get(link._id);
    expect(draft.document.nodes.find((node) => node.id === 'odd')?.params).toEqual(params);
  });
});

describe('publishing a link', () => {
  it('numbers versions from 1, never changes one, and makes the newest live', async () => {
    const link = await aLink();
    const first = await publishing.publish(link._id, { revision: 0, note: 'first' }, INGRID);
    await drafts.edit(link._id, { revision: 0, edits: showText('Hello') }, INGRID);
    const second = await publishing.publish(link._id, { revision: 1 }, JONAS);
    expect([first.number, second.number]).toEqual([1, 2]);
    expect((await links.get(link._id)).liveVersion).toBe(2);
    expect(await publishing.version(link._id, 1)).toEqual(first);
    expect(first.document.nodes).toHaveLength(1);
    expect((await publishing.versions(link._id)).map((version) => version.number)).toEqual([2, 1]);
  });

  it('refuses a version that behaves like the live one, also if the layout has changed', async () => {
    const link = await aLink();
    await publishing.publish(link._id, { revision: 0 }, INGRID);
    await drafts.edit(
      link._id,
      { revision: 0, edits: [{ op: 'move', positions: { click: { x: 10, y: 20 } } }] },
      INGRID,
    );
    const error = await refused(publishing.publish(link._id, { revision: 1 }, INGRID));
    expect(error).toMatchObject({ code: 'version.unchanged', status: 409, details: { number: 1 } });
  });

  it('is announced before as well, and the snapshot before it does not outlive a killed publisher', async () => {
    const link = await aLink();
    await publishing.publish(link._id, { revision: 0 }, INGRID);
    await drafts.edit(link._id, { revision: 0, edits: showText('Hello') }, INGRID);
    const redis = new Redis(environment.redisUrl);
    const subscriber = redis.duplicate();
    const ttlAt: Record<string, Promise<number>> = {};
    subscriber.on('message', (_channel, message: string) => {
      ttlAt[message] ??= redis.pttl(`${environment.queuePrefix}:link:${link._id}`);
    });
    try {
      await subscriber.subscribe(`${environment.queuePrefix}:links-changed`);
      await publishing.publish(link._id, { revision: 1 }, INGRID);
      await until(() => Object.keys(ttlAt).length === 2);
      expect(Object.keys(ttlAt)).toEqual([`?${link._id}`, link._id]);
      const before = await ttlAt[`?${link._id}`];
      expect(before).toBeGreaterThan(0);
      expect(before).toBeLessThanOrEqual(5_000);
      expect(await ttlAt[link._id]).toBeGreaterThan(60_000);
    } finally {
      redis.disconnect();
      subscriber.disconnect();
    }
  });

  it('refuses an outdated revision', async () => {
    const link = await aLink();
    await drafts.edit(link._id, { revision: 0, edits: showText('Hello') }, JONAS);
    const error = await refused(publishing.publish(link._id, { revision: 0 }, INGRID));
    expect(error).toMatchObject({ code: 'draft.stale', details: { revision: 1, savedBy: JONAS } });
  });

  it('creates one version for many concurrent requests', async () => {
    const link = await aLink();
    await drafts.edit(link._id, { revision: 0, edits: showText('Hello') }, INGRID);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 10 }, () => publishing.publish(link._id, { revision: 1 }, INGRID)),
    );
    expect(outcomes.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    for (const one of outcomes)
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'version.unchanged' });
    expect(await publishing.versions(link._id)).toHaveLength(1);
  });

  it('numbers concurrently published versions differently', async () => {
    const link = await aLink();
    await publishing.publish(link._id, { revision: 0 }, INGRID);
    await drafts.edit(link._id, { revision: 0, edits: showText('Hello') }, INGRID);
    await publishing.publish(link._id, { revision: 1 }, INGRID);
    await drafts.edit(
      link._id,
      { revision: 1, edits: [{ op: 'remove-node', nodeId: 'text' }, ...showText('Hi')] },
      INGRID,
    );
    const both = await Promise.all([
      publishing.publish(link._id, { revision: 2 }, INGRID),
      publishing.republish(link._id, 1, JONAS),
    ]);
    expect(both.map((version) => version.number).sort((a, b) => a - b)).toEqual([3, 4]);
    const { liveVersion, liveHash } = await links.get(link._id);
    expect(liveVersion).toBe(4);
    expect(liveHash).toBe((await publishing.version(link._id, 4)).hash);
  });

  it('publishes an old version again under a new number that refers to the original', async () => {
    const link = await aLink();
    await publishing.publish(link._id, { revision: 0, note: 'first' }, INGRID);
    await drafts.edit(link._id, { revision: 0, edits: showText('Hello') }, INGRID);
    await publishing.publish(link._id, { revision: 1 }, INGRID);
    const copy = await publishing.republish(link._id, 1, JONAS);
    expect(copy).toMatchObject({ number: 3, copyOf: 1, note: null, url: 'https://example.com/news' });
    const error = await refused(publishing.republish(link._id, 1, JONAS));
    expect(error.code).toBe('version.unchanged');
  });

  it('does not replace a version that was published after the user had read the link', async () => {
    const link = await aLink();
    await publishing.publish(link._id, { revision: 0, liveVersion: null }, INGRID);
    await drafts.edit(link._id, { revision: 0, edits: showText('Hello') }, INGRID);
    await publishing.publish(link._id, { revision: 1, liveVersion: 1 }, INGRID);
    expect((await refused(publishing.republish(link._id, 1, JONAS, 1))).code).toBe('draft.stale');
    await publishing.republish(link._id, 1, JONAS, 2);
    const undoing = publishing.publish(link._id, { revision: 1, liveVersion: 2 }, INGRID);
    expect(await refused(undoing)).toMatchObject({ code: 'draft.stale', details: { liveVersion: 3 } });
    expect((await links.get(link._id)).liveVersion).toBe(3);
  });

  it('refuses a deleted link', async () => {
    const link = await aLink();
    await links.remove(link._id, INGRID);
    expect((await refused(publishing.publish(link._id, { revision: 0 }, INGRID))).code).toBe('not-found');
    expect((await refused(drafts.edit(link._id, { revision: 0, edits: showText('x') }, INGRID))).code).toBe(
      'not-found',
    );
  });
});

describe('validation before publishing', () => {
  const node = (id: string, type: string, params: Record<string, unknown> = {}) => ({ id, type, params });
  const edge = (from: string, port: string, to: string) => ({
    id: `${from}-${port}`,
    from: { node: from, port },
    to,
  });
  const condition = (value: unknown) => ({ condition: value });
  const ACTION = { interestId: 'a'.repeat(24) };

  const withNodes = (
    nodes: WorkflowDocument['nodes'],
    edges: WorkflowDocument['edges'],
  ): WorkflowDocument => ({
    schemaVersion: 1,
    nodes: [node('click', 'click'), ...nodes],
    edges,
  });
  const withCondition = (value: unknown): WorkflowDocument =>
    withNodes([node('if', 'condition', condition(value))], [edge('click', 'then', 'if')]);

  it.each<[string, string, WorkflowDocument, string?]>([
    [
      'a cycle',
      'graph.cycle',
      withNodes(
        [node('a', 'set-interest', ACTION), node('b', 'set-interest', ACTION)],
        [edge('click', 'then', 'a'), edge('a', 'next', 'b'), edge('b', 'next', 'a')],
      ),
    ],
    ['an empty group', 'condition.empty-group', withCondition({ all: [] })],
    [
      'an unknown operator',
      'condition.unknown-operator',
      withCondition({ all: [{ fact: 'contact.country', operator: 'resembles', value: 'NO' }] }),
    ],
    [
      'an unknown fact',
      'condition.unknown-fact',
      withCondition({ all: [{ fact: 'contact.shoeSize', operator: 'equal', value: 43 }] }),
    ],
    [
      'a value of the wrong type',
      'condition.wrong-value',
      withCondition({ all: [{ fact: 'link.hits', operator: 'greaterThan', value: 'many' }] }),
    ],
    [
      'a step with missing parameters',
      'params.missing',
      withNodes([node('a', 'set-interest')], [edge('click', 'then', 'a')]),
    ],
    [
      'an unknown node type',
      'node.unknown-type',
      withNodes([node('a', 'launch-rocket')], [edge('click', 'then', 'a')]),
    ],
    ['a javascript: address', 'url.scheme', withNodes([], []), 'javascript:alert(1)'],
    [
      'a javascript: address in a redirect',
      'url.scheme',
      withNodes([node('r', 'redirect', { url: 'javascript:alert(1)' })], [edge('click', 'respond', 'r')]),
    ],
  ])(
    'refuses %s with %s, and publishes nothing',
    async (_what, code, document, url = 'https://example.com') => {
      const link = await aLink();
      const layout = { positions: {}, notes: [] };
      await drafts.save(link._id, { revision: 0, url, document, layout }, INGRID);
      const error = await refused(publishing.publish(link._id, { revision: 1 }, INGRID));
      expect(error).toMatchObject({ code: 'workflow.invalid', status: 422 });
      expect(error.issues?.map((issue) => issue.code)).toContain(code);
      for (const issue of error.issues ?? []) expect(issue.message.en && issue.message.nb).toBeTruthy();
      expect(await links.get(link._id)).toMatchObject({ liveVersion: null, liveHash: null });
      expect(await publishing.versions(link._id)).toEqual([]);
    },
  );
});

describe('the snapshot for apps/click', () => {
  it('contains only the respond lane of the live version, with sanitised texts, also for a deleted link', async () => {
    const redis = new Redis(environment.redisUrl);
    const snapshotOf = async (id: string): Promise<string> =>
      (await redis.get(`${environment.queuePrefix}:link:${id}`)) ?? '';
    try {
      const link = await aLink();
      expect(await snapshotOf(link._id)).toMatch(/^[^:]+:0:0:.*"url":"https:\/\/example.com\/news"/);
      await drafts.edit(
        link._id,
        {
          revision: 0,
          edits: [
            ...placed(
              'text',
              'show-text',
              { html: '<p onclick="x()">Hi</p><script>x()</script>' },
              { node: 'click', port: 'respond' },
            ),
            ...placed('tag', 'set-interest', { interestId: 'a'.repeat(24) }, { node: 'click', port: 'then' }),
          ],
        },
        INGRID,
      );
      expect(await snapshotOf(link._id)).toMatch(/^[^:]+:0:0:/);
      await publishing.publish(link._id, { revision: 1 }, INGRID);
      await links.remove(link._id, INGRID);
      const packed = await snapshotOf(link._id);
      expect(packed).toMatch(/^[^:]+:1:\d{13}:/);
      expect(packed).toContain('<p>Hi</p>');
      expect(packed).not.toContain('script');
      expect(packed).not.toContain('set-interest');
    } finally {
      redis.disconnect();
    }
  });
});

describe('the link library', () => {
  it('lists and searches links in Norwegian alphabetical order, without local and deleted ones', async () => {
    await app.get(LinksRepository).documents.deleteMany({});
    for (const name of ['Økonomi', 'åpning', 'Zoom', 'økologi', 'A.b'])
      await links.create({ name, url: 'https://e.example' }, INGRID);
    const gone = await links.create({ name: 'Gone', url: 'https://e.example' }, INGRID);
    await links.remove(gone._id, INGRID);
    await links.create({ name: 'Local', url: 'https://e.example', mailingId: 'b'.repeat(24) }, INGRID);
    const names = async (query: object): Promise<string[]> =>
      (await links.page({ page: 1, pageSize: 50, sort: 'name', ...query })).rows.map((row) => row.name);
    expect(await names({})).toEqual(['A.b', 'Zoom', 'økologi', 'Økonomi', 'åpning']);
    expect(await names({ q: 'ØKO' })).toEqual(['økologi', 'Økonomi']);
    expect(await names({ q: '.b' })).toEqual(['A.b']);
    expect(await names({ mailingId: 'b'.repeat(24) })).toEqual(['Local']);
    expect(await names({ page: 2, pageSize: 2 })).toEqual(['økologi', 'Økonomi']);
    expect((await refused(names({ sort: 'colour' }))).code).toBe('validation.failed');
  });

  it('restores a deleted link unchanged', async () => {
    const link = await aLink();
    await links.remove(link._id, INGRID);
    expect((await refused(links.get(link._id))).code).toBe('not-found');
    await links.restore(link._id, JONAS);
    expect(await links.get(link._id)).toMatchObject({ name: 'News', deletedAt: null, updatedBy: JONAS });
  });
});
