import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '@linkflow/platform';
import { testEnvironment } from '../support';
import { COMMON_HEADERS, MAILING, ClickScene, ask, headersOf, postBytes } from './click.fixture';
import { placed } from './links.fixture';

// Runs all tests with and without the fast path: it is an optimisation and must not change any answer.
describe.each(['on', 'off'])('with CLICK_FAST_PATH=%s', (fastPath) => {
  const environment = testEnvironment(`click-answers-${fastPath}`);
  let scene: ClickScene;

  beforeAll(async () => {
    scene = await ClickScene.start(environment, { CLICK_FAST_PATH: fastPath });
  }, 180_000);
  afterAll(async () => {
    await scene?.stop();
    await environment.dispose();
  });

  describe('a text page', () => {
    const text = (html: string) => placed('text', 'show-text', { html }, { node: 'click', port: 'respond' });

    it('shows facts as people write them, in the language of the contact', async () => {
      const key = `x_${newId()}`;
      await scene.insert('fields', { _id: newId(), key, entity: 'contact', type: 'time', deletedAt: null });
      const link = await scene.aLink(
        text(`<p>{{contact.country}} {{contact.fields.${key}}} {{now.date}}</p>`),
      );
      const shown = async (language: string | null): Promise<string> => {
        const contact = { country: 'NO', language, fields: { [key]: 870 } };
        return (await ask(scene.urlOf(link, await scene.aRecipient(contact)))).text();
      };
      expect(await shown('nb')).toMatch(/<p>Norge 14:30 \d{1,2}\. \p{L}+ \d{4}<\/p>/u);
      expect(await shown(null)).toContain('<p>Norge 14:30 ');
      expect(await shown('en')).toMatch(/<p>Norway 14:30 \d{1,2} \p{L}+ \d{4}<\/p>/u);
    });

    it('is in the language of the contact after a script, too', async () => {
      const scriptId = newId();
      await scene.insert('scripts', { _id: scriptId, name: 's', source: '1', deletedAt: null });
      const condition = { all: [{ fact: 'contact.country', operator: 'equal', value: 'NO' }] };
      const link = await scene.aLink([
        ...placed('if', 'condition', { condition }, { node: 'click', port: 'respond' }),
        ...placed('script', 'return-script', { scriptId }, { node: 'if', port: 'yes' }),
        ...placed(
          'text',
          'show-text',
          { html: '<p>{{contact.country}}</p>' },
          { node: 'script', port: 'next' },
        ),
      ]);
      const kari = await scene.aRecipient({ country: 'NO', language: 'en' });
      expect(await (await ask(scene.urlOf(link, kari))).text()).toContain('<p>Norway</p>');
    });

    it('is shown sanitised, with the recipient’s facts escaped in its merge fields', async () => {
      const link = await scene.aLink(
        text('<h1>Hi {{contact.firstName|there}}</h1><img src="x" onerror="alert(1)">'),
      );
      const kari = await scene.aRecipient({ firstName: '<b>Kari</b>' });
      const answer = await ask(scene.urlOf(link, kari));
      expect(answer.status).toBe(200);
      expect(headersOf(answer)).toMatchObject(COMMON_HEADERS);
      expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
      const html = await answer.text();
      expect(html).toContain('<h1>Hi &lt;b&gt;Kari&lt;/b&gt;</h1>');
      expect(html).not.toContain('onerror');
      expect(await (await ask(scene.urlOf(link))).text()).toContain('<h1>Hi there</h1>');
      expect(await scene.clicksOn(link)).toMatchObject([
        { kind: 'click', run: true },
        { kind: 'click', run: true },
      ]);
    });

    it('encodes facts in addresses, and no fact decides to which website an address leads', async () => {
      const link = await scene.aLink(
        text(
          '<a href="https://a.example/?n={{contact.firstName|x &amp; y}}&amp;b=1">{{contact.firstName|x &amp; y}}</a>',
        ),
      );
      const kari = await scene.aRecipient({ firstName: `"><i>&'` });
      expect(await (await ask(scene.urlOf(link, kari))).text()).toContain(
        `<a href="https://a.example/?n=%22%3E%3Ci%3E%26'&amp;b=1">&quot;&gt;&lt;i&gt;&amp;&#39;</a>`,
      );
      expect(await (await ask(scene.urlOf(link))).text()).toContain(
        '<a href="https://a.example/?n=x%20%26%20y&amp;b=1">x &amp; y</a>',
      );
      for (const address of [
        '{{contact.firstName}}',
        'https://{{contact.firstName}}/',
        'https://a.example{{contact.firstName}}',
        '&#123;{contact.firstName}}',
      ]) {
        await expect(scene.aLink(text(`<a href="${address}">x</a>`)), address).rejects.toMatchObject({
          code: 'workflow.invalid',
          issues: [{ code: 'url.from-data', nodeId: 'text', path: 'html' }],
        });
      }
    });

    it('depends on facts of the recipient if the workflow has a condition', async () => {
      const link = await scene.aLink([
        ...placed(
          'norway',
          'condition',
          { condition: { all: [{ fact: 'contact.country', operator: 'equal', value: 'NO' }] } },
          { node: 'click', port: 'respond' },
        ),
        ...placed('no', 'redirect', { url: 'https://example.no/' }, { node: 'norway', port: 'yes' }),
        ...placed('else', 'redirect', { url: 'https://example.org/' }, { node: 'norway', port: 'no' }),
      ]);
      const [kari, sven] = await Promise.all([
        scene.aRecipient({ country: 'NO' }),
        scene.aRecipient({ country: 'SE' }),
      ]);
      const to = async (recipient: string) =>
        (await ask(scene.urlOf(link, recipient))).headers.get('location');
      expect(await to(kari)).toBe('https://example.no/');
      expect(await to(sven)).toBe('https://example.org/');
      expect(await to(newId())).toBe('https://example.org/');
    });
  });

  describe('a confirm page', () => {
    const edits = [
      ...placed(
        'sure',
        'confirm',
        { title: 'Sign up?', html: '<p>It is free.</p>', button: 'Yes "please"' },
        { node: 'click', port: 'respond' },
      ),
      ...placed(
        'thanks',
        'redirect',
        { url: 'https://example.com/thanks' },
        { node: 'sure', port: 'confirmed' },
      ),
    ];
    const press = (url: string, body: string): Promise<Response> =>
      ask(url, { method: 'POST', body, headers: { 'content-type': 'application/x-www-form-urlencoded' } });

    it('starts no run until its button is pressed, then redirects', async () => {
      const link = await scene.aLink(edits);
      const url = scene.urlOf(link);
      const shown = await ask(url);
      const html = await shown.text();
      expect(shown.status).toBe(200);
      expect(html).toContain('<form method="post"><input type="hidden" name="n" value="sure">');
      expect(html).toContain('Yes &quot;please&quot;</button>');
      expect(shown.headers.get('content-security-policy')).toContain("form-action 'self' http: https:");
      expect(await scene.clicksOn(link)).toMatchObject([{ kind: 'click', run: false }]);

      const pressed = await press(url, 'n=sure');
      expect(pressed.status).toBe(303);
      expect(pressed.headers.get('location')).toBe('https://example.com/thanks');
      expect(await scene.clicksOn(link)).toMatchObject([
        { kind: 'click', run: false },
        { kind: 'confirm', run: true },
      ]);
    });

    it('is shown again, and nothing is queued, if the button belongs to another page', async () => {
      const link = await scene.aLink(edits);
      for (const body of ['n=gone', 'n=', '', 'nonsense']) {
        const pressed = await press(scene.urlOf(link), body);
        expect(pressed.status).toBe(200);
        expect(await pressed.text()).toContain('Sign up?');
      }
      expect(await scene.clicksOn(link)).toEqual([]);
    });

    it('answers a body of ten megabytes with the neutral page', async () => {
      const link = await scene.aLink(edits);
      const { status, html } = await postBytes(scene.urlOf(link), 10 * 1024 * 1024);
      expect(status).toBe(413);
      expect(html).toContain('Too much was sent');
      expect(await scene.clicksOn(link)).toEqual([]);
      expect((await ask(scene.urlOf(link))).status).toBe(200);
    });
  });

  describe('a script that chooses the URL', () => {
    const withScript = async (source: string, more: object = {}, values?: object): Promise<string> => {
      const scriptId = newId();
      await scene.insert('scripts', { _id: scriptId, name: 's', source, deletedAt: null, ...more });
      const params = { scriptId, ...(values && { values }) };
      return scene.aLink(placed('script', 'return-script', params, { node: 'click', port: 'respond' }));
    };
    const locationOf = async (link: string, recipient?: string) =>
      (await ask(scene.urlOf(link, recipient))).headers.get('location');

    it('gets the variables of the click, and redirects elsewhere', async () => {
      const link = await withScript(
        `returnUrl = 'https://example.org/?' + [custId.length, linkId, shipmentId, linkUrl, linkHits, firstHit].map(encodeURIComponent).join('|')`,
      );
      const kari = await scene.aRecipient({ firstName: 'Kari' });
      const location = decodeURIComponent((await locationOf(link, kari)) ?? '');
      expect(location).toBe(`https://example.org/?24|${link}|${MAILING}|https://example.com/target|1|1`);
    });

    it('gets the values of its parameters, with merge fields filled in', async () => {
      const params = [
        { name: 'greeting', label: 'Greeting', type: 'text', required: true, default: null },
        { name: 'points', label: 'Points', type: 'number', required: false, default: 5 },
      ];
      const source = `returnUrl = 'https://example.org/?' + encodeURIComponent(JSON.stringify(params))`;
      const link = await withScript(source, { params }, { greeting: 'Hei {{contact.firstName}}' });
      const kari = await scene.aRecipient({ firstName: 'Kari' });
      const location = decodeURIComponent((await locationOf(link, kari)) ?? '');
      expect(location).toBe('https://example.org/?{"greeting":"Hei Kari","points":5}');

      const unfit = await withScript(source, { params }, { points: 'many' });
      expect(await locationOf(unfit)).toBe('https://example.com/target');
      const [click] = await scene.clicksOn(unfit);
      expect(click?.answer).toMatchObject({ scriptProblems: { script: 'params' } });
    });

    it.each([
      ['fails', `throw new Error('no')`, 'failed'],
      ['never ends', `for (;;);`, 'timeout'],
      ['chooses a javascript: URL', `returnUrl = 'javascript:alert(1)'`, 'no-address'],
      ['sets nothing', `1 + 1`, 'no-address'],
    ])('that %s leaves the link’s own URL, and the click says why', async (_what, source, problem) => {
      const link = await withScript(source);
      expect(await locationOf(link)).toBe('https://example.com/target');
      const [click] = await scene.clicksOn(link);
      expect(click?.answer).toMatchObject({
        kind: 'redirect',
        url: 'https://example.com/target',
        path: ['script'],
        scriptProblems: { script: problem },
      });
    });

    it('that never ends does not send recipients of other links to the link’s own URL, and is suspended', async () => {
      const [endless, good] = await Promise.all([
        withScript('for (;;);'),
        withScript(`returnUrl = 'https://example.org/right'`),
      ]);
      const looping = Array.from({ length: 10 }, () => locationOf(endless));
      const right = await Promise.all(Array.from({ length: 10 }, () => locationOf(good)));
      expect(right).toEqual(Array.from({ length: 10 }, () => 'https://example.org/right'));
      await Promise.all(looping);
      for (let n = 0; n < 3; n++) await locationOf(endless);
      const before = performance.now();
      expect(await locationOf(endless)).toBe('https://example.com/target');
      expect(performance.now() - before).toBeLessThan(150);
      expect((await scene.clicksOn(endless)).at(-1)?.answer?.scriptProblems).toEqual({ script: 'suspended' });
      const health = await (await fetch(`${scene.apps.clickUrl}/health/ready`)).json();
      expect(health).toMatchObject({ suspendedScripts: [expect.stringMatching(/^[0-9a-f]{24}$/)] });
    });
  });
});
