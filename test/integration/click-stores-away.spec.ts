import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '@linkflow/platform';
import { startOwnServices, testEnvironment, until, type OwnServices, type TestEnvironment } from '../support';
import { ClickScene, ask } from './click.fixture';
import { placed } from './links.fixture';

let services: OwnServices;
let environment: TestEnvironment;
let scene: ClickScene;
let journal: string;

beforeAll(async () => {
  services = await startOwnServices('click-stores-away');
  environment = testEnvironment('click-stores-away', { services });
  journal = await mkdtemp(join(tmpdir(), 'click-journal-'));
  scene = await ClickScene.start(environment, { JOURNAL_DIR: journal, CLICK_BUDGET_MS: '50' });
}, 180_000);
afterAll(async () => {
  await scene?.stop();
  await services?.stop();
  await rm(journal, { recursive: true, force: true });
});

const segments = async (): Promise<string[]> =>
  (await readdir(journal)).filter((name) => name.endsWith('.ndjson'));
const expectRedirects = async (urls: readonly string[]): Promise<void> => {
  const answers = await Promise.all(urls.map((url) => ask(url)));
  expect(answers.map((answer) => answer.status)).toEqual(urls.map(() => 302));
};

describe('while Redis is down', () => {
  it('every cached link is answered, and every click reaches the queue once Redis is back', async () => {
    const link = await scene.aLink();
    await expectRedirects([scene.urlOf(link)]);
    await services.kill('redis');
    const recipients = Array.from({ length: 60 }, () => newId());
    await expectRedirects(recipients.map((recipient) => scene.urlOf(link, recipient)));
    expect(await segments()).not.toEqual([]);
    expect((await fetch(`${scene.apps.clickUrl}/health/ready`)).status).toBe(200);

    await services.restart('redis');
    const clicks = await until(
      async () => {
        const found = await scene.clicksOn(link);
        return found.length >= 61 && found;
      },
      { what: 'the clicks of the journal' },
    );
    expect(new Set(clicks.map((click) => click.id)).size).toBe(61);
    expect(clicks.map((click) => click.recipient)).toEqual(expect.arrayContaining(recipients));
    await until(async () => (await segments()).length === 0, { what: 'an empty journal' });
  });

  it('clicks are answered within their budget if Redis hangs', async () => {
    const link = await scene.aLink();
    await expectRedirects([scene.urlOf(link)]);
    await services.kill('redis', 'SIGSTOP');
    try {
      const started = Date.now();
      await expectRedirects(Array.from({ length: 20 }, () => scene.urlOf(link)));
      expect(Date.now() - started).toBeLessThan(2_000);
    } finally {
      await services.kill('redis', 'SIGCONT');
    }
    // A click that Redis accepted after the budget was over was also written to the journal. Both copies have the same id.
    const clicks = await until(async () => {
      const found = await scene.clicksOn(link);
      return new Set(found.map((click) => click.id)).size === 21 && found;
    });
    expect(clicks.length).toBeGreaterThanOrEqual(21);
  });

  it('clicks survive a kill of apps/click before Redis is back', async () => {
    const link = await scene.aLink();
    await expectRedirects([scene.urlOf(link)]);
    await services.kill('redis');
    const recipients = Array.from({ length: 30 }, () => newId());
    await expectRedirects(recipients.map((recipient) => scene.urlOf(link, recipient)));
    await scene.apps.kill('click');
    await services.restart('redis');
    await scene.apps.restart('click');
    const clicked = await until(
      async () => {
        const found = new Set((await scene.clicksOn(link)).map((click) => click.recipient));
        return found.size > recipients.length && found;
      },
      { what: 'the clicks in the journal of the killed process', deadlineMs: 20_000 },
    );
    expect(recipients.filter((recipient) => !clicked.has(recipient))).toEqual([]);
  });

  it('a link that is not in memory is loaded from MongoDB', async () => {
    const link = await scene.aLink();
    await services.kill('redis');
    try {
      await expectRedirects([scene.urlOf(link)]);
    } finally {
      await services.restart('redis');
    }
    const clicks = await until(async () => {
      const found = await scene.clicksOn(link);
      return found.length > 0 && found;
    });
    expect(clicks).toHaveLength(1);
  });
});

