import { mongo } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROUTES, requestUrl } from '@linkflow/contracts';
import { generateCorpus } from '../corpus/clicks/corpus';
import type { LabelledDelivery } from '../corpus/clicks/delivery';
import { deliver, prepare, type Delivered } from '../corpus/clicks/lab/scene';
import {
  signIn,
  startApps,
  testEnvironment,
  until,
  visit,
  type ApiClient,
  type RunningApps,
} from '../support';

/** An installation whose messages have a link that people cannot see. */
const environment = testEnvironment('hidden_link');
let apps: RunningApps;
let api: ApiClient;
let client: mongo.MongoClient;
let scanned: Delivered<LabelledDelivery>;
let read: Delivered<LabelledDelivery>;

beforeAll(async () => {
  const env = { MAIL_HIDDEN_LINK: 'on', CLICK_STRICTNESS: 'normal' };
  apps = await startApps({ environment, seedDemo: true, env });
  api = await signIn(apps.apiUrl);
  client = await mongo.MongoClient.connect(environment.mongoUri);
  const withOneLink = generateCorpus(3).filter(
    ({ links_in_mail: links, confirm_links: confirms }) => links === 1 && confirms.length === 0,
  );
  const lab = { ...api, url: apps.apiUrl, headers: { cookie: api.cookie } };
  const [first, second] = await deliver(lab, await prepare(lab, withOneLink.slice(0, 2)));
  if (!first || !second) throw new Error('Nothing was delivered');
  [scanned, read] = [first, second];
  // The mail was delivered some time ago, so that nothing speaks against a click but the hidden link.
  await client
    .db()
    .collection('recipients')
    .updateMany({}, { $set: { 'delivery.sentAt': new Date(Date.now() - 3 * 3_600_000) } });
}, 180_000);
afterAll(async () => {
  await client?.close();
  await apps?.stop();
  await environment.dispose();
});

const clicksOf = async ({ recipientId }: Delivered<LabelledDelivery>) =>
  (await api.call(ROUTES.clicks.list, { query: { recipientId } })).items;

describe('the hidden link', () => {
  it('stands once in each message, where people and screen readers do not find it, and not in the plain text', async () => {
    const { items } = await api.call(ROUTES.outbox.list, { query: {} });
    for (const { id } of items) {
      const { text } = await api.call(ROUTES.outbox.get, { params: { id } });
      const shown = requestUrl(ROUTES.outbox.html, { params: { id } });
      const html = await (await fetch(apps.apiUrl + shown, { headers: { cookie: api.cookie } })).text();
      const hidden = [...html.matchAll(/<a [^>]*aria-hidden[^>]*>/g)];
      expect(hidden).toHaveLength(1);
      expect(hidden[0]?.[0]).toMatch(
        /^<a href="[^"]+\/c\/[\w-]{56}" style="display:none;[^"]*" aria-hidden="true" tabindex="-1">$/,
      );
      expect(text.match(/\/c\//g)).toHaveLength(1);
    }
    expect(items).toHaveLength(2);
  });

  it('does nothing for a person who reaches it', async () => {
    const { status, headers, body } = await pageOf(read.hiddenUrl, 'nb-NO');
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(body).toContain('Her er det ingenting');
    expect((await pageOf(read.hiddenUrl, 'en')).body).toContain('There is nothing here');
    expect(await clicksOf(read)).toEqual([]);
  });

  it('makes the clicks of the same program doubtful, and those of other programs not', async () => {
    await visit(scanned.urls[0] ?? '');
    await until(async () => (await clicksOf(scanned)).length === 1);
    expect(await clicksOf(scanned)).toMatchObject([{ verdict: { verdict: 'human' } }]);
    await visit(scanned.hiddenUrl ?? '');
    await visit(scanned.hiddenUrl ?? '', { method: 'HEAD' });
    const [click] = await until(async () => {
      const clicks = await clicksOf(scanned);
      return clicks[0]?.verdict.verdict !== 'human' && clicks;
    });
    expect(click?.verdict.judgement?.signals.map(({ code }) => code)).toContain('client.machine');
    const looks = client.db().collection<{ _id: string; looks: { kind: string; linkId: string }[] }>('looks');
    const kept = await until(async () => {
      const found = (await looks.findOne({ _id: scanned.recipientId }))?.looks ?? [];
      return found.length >= 2 && found;
    });
    const { recipientId: linkId } = scanned;
    // Each was a job of its own, and either may have been first.
    expect(kept.toSorted((a, b) => (a.kind < b.kind ? -1 : 1))).toMatchObject([
      { linkId, kind: 'get' },
      { linkId, kind: 'head' },
    ]);
    const other = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' };
    await visit(read.urls[0] ?? '', { headers: other });
    await until(async () => (await clicksOf(read)).length === 1);
    expect(await clicksOf(read)).toMatchObject([{ verdict: { verdict: 'human' } }]);
  });

  it('is named, with what speaks against it, when a mailing is checked', async () => {
    const { findings } = await api.call(ROUTES.mailCheck.get, { params: { id: read.mailingId } });
    const finding = findings.find(({ code }) => code === 'content.hidden-link');
    expect(finding).toMatchObject({ severity: 'warning' });
    expect(finding?.text.nb).toContain('12,489,787');
  });
});

async function pageOf(url: string | undefined, language: string) {
  const answer = await visit(url ?? '', { headers: { 'accept-language': language } });
  return { status: answer.status, headers: answer.headers, body: await answer.text() };
}
