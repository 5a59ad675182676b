import { simpleParser } from 'mailparser';
import mongoose, { type Connection } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROUTES, type SendingView } from '@linkflow/contracts';
import { searchTextOf } from '@linkflow/mailings';
import { newId } from '@linkflow/platform';
import { signIn, startApps, testEnvironment, until, type ApiClient, type RunningApps } from '../support';
import { startMailServer, type Conduct, type MailServer } from '../support/mail-server';

const CONDUCT: Record<string, Conduct> = {
  'unknown@example.no': { at: 'rcpt', code: 550, text: 'No such person' },
  'spam@example.no': { at: 'data', code: 554, text: 'Looks like spam' },
  'cut@example.no': { at: 'drop-after-taking' },
};

const environment = testEnvironment('mail-sending');
let server: MailServer;
let apps: RunningApps;
let api: ApiClient;
let db: Connection;
/** How often each address was refused for now. */
const busy = new Map<string, number>();

beforeAll(async () => {
  server = await startMailServer((address) => {
    if (!address.startsWith('busy')) return CONDUCT[address];
    const times = (busy.get(address) ?? 0) + 1;
    busy.set(address, times);
    return times > 2 ? undefined : { at: 'rcpt', code: 450, text: 'Mailbox busy' };
  });
  apps = await startApps({
    environment,
    only: ['api', 'worker'],
    seedDemo: true,
    env: {
      SMTP_URL: `smtp://127.0.0.1:${server.port}?connections=4`,
      MAIL_FROM: 'Fjord <post@example.no>',
      MAIL_BOUNCE_DOMAIN: 'bounce.example.no',
      MAIL_LEASE_MS: '2000',
      MAIL_RETRY_MS: '200',
      MAIL_RECONCILE_MS: '200',
    },
  });
  api = await signIn(apps.apiUrl);
  db = await mongoose.createConnection(environment.mongoUri).asPromise();
}, 180_000);
afterAll(async () => {
  await db?.close();
  await apps?.stop();
  await server?.stop();
  await environment.dispose();
});

interface Made {
  id: string;
  revision: number;
  linkId: string;
}

async function aMailing(addresses: readonly string[]): Promise<Made> {
  const link = await api.call(ROUTES.links.create, { body: { name: 'Tilbud', url: 'https://example.com/' } });
  const html = `<p>Hei {{contact.firstName|du}}</p><a href="{{link:${link.id}}}">Tilbud</a> <a href="{{link:unsubscribe}}">Meld av</a>`;
  const { id, revision } = await api.call(ROUTES.mailings.create, {
    body: { name: 'Nyheter', subject: 'Nyheter på vei', html },
  });
  await addRecipients(id, addresses);
  return { id, revision, linkId: link.id };
}

async function addRecipients(mailingId: string, addresses: readonly string[]): Promise<string[]> {
  if (addresses.length === 0) return [];
  const recipients = addresses.map((email) => ({
    _id: newId(),
    mailingId,
    contactId: null,
    email,
    addressKey: email,
    name: 'Kåre Ås',
    searchText: searchTextOf({ email, name: 'Kåre Ås' }),
    addedAt: new Date(),
    removedAt: null,
  }));
  await db.collection<{ _id: string }>('recipients').insertMany(recipients);
  return recipients.map(({ _id }) => _id);
}

async function setSending({ id }: Made, sending: Record<string, unknown>): Promise<void> {
  const by = { id: newId(), name: 'Ingrid' };
  await db
    .collection<{ _id: string }>('mailings')
    .updateOne({ _id: id }, { $set: { sending: { by, ...sending } } });
}

const start = ({ id, revision }: Made): Promise<SendingView> =>
  api.call(ROUTES.sending.start, { params: { id }, body: { revision } });
const ended = (id: string): Promise<unknown> =>
  until(async () => (await api.call(ROUTES.sending.get, { params: { id } })).state === 'finished', {
    deadlineMs: 30_000,
    everyMs: 100,
    what: 'the end of the sending',
  });
