import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  AcceptedClicks,
  DraftsService,
  LinkTokens,
  LinksService,
  PublishingService,
  deriveKeys,
} from '@linkflow/links';
import { newId } from '@linkflow/platform';
import { testEnvironment, until } from '../support';
import { COMMON_HEADERS, MAILING, ClickScene, ask, askExactly, headersOf, pipelined } from './click.fixture';
import { INGRID, placed } from './links.fixture';

// Runs all tests with and without the fast path: it is an optimisation and must not change any answer.
describe.each(['on', 'off'])('with CLICK_FAST_PATH=%s', (fastPath) => {
  const environment = testEnvironment(`click-door-${fastPath}`);
  let scene: ClickScene;

  beforeAll(async () => {
    scene = await ClickScene.start(environment, { CLICK_FAST_PATH: fastPath });
  }, 180_000);
  afterAll(async () => {
    await scene?.stop();
    await environment.dispose();
  });

  describe('a click', () => {
    it('is redirected, and queued once with everything that the worker needs', async () => {
      const link = await scene.aLink();
      const recipient = newId();
      const before = Date.now();
      const answer = await ask(scene.urlOf(link, recipient), { headers: { 'user-agent': 'x'.repeat(900) } });
      expect(answer.status).toBe(302);
      expect(headersOf(answer)).toMatchObject({
        ...COMMON_HEADERS,
        location: 'https://example.com/target',
        'content-length': '0',
      });
      expect(answer.headers.get('set-cookie')).toBeNull();

      const clicks = await scene.clicksOn(link);
      expect(clicks).toEqual([
        {
          // The headers of a script, and a tag of the address in place of the address.
          seen: { h: expect.any(Number), g: expect.any(Number) },
          id: expect.stringMatching(/^[0-9a-f]{24}$/),
          at: expect.any(Number),
          link,
          recipient,
          version: 1,
          kind: 'click',
          run: true,
          ua: 'x'.repeat(500),
        },
      ]);
      expect(clicks[0]?.at).toBeGreaterThanOrEqual(before);
    });

    it('is counted for the reconciliation when it was answered, and a look is not', async () => {
      const link = await scene.aLink();
      const accepted = scene.library.get(AcceptedClicks, { strict: false });
      const count = async (): Promise<number> =>
        [...(await accepted.byHour(new Date())).values()].reduce((sum, clicks) => sum + clicks, 0);
      await ask(scene.urlOf(link, newId()));
      // The counts of earlier clicks are stored within a second.
      await new Promise((resolve) => setTimeout(resolve, 1_300));
      const before = await count();
      expect(before).toBeGreaterThan(0);
      await ask(scene.urlOf(link, newId()), { method: 'HEAD' });
      await Promise.all([1, 2, 3].map(() => ask(scene.urlOf(link, newId()))));
      await until(async () => (await count()) >= before + 3);
      expect(await count()).toBe(before + 3);
    });

    it.each([
      ['HEAD', 'head', { method: 'HEAD' }],
      ['a prefetch', 'prefetch', { headers: { 'sec-purpose': 'prefetch;prerender' } }],
      ['an older prefetch', 'prefetch', { headers: { purpose: 'prefetch' } }],
      ['a preview', 'prefetch', { headers: { 'x-purpose': 'preview' } }],
      ['a prefetch of Firefox', 'prefetch', { headers: { 'x-moz': 'prefetch' } }],
    ])('is not %s, which gets the same answer and is kept as evidence', async (_what, kind, init) => {
      const link = await scene.aLink();
      const recipient = newId();
      const answer = await ask(scene.urlOf(link, recipient), init);
      expect(answer.status).toBe(302);
      expect(headersOf(answer)).toMatchObject({ ...COMMON_HEADERS, location: 'https://example.com/target' });
      const [look] = await until(async () => {
        const looks = await scene.looksAt(link);
        return looks.length > 0 && looks;
      });
      expect(look).toMatchObject({ recipient, kind, ua: 'Firefox', seen: { g: expect.any(Number) } });
      expect(await scene.clicksOn(link)).toEqual([]);
    });

    it('leads to the address with what the mailing of its recipient adds, and other recipients to the plain one', async () => {
      const link = await scene.aLink([], 'https://example.com/target?a=1#b');
      const mailings = scene.library
        .get<Connection>(getConnectionToken())
        .collection<{ _id: string; analytics: object }>('mailings');
      const analytics = { on: true, medium: 'email', source: 'Vår', campaign: '' };
      await mailings.insertOne({ _id: MAILING, analytics });
      const [recipient, unknown] = [await scene.aRecipient(), newId()];
      const locationFor = async (id: string) => (await ask(scene.urlOf(link, id))).headers.get('location');
      expect(await locationFor(recipient)).toBe('https://example.com/target?a=1#b');
      await scene.library.get(LinksService).markAnalytics([link]);
      const withParameters = 'https://example.com/target?a=1&utm_source=V%C3%A5r&utm_medium=email#b';
      await until(async () => (await locationFor(recipient)) === withParameters, { what: 'the parameters' });
      expect(await locationFor(unknown)).toBe('https://example.com/target?a=1#b');
      expect((await scene.clicksOn(link)).at(-2)).toMatchObject({
        run: true,
        answer: { url: withParameters },
      });
      await mailings.deleteOne({ _id: MAILING });
    });

    it('on a link without a version is redirected to its URL, and recorded with version 0', async () => {
      const link = await scene.library
        .get(LinksService)
        .create({ name: 'New', url: 'https://example.com/new' }, INGRID);
      const answer = await ask(scene.urlOf(link._id));
      expect(answer.headers.get('location')).toBe('https://example.com/new');
      expect(await scene.clicksOn(link._id)).toMatchObject([{ version: 0 }]);
    });

    it('on a deleted link is redirected and queued', async () => {
      const link = await scene.aLink();
      await scene.library.get(LinksService).remove(link, INGRID);
      expect((await ask(scene.urlOf(link))).status).toBe(302);
      expect(await scene.clicksOn(link)).toHaveLength(1);
    });

    it('gets a new version as soon as it is published', async () => {
      const id = await scene.aLink();
      expect((await ask(scene.urlOf(id))).headers.get('location')).toBe('https://example.com/target');
      const { draft } = await scene.library.get(LinksService).get(id);
      const { document, layout, revision } = draft;
      const url = 'https://example.com/æøå?a=1 2';
      await scene.library.get(DraftsService).save(id, { revision, url, document, layout }, INGRID);
      expect((await ask(scene.urlOf(id))).headers.get('location')).toBe('https://example.com/target');
      await scene.library.get(PublishingService).publish(id, { revision: revision + 1 }, INGRID);
      await until(
        async () =>
          (await ask(scene.urlOf(id))).headers.get('location') ===
          'https://example.com/%C3%A6%C3%B8%C3%A5?a=1%202',
        { what: 'the new version' },
      );
      expect((await scene.clicksOn(id)).at(-1)).toMatchObject({ version: 2 });
    });

    it('shares its job with other clicks of the same moment, and each is answered', async () => {
      const link = await scene.aLink();
      await ask(scene.urlOf(link));
      const many = 100;
      const answers = await pipelined(
        scene.apps.clickUrl,
        Array.from({ length: many }, () => scene.urlOf(link)),
      );
      expect(answers.match(/HTTP\/1.1 302 Found/g)).toHaveLength(many);
      const jobs = (await scene.jobs()).filter((clicks) => clicks.some((click) => click.link === link));
      expect(new Set(jobs.flat().map((click) => click.id)).size).toBe(many + 1);
      // The first click is a job of its own. The server reads the others in a few turns of the event loop; each turn makes one job.
      expect(jobs.length).toBeLessThanOrEqual(4);
    });
  });

  describe('what mail programs append to a link', () => {
    // The path is sent as it is; fetch would normalise it.
    const TAILS = [
      '.',
      ')',
      ',',
      '/',
      '/.',
      '>',
      '%3E',
      '"',
      '%22',
      "'",
      '%E2%80%9D',
      '%',
      '&utm_source=mail',
      '&amp;utm_source=mail',
      '/?utm_source=mail',
      `?utm_source=${'x'.repeat(300)}`,
      'A'.repeat(200),
    ];

    it('does not keep a recipient from the page, and each is a click', async () => {
      const link = await scene.aLink();
      for (const tail of TAILS) {
        const url = scene.urlOf(link) + tail;
        expect((await askExactly('HEAD', url)).location, tail).toBe('https://example.com/target');
        expect((await askExactly('GET', url)).location, tail).toBe('https://example.com/target');
      }
      expect(await scene.clicksOn(link)).toHaveLength(TAILS.length);
    });

    it('does not keep a recipient from confirming', async () => {
      const link = await scene.aLink([
        ...placed(
          'sure',
          'confirm',
          { title: 'Sure?', html: '', button: 'Yes' },
          { node: 'click', port: 'respond' },
        ),
      ]);
      for (const tail of TAILS) {
        const url = scene.urlOf(link) + tail;
        expect((await askExactly('GET', url)).status, tail).toBe(200);
        expect(await askExactly('POST', url, 'n=sure'), tail).toEqual({
          status: 303,
          location: 'https://example.com/target',
        });
      }
    });
  });

  it('a link to a website with letters beyond ASCII leads there', async () => {
    const link = await scene.aLink([], 'www.blåbær.example/syltetøy og is');
    expect((await ask(scene.urlOf(link))).headers.get('location')).toBe(
      'https://www.xn--blbr-roah.example/syltet%C3%B8y%20og%20is',
    );
  });

  describe('an invalid URL', () => {
    const good = (): string => new URL(scene.urlOf(newId())).pathname.slice(3);
    const flipped = (token: string, at: number): string =>
      token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);

    it.each<[string, () => string]>([
      ['is cut off', () => `/c/${good().slice(0, -1)}`],
      ['has a wrong signature', () => `/c/${flipped(good(), 50)}`],
      ['has another recipient', () => `/c/${flipped(good(), 30)}`],
      ['has another key', () => `/c/${flipped(good(), 0)}`],
      ['has invalid characters', () => `/c/${good().slice(0, -3)}%2F.+`],
      ['is very long', () => `/c/${'A'.repeat(5_000)}`],
      ['is empty', () => '/c/'],
      [
        'has a token of another purpose',
        () => `/c/${scene.library.get(LinkTokens).sign('view', newId(), newId())}`,
      ],
      [
        'was signed with another key',
        () =>
          `/c/${new LinkTokens(deriveKeys([{ id: 1, secret: Buffer.alloc(32, 9) }])).sign('click', newId(), newId())}`,
      ],
      ['names a link that does not exist', () => `/c/${good()}`],
      ['has no route', () => '/wp-login.php'],
    ])('that %s gets the neutral page', async (_what, path) => {
      const answer = await ask(scene.apps.clickUrl + path());
      expect(answer.status).toBe(404);
      expect(headersOf(answer)).toMatchObject({
        ...COMMON_HEADERS,
        'content-type': 'text/html; charset=utf-8',
      });
      expect(answer.headers.get('location')).toBeNull();
      const html = await answer.text();
      expect(html).toContain('This link does not work');
      expect(html).not.toMatch(/<script|Fastify|Nest|Error/i);
    });

    it.each([
      ['nb-NO,nb;q=0.9,en;q=0.8', 'nb'],
      ['nn', 'nb'],
      ['de,en;q=0.5,no;q=0.4', 'en'],
      ['de', 'en'],
      ['en;q=0.3, sv;q=0.9', 'nb'],
      ['*;q=nonsense,,;', 'en'],
      ['constructor', 'en'],
    ])('gets a page in the language of the browser: %s → %s', async (wish, language) => {
      const answer = await ask(`${scene.apps.clickUrl}/c/x`, { headers: { 'accept-language': wish } });
      expect(await answer.text()).toContain(`<html lang="${language}">`);
      expect(answer.headers.get('vary')).toBe('Accept-Language');
    });

    it('queues nothing', async () => {
      const before = (await scene.jobs()).length;
      await ask(`${scene.apps.clickUrl}/c/${good()}`);
      expect(await scene.jobs()).toHaveLength(before);
    });
  });
});
