import { mongo } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROUTES, requestUrl, type RunSummary } from '@linkflow/contracts';
import {
  Demo,
  signIn,
  startApps,
  testEnvironment,
  until,
  visit,
  type ApiClient,
  type RunningApps,
} from '../support';
import { Crowd, publishThreeSteps } from './crowd';

/**
 * A mailing to 60 recipients. The gateway of 20 of them opens the link when the mail is delivered; 10 of these people click later. 28 other
 * people click at home, and 2 through a VPN, of whom it is not clear whether they are people.
 */
const environment = testEnvironment('scanned_mailing');
let apps: RunningApps;
let api: ApiClient;
let client: mongo.MongoClient;
let crowd: Crowd;
let linkId: string;

const HOME = '84.208.1.7';
const GATEWAY = '40.92.0.10';
const VPN = '3.5.6.7';
const DELIVERED_AGO_MS = 20 * 60_000;

beforeAll(async () => {
  // The tests stand behind a reverse proxy, which names the address of each client.
  const env = { CLICK_STRICTNESS: 'normal', CLICK_SETTLE_SECONDS: '2', TRUSTED_PROXIES: 'loopback' };
  apps = await startApps({ environment, seedDemo: true, env });
  api = await signIn(apps.apiUrl);
  client = await mongo.MongoClient.connect(environment.mongoUri);
  crowd = await Crowd.invite(api, 60);
  const selectionId = await new Demo(api).idOf('selection', 'Interessert – vår 2027');
  linkId = (await publishThreeSteps(api, selectionId)).id;
  await deliver(scanned, 22_000);
  await deliver(people, DELIVERED_AGO_MS);
}, 180_000);
afterAll(async () => {
  await client?.close();
  await apps?.stop();
  await environment.dispose();
});

const part = (from: number, to: number): string[] => crowd.contactIds.slice(from, to);
const scanned = (): string[] => part(0, 20);
const returning = (): string[] => part(0, 10);
const onlyScanned = (): string[] => part(10, 20);
const people = (): string[] => part(20, 50);
const atHome = (): string[] => part(20, 48);
const unsure = (): string[] => part(48, 50);

/** Notes when the mail server accepted the messages to these contacts. */
async function deliver(contacts: () => string[], agoMs: number): Promise<void> {
  await client
    .db()
    .collection('recipients')
    .updateMany(
      { contactId: { $in: contacts() } },
      { $set: { delivery: { state: 'sent', sentAt: new Date(Date.now() - agoMs) } } },
    );
}

/** Makes the delivery and the clicks of these contacts older, as if they had come some time ago. */
async function passTime(contacts: readonly string[]): Promise<void> {
  const earlier = (field: string) => [{ $set: { [field]: { $subtract: [`$${field}`, DELIVERED_AGO_MS] } } }];
  const where = { contactId: { $in: [...contacts] } };
  await client.db().collection('recipients').updateMany(where, earlier('delivery.sentAt'));
  await client.db().collection('clicks').updateMany(where, earlier('at'));
}

async function clickFrom(address: string, contacts: readonly string[]): Promise<void> {
  for (const contactId of contacts) {
    const { status } = await visit(crowd.urlOf(contactId), { headers: { 'x-forwarded-for': address } });
    expect(status).toBe(200);
  }
}

const link = () => api.call(ROUTES.links.get, { params: { id: linkId } });
const runsOf = async (contactId: string): Promise<RunSummary[]> =>
  (await api.call(ROUTES.runs.list, { query: { linkId, contactId } })).items;
const changesOf = async (contactId: string): Promise<string[]> =>
  (await api.call(ROUTES.contacts.get, { params: { id: contactId } })).changes
    .map(({ kind }) => kind)
    .filter((kind) => kind !== 'created');

/** Waits until the runs of these contacts have ended or are held. */
const restedRuns = (contacts: readonly string[], each: number) =>
  until(
    async () => {
      const all = await Promise.all(contacts.map(runsOf));
      return all.every(
        (runs) => runs.length === each && runs.every(({ status }) => ['succeeded', 'held'].includes(status)),
      );
    },
    { deadlineMs: 60_000 },
  );