const countsOf = async ({ id }: Made) => (await api.call(ROUTES.sending.get, { params: { id } })).counts;
const takenBy = (address: string) => server.taken.filter(({ to }) => to === address);

describe('sending a mailing', () => {
  it('gives everyone what the server said, and tries again where it asked for it', async () => {
    const others = Array.from({ length: 40 }, (_, n) => `person${n}@example.no`);
    const mailing = await aMailing([
      ...others,
      'unknown@example.no',
      'spam@example.no',
      'cut@example.no',
      'busy1@example.no',
    ]);
    await start(mailing);
    await ended(mailing.id);

    expect(await countsOf(mailing)).toMatchObject({
      sent: 41,
      failed: 2,
      uncertain: 1,
      queued: 0,
      deferred: 0,
    });
    for (const address of [...others, 'busy1@example.no', 'cut@example.no'])
      expect(takenBy(address)).toHaveLength(1);
    const tried = await api.call(ROUTES.sending.deliveries, {
      params: { id: mailing.id },
      query: { q: 'busy1' },
    });
    expect(tried.items[0]).toMatchObject({ state: 'sent', attempts: 3, dueAt: null });
    const { items } = await api.call(ROUTES.sending.deliveries, {
      params: { id: mailing.id },
      query: { state: 'failed', q: 'unknown' },
    });
    expect(items[0]).toMatchObject({
      email: 'unknown@example.no',
      reason: { en: expect.stringContaining('No such person') },
    });
  });

  it('writes personal messages with the headers of a mailing', async () => {
    const mailing = await aMailing(['header@example.no']);
    await start(mailing);
    await ended(mailing.id);
    const [{ source, from } = { source: '', from: '' }] = takenBy('header@example.no');
    expect(from).toMatch(/^bounce\+[0-9a-f]{24}\.1\.[0-9a-f]{16}@bounce\.example\.no$/);
    const parsed = await simpleParser(source);
    expect(parsed.subject).toBe('Nyheter på vei');
    expect(parsed.from?.value[0]).toEqual({ name: 'Fjord', address: 'post@example.no' });
    expect(parsed.to).toMatchObject({ value: [{ name: 'Kåre Ås', address: 'header@example.no' }] });
    expect(parsed.html).toContain('Hei du');
    expect(parsed.html).toMatch(/href="http:\/\/localhost:\d+\/c\/[\w-]{56}"/);
    expect(parsed.text).toContain('Hei du');
    expect(parsed.headerLines.filter(({ key }) => key === 'list-unsubscribe')).toHaveLength(1);
    expect(parsed.headerLines.filter(({ key }) => key === 'list-unsubscribe-post')).toEqual([
      { key: 'list-unsubscribe-post', line: 'List-Unsubscribe-Post: List-Unsubscribe=One-Click' },
    ]);
  });

  it('refuses another start, and changes of the content, but not of the name', async () => {
    const mailing = await aMailing(['once@example.no']);
    await start(mailing);
    const { id, revision } = mailing;
    const again = await api.send('POST', `/api/mailings/${id}/sending`, { revision });
    expect(again).toMatchObject({ status: 409, body: { code: 'mailing.sending-started' } });
    const edit = await api.send('PATCH', `/api/mailings/${id}`, { revision, subject: 'Noe annet' });
    expect(edit).toMatchObject({ status: 409, body: { code: 'mailing.sending-started' } });
    const rename = await api.send('PATCH', `/api/mailings/${id}`, { revision, name: 'Nytt navn' });
    expect(rename.status).toBe(200);
    await ended(id);
    expect(takenBy('once@example.no')).toHaveLength(1);
  });

  it('refuses a start without recipients, of another revision, and in the past', async () => {
    const empty = await aMailing(['x@example.no']);
    await db.collection('recipients').deleteMany({ mailingId: empty.id });
    const path = `/api/mailings/${empty.id}/sending`;
    expect(await api.send('POST', path, { revision: empty.revision })).toMatchObject({
      status: 422,
      body: { code: 'mailing.not-ready' },
    });
    const mailing = await aMailing(['x@example.no']);
    const other = `/api/mailings/${mailing.id}/sending`;
    expect(await api.send('POST', other, { revision: 7 })).toMatchObject({
      status: 409,
      body: { code: 'draft.stale' },
    });
    const at = { day: '2020-01-01', time: '10:00' };
    expect(await api.send('POST', other, { revision: mailing.revision, at })).toMatchObject({ status: 422 });
  });

  it('waits for the time in the zone of the organisation, and can be cancelled until then', async () => {
    const mailing = await aMailing(['later-on@example.no']);
    const at = { day: '2099-07-01', time: '10:00' };
    const scheduled = await api.call(ROUTES.sending.start, {
      params: { id: mailing.id },
      body: { revision: mailing.revision, at },
    });
    // Oslo is two hours ahead of UTC in July.
    expect(scheduled).toMatchObject({ state: 'scheduled', scheduledAt: '2099-07-01T08:00:00.000Z' });
    expect((await api.call(ROUTES.sending.cancel, { params: { id: mailing.id } })).state).toBeNull();
    await api.call(ROUTES.sending.start, {
      params: { id: mailing.id },
      body: { revision: mailing.revision, at },
    });
    await db
      .collection<{ _id: string }>('mailings')
      .updateOne({ _id: mailing.id }, { $set: { 'sending.scheduledAt': new Date() } });
    await ended(mailing.id);
    expect(takenBy('later-on@example.no')).toHaveLength(1);
  });

  it('tells open pages when it is planned, made a draft again, and stopped', async () => {
    const mailing = await aMailing(['told@example.no']);
    const params = { id: mailing.id };
    const closed = new AbortController();
    const stream = await fetch(`${apps.apiUrl}/api/events?topics=mailing:${mailing.id}`, {
      headers: { cookie: api.cookie },
      signal: closed.signal,
    });
    let received = '';
    const reading = (async () => {
      for await (const chunk of stream.body ?? []) received += Buffer.from(chunk as Uint8Array).toString();
    })();
    const told = (times: number) =>
      until(() => received.split(mailing.id).length > times, { what: `event ${times}` });
    await until(() => received.includes('event: ready'));
    const at = { day: '2099-07-01', time: '10:00' };
    await api.call(ROUTES.sending.start, { params, body: { revision: mailing.revision, at } });
    await told(1);
    await setSending(mailing, { state: 'refused', problem: { code: 'sending.not-compiled' } });
    expect(await api.call(ROUTES.sending.cancel, { params })).toMatchObject({ state: null, problem: null });
    await told(2);
    await setSending(mailing, { state: 'paused' });
    await api.call(ROUTES.sending.stop, { params });
    await told(3);
    closed.abort();
    await reading.catch(() => undefined);
  });

  it('cannot be deleted while it waits, and nobody gets it after it was deleted', async () => {
    const mailing = await aMailing([]);
    const { id } = mailing;
    const remove = () => api.send('DELETE', `/api/mailings/${id}`);
    for (const state of ['scheduled', 'paused']) {
      await setSending(mailing, { state, scheduledAt: new Date('2099-07-01') });
      const refused = { status: 409, body: { code: 'mailing.being-sent', details: { state } } };
      expect(await remove()).toMatchObject(refused);
    }
    await api.call(ROUTES.sending.stop, { params: { id } });
    expect((await remove()).status).toBe(204);

    // A release before could delete it while it was being sent.
    await setSending(mailing, { state: 'sending' });
    const due = { state: 'queued', round: 1, attempts: 0, dueAt: new Date(), at: new Date() };
    const [recipientId = '', testId = ''] = await addRecipients(id, ['gone@example.no', 'gone2@example.no']);
    const recipients = db.collection<{ _id: string }>('recipients');
    await recipients.updateOne({ _id: recipientId }, { $set: { delivery: due } });
    await recipients.updateOne({ _id: testId }, { $set: { delivery: due, test: true } });
    await until(() => recipients.findOne({ _id: testId, 'delivery.state': 'skipped' }), { what: 'the test' });
    const other = await aMailing(['other@example.no']);
    await start(other);
    await ended(other.id);
    expect(await recipients.findOne({ _id: recipientId })).toMatchObject({ delivery: { state: 'queued' } });
    expect(server.taken.filter(({ to }) => to.startsWith('gone'))).toEqual([]);
  });

  it('shows online the message that was sent, also after the footer of its type has changed', async () => {
    const { id: typeId } = await api.call(ROUTES.subscriptionTypes.create, {
      body: {
        name: { en: 'News', nb: 'Nytt' },
        footer: '<p>Første bunntekst. <a href="{{link:unsubscribe}}">Meld av</a></p>',
      },
    });
    const html = '<p>Hei, her er nyhetene.</p><a href="{{link:view-online}}">Les i nettleseren</a>';
    const { id, revision } = await api.call(ROUTES.mailings.create, {
      body: { name: 'Nytt', subject: 'Nytt', html, typeId },
    });
    await addRecipients(id, ['online@example.no']);
    await start({ id, revision, linkId: '' });
    await ended(id);
    await api.call(ROUTES.subscriptionTypes.update, {
      params: { id: typeId },
      body: { footer: '<p>Andre bunntekst. <a href="{{link:unsubscribe}}">Meld av</a></p>' },
    });
    const [message] = takenBy('online@example.no');
    const { html: sent } = await simpleParser(message?.source ?? '');
    const token = /\/o\/([\w-]+)/.exec(String(sent))?.[1] ?? '';
    const page = await (await fetch(`${apps.apiUrl}/o/${token}`)).text();
    expect(page).toContain('Første bunntekst.');
    expect(page).not.toContain('Andre bunntekst.');
  });

  it('leaves out who waits when it is stopped, and sends to them when asked to', async () => {
    const mailing = await aMailing(['busy-stop@example.no']);
    busy.set('busy-stop@example.no', -1_000);
    await start(mailing);
    const { id } = mailing;
    await until(async () => (await countsOf(mailing)).deferred === 1, {
      deadlineMs: 10_000,
      everyMs: 50,
      what: 'a deferred message',
    });
    expect((await api.call(ROUTES.sending.pause, { params: { id } })).state).toBe('paused');
    expect((await api.call(ROUTES.sending.stop, { params: { id } })).counts).toMatchObject({ skipped: 1 });
    // A process that stopped a sending may be killed before it leaves out those who wait.
    const again = { 'delivery.state': 'deferred', 'delivery.at': new Date(), 'delivery.dueAt': new Date() };
    await db.collection('recipients').updateOne({ mailingId: id }, { $set: again });
    await until(async () => (await countsOf(mailing)).skipped === 1, { what: 'the end of the stop' });
    busy.set('busy-stop@example.no', 10);
    const [late] = await addRecipients(id, ['late@example.no']);
    await api.call(ROUTES.sending.notReached, { params: { id } });
    await ended(id);
    expect(await countsOf(mailing)).toMatchObject({ sent: 2, skipped: 0 });
    // A chosen one gets it again, under another Message-ID.
    await api.call(ROUTES.sending.resend, { params: { id }, body: { recipientIds: [late ?? ''] } });
    await until(() => takenBy('late@example.no').length === 2, { deadlineMs: 10_000, everyMs: 50 });
    const ids = await Promise.all(
      takenBy('late@example.no').map(async ({ source }) => (await simpleParser(source)).messageId),
    );
    expect(new Set(ids).size).toBe(2);
  });

  it('keeps the address that a message was sent to, also when it waits to be sent again', async () => {
    const mailing = await aMailing(['kept@example.no']);
    await start(mailing);
    await ended(mailing.id);
    const [recipient] = (await api.call(ROUTES.sending.deliveries, { params: { id: mailing.id }, query: {} }))
      .items;
    const recipientId = recipient?.recipientId ?? '';
    const recipients = db.collection<{ _id: string }>('recipients');
    const stored = () => recipients.findOne({ _id: recipientId });
    expect(await stored()).toMatchObject({ delivery: { round: 1, sentTo: 'kept@example.no' } });
    await recipients.updateOne({ _id: recipientId }, { $set: { email: 'corrected@example.no' } });
    await apps.kill('worker');
    await api.call(ROUTES.sending.resend, {
      params: { id: mailing.id },
      body: { recipientIds: [recipientId] },
    });
    expect(await stored()).toMatchObject({
      delivery: {
        state: 'queued',
        round: 2,
        sentTo: 'kept@example.no',
        earlier: [{ round: 1, sentTo: 'kept@example.no' }],
      },
    });
    await apps.restart('worker');
    await until(() => takenBy('corrected@example.no').length === 1, { deadlineMs: 30_000, everyMs: 50 });
    await ended(mailing.id);
    expect(await stored()).toMatchObject({ delivery: { sentTo: 'corrected@example.no' } });
  });

  it('sends tests that are in no list and no count', async () => {
    const mailing = await aMailing(['real@example.no']);
    const tests = await api.call(ROUTES.sending.test, {
      params: { id: mailing.id },
      body: { addresses: ['me@example.no'] },
    });
    expect(tests).toMatchObject([{ email: 'me@example.no', state: 'queued' }]);
    await until(() => takenBy('me@example.no').length === 1, {
      deadlineMs: 15_000,
      everyMs: 50,
      what: 'the test',
    });
    expect(takenBy('real@example.no')).toEqual([]);
    const [test] = takenBy('me@example.no');
    expect((await simpleParser(test?.source ?? '')).subject).toBe('[Test] Nyheter på vei');
    expect(await api.call(ROUTES.sending.get, { params: { id: mailing.id } })).toMatchObject({
      state: null,
      waiting: 1,
      counts: { sent: 0 },
    });
    await until(
      async () => (await api.call(ROUTES.sending.tests, { params: { id: mailing.id } }))[0]?.state === 'sent',
      { deadlineMs: 5_000, everyMs: 50 },
    );
  });
});