describe('while MongoDB is down', () => {
  it('links are answered from memory and Redis, and an unknown link gets a page that asks to try again', async () => {
    const [cached, published] = [await scene.aLink(), await scene.aLink()];
    await expectRedirects([scene.urlOf(cached)]);
    await services.kill('mongo');
    try {
      await expectRedirects([scene.urlOf(cached), scene.urlOf(published)]);
      const unknown = await ask(scene.urlOf(newId()), { headers: { 'accept-language': 'nb' } });
      expect(unknown.status).toBe(503);
      expect(unknown.headers.get('retry-after')).toBe('30');
      expect(await unknown.text()).toContain('Prøv igjen om et øyeblikk');
    } finally {
      await services.restart('mongo');
    }
    expect(await scene.clicksOn(cached)).toHaveLength(2);
    expect(await scene.clicksOn(published)).toHaveLength(1);
  });

  it('a link to the own page of a recipient asks it to try again, and leads there afterwards', async () => {
    const link = await scene.aLink(
      placed('leave', 'open-subscriptions', { page: 'unsubscribe' }, { node: 'click', port: 'respond' }),
    );
    const url = scene.urlOf(link, await scene.aRecipient());
    expect((await ask(url)).headers.get('location')).toMatch(/^\/s\/.+\/unsubscribe$/);
    await services.kill('mongo');
    try {
      const answer = await ask(url);
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '30']);
    } finally {
      await services.restart('mongo');
    }
    expect((await ask(url)).status).toBe(302);
  });
});

describe('a graceful stop', () => {
  it('answers the requests that were accepted and queues their clicks', async () => {
    const link = await scene.aLink();
    await expectRedirects([scene.urlOf(link)]);
    const answers = Array.from({ length: 50 }, () => ask(scene.urlOf(link)).then((answer) => answer.status));
    // Stops the app when the first answer has arrived. Connections that it has not accepted by then are refused.
    await Promise.race(answers);
    const stopped = scene.apps.kill('click', 'SIGTERM');
    const statuses = (await Promise.allSettled(answers)).flatMap((one) =>
      one.status === 'fulfilled' ? [one.value] : [],
    );
    await stopped;
    expect(statuses.every((status) => status === 302)).toBe(true);
    expect((await scene.clicksOn(link)).length).toBeGreaterThanOrEqual(statuses.length + 1);
  });
});

describe('the facts of an answer', () => {
  const greeting = (): Promise<string> =>
    scene.aLink(
      placed(
        'text',
        'show-text',
        { html: '<p>Hello {{contact.firstName|you}}</p>' },
        { node: 'click', port: 'respond' },
      ),
    );

  it('are read within their budget by the first click after a start', async () => {
    const link = await greeting();
    const kari = await scene.aRecipient({ firstName: 'Kari' });
    await scene.apps.restart('click', { CLICK_FACTS_BUDGET_MS: '50' });
    expect(await (await ask(scene.urlOf(link, kari))).text()).toContain('Hello Kari');
    const [click] = await scene.clicksOn(link);
    expect(click?.answer).toEqual({ kind: 'text', path: ['text'] });
  });

  it('are recorded with the click if they were not read in time, so that the fallback was used', async () => {
    const link = await greeting();
    const kari = await scene.aRecipient({ firstName: 'Kari' });
    expect(await (await ask(scene.urlOf(link, kari))).text()).toContain('Hello Kari');
    await services.kill('mongo', 'SIGSTOP');
    try {
      expect(await (await ask(scene.urlOf(link, kari))).text()).toContain('Hello you');
    } finally {
      await services.kill('mongo', 'SIGCONT');
    }
    const clicks = await scene.clicksOn(link);
    expect(clicks.map((click) => click.answer?.missedFacts)).toContainEqual(['contact.firstName']);
  });

  it('are variables of a script, too, and the link’s own URL is the answer if the script was not read either', async () => {
    const scriptId = newId();
    const source = `returnUrl = 'https://example.org/' + custId`;
    await scene.insert('scripts', { _id: scriptId, name: 's', source, deletedAt: null });
    const link = await scene.aLink(
      placed('script', 'return-script', { scriptId }, { node: 'click', port: 'respond' }),
    );
    const kari = await scene.aRecipient({ firstName: 'Kari' });
    await scene.apps.restart('click', { CLICK_FACTS_BUDGET_MS: '50' });
    const locationOf = async () => (await ask(scene.urlOf(link, kari))).headers.get('location');
    expect(await locationOf()).toMatch(/^https:\/\/example\.org\/[0-9a-f]{24}$/);
    await services.kill('mongo', 'SIGSTOP');
    try {
      expect(await locationOf()).toBe('https://example.com/target');
    } finally {
      await services.kill('mongo', 'SIGCONT');
    }
    const clicks = await scene.clicksOn(link);
    expect(clicks.map(({ answer }) => answer)).toContainEqual({
      kind: 'redirect',
      url: 'https://example.com/target',
      path: ['script'],
      missedFacts: expect.arrayContaining(['custId', 'shipmentId']) as string[],
      scriptProblems: { script: 'timeout' },
    });
  });
});