describe('a mailing whose links are scanned', () => {
  it('does nothing for the gateway, and everything for people', { timeout: 120_000 }, async () => {
    await clickFrom(GATEWAY, scanned());
    await clickFrom(HOME, atHome());
    await clickFrom(VPN, unsure());
    await restedRuns(scanned(), 1);
    await passTime(returning());
    await clickFrom(HOME, returning());
    await restedRuns(onlyScanned(), 1);
    await restedRuns(returning(), 2);
    await restedRuns(people(), 1);
    for (const contactId of onlyScanned()) expect(await changesOf(contactId)).toEqual([]);
    for (const contactId of [...atHome(), ...returning()])
      expect((await changesOf(contactId)).length, 'interest, selection and follow-up').toBe(3);
    for (const contactId of unsure()) expect((await changesOf(contactId)).length).toBe(2);
  });

  it('counts people, suspects and machines apart, in the link and in the list of clickers', async () => {
    expect(await link()).toMatchObject({
      clicks: 60,
      humanClicks: 38,
      suspectClicks: 2,
      clickers: 50,
      humanClickers: 38,
      suspectClickers: 2,
    });
    const clickers = async (verdict: 'human' | 'suspect' | 'bot') =>
      (await api.call(ROUTES.links.clickers, { params: { id: linkId }, query: { verdict } })).total;
    expect([await clickers('human'), await clickers('suspect'), await clickers('bot')]).toEqual([38, 2, 10]);
  });

  it('counts the clicks of people in the list of clickers and in its file, and machines apart', async () => {
    const [contactId = ''] = returning();
    const clickers = await api.call(ROUTES.links.clickers, {
      params: { id: linkId },
      query: { verdict: 'human', pageSize: 200 },
    });
    const found = clickers.items.find(({ contact }) => contact?.id === contactId);
    expect(found).toMatchObject({ clicks: 2, humanClicks: 1, suspectClicks: 0 });
    // The first click was the gateway's.
    expect(Date.parse(found?.people?.firstAt ?? '')).toBeGreaterThan(Date.parse(found?.firstAt ?? ''));
    const linesOfPath = async (path: string) => {
      const answer = await fetch(`${apps.apiUrl}${path}`, { headers: { cookie: api.cookie } });
      expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
      return (await answer.text()).trim().split('\r\n');
    };
    const linesOf = (clicks: 'people' | 'all') =>
      linesOfPath(requestUrl(ROUTES.links.exportClickers, { params: { id: linkId }, query: { clicks } }));
    const ofPeople = await linesOf('people');
    expect(ofPeople.length).toBe(1 + 38);
    expect(ofPeople.find((line) => line.includes(`"${found?.email}"`))).toMatch(/;"1"$/);
    const ofAll = await linesOf('all');
    expect(ofAll.length).toBe(1 + 50);
    expect(ofAll.find((line) => line.includes(`"${found?.email}"`))).toMatch(/;"1";"0";"1";"Person"$/);
    expect(ofAll.filter((line) => line.endsWith('"Maskin"')).length).toBe(10);
    const mailingId = await new Demo(api).idOf('mailing', Demo.MAILING);
    const recipientsOf = (clicks: 'people' | 'all') =>
      linesOfPath(requestUrl(ROUTES.recipients.export, { params: { id: mailingId }, query: { clicks } }));
    const recipients = await recipientsOf('people');
    expect(recipients.length).toBeGreaterThanOrEqual(1 + 60);
    expect(recipients.find((line) => line.includes(`"${found?.email}"`))).toMatch(/;"Ja";"1"$/);
    const withMachines = await recipientsOf('all');
    expect(withMachines.find((line) => line.includes(`"${found?.email}"`))).toMatch(/;"Ja";"1";"0";"1"$/);
    expect(withMachines.filter((line) => line.endsWith('"0";"0";"1"')).length).toBe(10);
  });

  it('shows the same numbers in the funnel, of people and of all', async () => {
    const read = async (clicks: 'people' | 'all') =>
      (await api.call(ROUTES.workflows.funnel, { params: { id: linkId }, query: { clicks } })).version;
    // Runs follow verdicts that changed after they were started, in the background.
    const ofPeople = await until(async () => {
      const funnel = await read('people');
      return funnel.runs === 38 && funnel.succeeded === 38 ? funnel : undefined;
    });
    expect(ofPeople.nodes.map(({ nodeId, runs, succeeded }) => [nodeId, runs, succeeded])).toEqual(
      ['interest', 'select', 'call'].map((nodeId) => [nodeId, 38, 38]),
    );
    const ofAll = await read('all');
    expect(ofAll).toMatchObject({ runs: 60, succeeded: 58, open: 2 });
    const call = ofAll.nodes.find(({ nodeId }) => nodeId === 'call');
    expect(call).toMatchObject({ runs: 60, succeeded: 38, held: 2, skipped: 20 });
  });

  it('says why, at the click and at the run', async () => {
    const [contactId = ''] = onlyScanned();
    const [run] = await runsOf(contactId);
    const { verdict } = await api.call(ROUTES.runs.get, { params: { id: run?.id ?? '' } });
    expect(verdict).toMatchObject({ verdict: 'bot' });
    const codes = verdict?.judgement?.signals.map(({ code }) => code);
    expect(codes).toContain('network.scanner');
    const click = await api.call(ROUTES.clicks.get, { params: { id: run?.id ?? '' } });
    expect(click.verdict).toEqual(verdict);
    expect(JSON.stringify(click)).not.toContain(GATEWAY);
  });

  it('holds the follow-ups of those of whom it is not clear', async () => {
    expect(await api.call(ROUTES.runs.attention)).toMatchObject({ held: 2 });
    const held = await api.call(ROUTES.runs.list, { query: { held: 'doubt' } });
    expect(held.items.map(({ hold }) => hold?.type)).toEqual(['create-follow-up', 'create-follow-up']);
  });

  it('releases a follow-up when a colleague says that it was a person', async () => {
    const [contactId = ''] = unsure();
    const [run] = await runsOf(contactId);
    const params = { id: run?.id ?? '' };
    const before = await api.call(ROUTES.clicks.get, { params });
    expect(before.effects).toEqual({ human: 'release', bot: { drops: true, undoes: 2 } });
    expect(before.history).toMatchObject([{ verdict: 'suspect', score: expect.any(Number) }]);
    expect(before.evidence.map(({ value }) => value.en)).toContainEqual(
      expect.stringContaining('data centre'),
    );
    const after = await api.call(ROUTES.clicks.correct, { params, body: { verdict: 'human' } });
    expect(after.history).toMatchObject([
      { verdict: 'suspect' },
      { verdict: 'human', by: { name: 'Ingrid Dahl' } },
    ]);
    await until(async () => (await changesOf(contactId)).length === 3);
    expect(await link()).toMatchObject({ humanClickers: 39, suspectClickers: 1 });
    const statistics = await api.call(ROUTES.clicks.statistics);
    expect(statistics.corrections).toEqual([{ judged: 'suspect', corrected: 'human', clicks: 1 }]);
    expect(statistics.clicks).toEqual({ human: 39, suspect: 1, bot: 20 });
    // A data centre spoke against a person.
    expect(statistics.signals).toContainEqual({
      code: 'network.cloud',
      name: { en: 'Data centre', nb: 'Datasenter' },
      right: 0,
      wrong: 1,
    });
  });

  it('shows what judging again would change, by link and mailing, and does it without a step', async () => {
    const [contactId = ''] = atHome();
    const [run] = await runsOf(contactId);
    const changes = (await changesOf(contactId)).length;
    // As if an earlier classifier had found a machine there.
    const clicks = client.db().collection<{ _id: string }>('clicks');
    const wrong = { verdict: 'bot', 'judgement.verdict': 'bot' };
    await clicks.updateOne({ _id: run?.id ?? '' }, { $set: wrong });
    const period = { from: new Date(Date.now() - 3_600_000).toISOString(), to: new Date().toISOString() };
    const preview = await api.call(ROUTES.rejudgements.preview, { body: period });
    expect(preview).toMatchObject({
      complete: true,
      changes: [{ before: 'bot', after: 'human', clicks: 1 }],
      links: [{ of: { id: linkId } }],
      mailings: [{ of: { name: Demo.MAILING } }],
    });
    const [{ now, after }] = preview.links as [(typeof preview.links)[number]];
    expect(after.humanClicks).toBe(now.humanClicks + 1);
    const { id } = await api.call(ROUTES.rejudgements.start, { body: period });
    await until(async () =>
      (await api.call(ROUTES.rejudgements.list)).find((one) => one.id === id && one.state === 'done'),
    );
    expect(
      (await api.call(ROUTES.clicks.get, { params: { id: run?.id ?? '' } })).history.at(-1),
    ).toMatchObject({
      verdict: 'human',
      again: true,
    });
    expect((await changesOf(contactId)).length).toBe(changes);
  });

  it('undoes what a machine did when a colleague says that it was one', async () => {
    const [, contactId = ''] = unsure();
    const [run] = await runsOf(contactId);
    const id = run?.id ?? '';
    await api.call(ROUTES.clicks.correct, { params: { id }, body: { verdict: 'bot' } });
    const after = await until(async () => {
      const found = await api.call(ROUTES.runs.get, { params: { id } });
      return found.status === 'succeeded' && found.steps[0]?.undone ? found : undefined;
    });
    expect(after.steps.map(({ undone, reason }) => undone?.kept ?? reason?.code)).toEqual([
      false,
      false,
      'click.machine',
    ]);
    // The undo is in the history of the card, like the changes.
    expect((await changesOf(contactId)).length).toBe(4);
    expect(await link()).toMatchObject({ humanClickers: 39, suspectClickers: 0 });
  });
});