describe('the outbox', () => {
  it('keeps each message as its recipient would have got it, when there is no mail server', async () => {
    await apps.restart('worker', { SMTP_URL: '' });
    const mailing = await aMailing(['outbox@example.no']);
    await start(mailing);
    await ended(mailing.id);
    const { items, total } = await api.call(ROUTES.outbox.list, {
      query: { mailingId: mailing.id, q: 'outbox@' },
    });
    expect(total).toBe(1);
    expect(items[0]).toMatchObject({ to: 'outbox@example.no', test: false, subject: 'Nyheter på vei' });
    const id = items[0]?.id ?? '';
    const message = await api.call(ROUTES.outbox.get, { params: { id } });
    expect(message.text).toContain('Hei du');
    expect(message.headers).toContainEqual({ name: 'To', value: 'Kåre Ås <outbox@example.no>' });
    expect((await simpleParser(message.source)).subject).toBe('Nyheter på vei');
    const page = await fetch(`${apps.apiUrl}/api/outbox/${id}/html`, { headers: { cookie: api.cookie } });
    expect(page.headers.get('content-security-policy')).toContain('sandbox');
    expect(page.headers.get('content-security-policy')).not.toContain('allow-scripts');
    expect(await page.text()).toMatch(/Hei du.*\/c\/[\w-]{56}/s);
  });

  it('marks tests, and opens them as their recipient', async () => {
    const mailing = await aMailing(['reader@example.no']);
    const params = { id: mailing.id };
    await api.call(ROUTES.sending.test, { params, body: { addresses: ['me@example.no'] } });
    const [item] = await until(
      async () => {
        const { items } = await api.call(ROUTES.outbox.list, { query: { mailingId: mailing.id } });
        return items.length > 0 && items;
      },
      { what: 'the test in the outbox' },
    );
    expect(item).toMatchObject({ to: 'me@example.no', test: true, subject: '[Test] Nyheter på vei' });
    const { url } = await api.call(ROUTES.recipients.address, {
      params: { ...params, recipientId: item?.recipientId ?? '' },
    });
    expect((await fetch(url)).status).toBe(200);
  });
});
