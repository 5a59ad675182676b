import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROUTES, type SendingView } from '@linkflow/contracts';
import { newId } from '@linkflow/platform';
import type { StoredRun } from '@linkflow/engine';
import { signIn, startApps, testEnvironment, until, type ApiClient, type RunningApps } from '../support';
import { engineForFile, type Engine, type Person } from '../support/engine';
import { startMailServer, type MailServer } from '../support/mail-server';
import { messageTo } from '../support/received-mail';

const environment = testEnvironment('send-mailing');
const server: MailServer = await startMailServer();
let engine: Engine;
let apps: RunningApps;
let api: ApiClient;

engineForFile(environment, (started) => (engine = started), {
  SMTP_URL: `smtp://127.0.0.1:${server.port}?connections=4`,
  MAIL_FROM: 'Fjord <post@example.no>',
  MAIL_BOUNCE_DOMAIN: 'bounce.example.no',
  MAIL_RECONCILE_MS: '200',
});
beforeAll(async () => {
  apps = await startApps({ environment, only: ['api'], seedDemo: true });
  api = await signIn(apps.apiUrl);
}, 180_000);
afterAll(async () => {
  await apps?.stop();
  await server.stop();
});

/** A mailing without recipients that is open for workflows, unless `opens` is false. */
async function aMailing({ opens = true } = {}): Promise<string> {
  const html = `<p>Hei {{contact.firstName|du}}</p><a href="{{link:unsubscribe}}">Meld av</a>`;
  const from = { name: 'Fjord', address: 'post@example.no' };
  const { id, revision } = await api.call(ROUTES.mailings.create, {
    body: { name: 'Velkommen', subject: `Velkommen ${newId()}`, html, from },
  });
  if (!opens) return id;
  await api.call(ROUTES.sending.start, { params: { id }, body: { revision, openForWorkflows: true } });
  await inState(id, 'sending');
  return id;
}

const sendingOf = (id: string): Promise<SendingView> => api.call(ROUTES.sending.get, { params: { id } });
const inState = (id: string, state: SendingView['state']): Promise<unknown> =>
  until(async () => (await sendingOf(id)).state === state, { what: `the state ${state} of a mailing` });

/** A person with an address of their own. */
async function aPerson({ contact = true } = {}): Promise<Person & { email: string }> {
  const email = `${newId()}@example.no`;
  const person = await engine.person(contact);
  const { connection } = engine;
  if (person.contactId)
    await connection
      .collection<{ _id: string }>('contacts')
      .updateOne({ _id: person.contactId }, { $set: { email, emailKey: email } });
  await connection
    .collection<{ _id: string }>('recipients')
    .updateOne({ _id: person.recipientId }, { $set: { email } });
  return { ...person, email };
}

const sending = (mailingId: string) => ({ id: 'mail', type: 'send-mailing', params: { mailingId } });

/** A link whose workflow sends the mailing. */
const aLink = async (mailingId: string): Promise<string> => (await engine.scene([sending(mailingId)])).link;

/** Lets a person click the link, and returns the run when it has ended. */
async function click(link: string, person: Person): Promise<StoredRun> {
  const clicked = engine.clickOf(link, person);
  await engine.deliver([clicked]);
  return until(() => engine.ended(clicked.id), { what: 'the end of a run' });
}

const messagesTo = (email: string) => server.taken.filter(({ to }) => to === email);
const arrived = (email: string): Promise<unknown> =>
  until(() => messagesTo(email).length > 0, { what: `a message to ${email}` });
const reasonOf = (run: StoredRun) => [run.status, run.steps[0]?.status, run.steps[0]?.reason?.code];

describe('a step that sends a mailing', () => {
  it('sends each person the message once, however often they click and on whatever link', async () => {
    const mailingId = await aMailing();
    const [first, second] = [await aLink(mailingId), await aLink(mailingId)];
    const person = await aPerson();
    const run = await click(first, person);
    expect(run).toMatchObject({ status: 'succeeded', steps: [{ output: { queued: true } }] });
    await arrived(person.email);
    for (const link of [first, second])
      expect(reasonOf(await click(link, person))).toEqual(['succeeded', 'skipped', 'mailing.sent-before']);
    expect(messagesTo(person.email)).toHaveLength(1);
    expect((await messageTo(server, person.email)).text).toContain('Hei Kari');
    const { state, openForWorkflows, counts } = await sendingOf(mailingId);
    expect([state, openForWorkflows, counts.sent]).toEqual(['sending', true, 1]);
  });

  it('sends many people their own message together', async () => {
    const mailingId = await aMailing();
    const link = await aLink(mailingId);
    const people = await Promise.all(Array.from({ length: 60 }, () => aPerson()));
    // Each of them clicks twice at the same time.
    const clicks = [...people, ...people].map((person) => engine.clickOf(link, person));
    await engine.deliver(clicks);
    const runs = await Promise.all(
      clicks.map(({ id }) => until(() => engine.ended(id), { what: 'the end of a run' })),
    );
    expect(runs.map(({ status }) => status)).toEqual(clicks.map(() => 'succeeded'));
    for (const { email } of people) await arrived(email);
    expect(people.map(({ email }) => messagesTo(email).length)).toEqual(people.map(() => 1));
    expect(await engine.count('recipients', { mailingId })).toBe(people.length);
    const { recipients } = await api.call(ROUTES.mailings.get, { params: { id: mailingId } });
    expect(recipients).toBe(people.length);
  });

  it('uses the address of the clicked mailing for a person without a contact card', async () => {
    const person = await aPerson({ contact: false });
    const run = await click(await aLink(await aMailing()), person);
    expect(run.status).toBe('succeeded');
    await arrived(person.email);
    expect((await messageTo(server, person.email)).text).toContain('Hei du');
  });

  it('is repeated without a second message after its worker died before the result was stored', async () => {
    const mailingId = await aMailing();
    const link = await aLink(mailingId);
    const person = await aPerson();
    const { _id } = await click(link, person);
    await arrived(person.email);
    // As if the run had been stored before the step, and never after it.
    await engine.connection
      .collection<{ _id: string }>('runs')
      .updateOne(
        { _id },
        { $set: { status: 'running', steps: [], dueAt: new Date(0) }, $unset: { endedAt: '', path: '' } },
      );
    const run = await until(() => engine.ended(_id), { what: 'the end of the repeated run' });
    expect(run).toMatchObject({ status: 'succeeded', steps: [{ output: { queued: true } }] });
    expect(messagesTo(person.email)).toHaveLength(1);
  });

  it('leaves out a person who has unsubscribed, and says so in the run and in the recipients', async () => {
    const mailingId = await aMailing();
    const person = await aPerson();
    await api.call(ROUTES.subscriptions.change, {
      params: { id: person.contactId ?? '' },
      body: { typeId: null, unsubscribed: true, reason: 'Ba om det på telefon' },
    });
    const run = await click(await aLink(mailingId), person);
    expect(reasonOf(run)).toEqual(['succeeded', 'skipped', 'mailing.left-out.unsubscribed.all']);
    const { items } = await api.call(ROUTES.recipients.list, { params: { id: mailingId }, query: {} });
    expect(items).toMatchObject([{ email: person.email, blocked: 'unsubscribed.all' }]);
  });

  it('does not restore a recipient whom a colleague has removed', async () => {
    const mailingId = await aMailing();
    const link = await aLink(mailingId);
    const person = await aPerson();
    await click(link, person);
    await arrived(person.email);
    const { items } = await api.call(ROUTES.recipients.list, { params: { id: mailingId }, query: {} });
    const id = items[0]?.id ?? '';
    await api.call(ROUTES.recipients.remove, { params: { id: mailingId, recipientId: id } });
    await click(link, person);
    expect(await engine.count('recipients', { mailingId, removedAt: null })).toBe(0);
  });

  it('fails if the mailing is not open, and succeeds when it is retried after it was opened', async () => {
    const mailingId = await aMailing({ opens: false });
    const person = await aPerson();
    const run = await click(await aLink(mailingId), person);
    expect(run.steps[0]).toMatchObject({ status: 'failed', reason: { code: 'mailing.not-open' } });
    const { revision } = await api.call(ROUTES.mailings.get, { params: { id: mailingId } });
    await api.call(ROUTES.sending.start, {
      params: { id: mailingId },
      body: { revision, openForWorkflows: true },
    });
    await inState(mailingId, 'sending');
    await api.call(ROUTES.runs.retry, { params: { id: run._id }, body: {} });
    await arrived(person.email);
  });

  it('fails for a mailing that does not exist', async () => {
    const run = await click(await aLink(newId()), await aPerson());
    expect(run.steps[0]).toMatchObject({ status: 'failed', reason: { code: 'mailing.missing' } });
  });
});

describe('a mailing that is open for workflows', () => {
  it('ends when it is closed, and can be opened again', async () => {
    const mailingId = await aMailing();
    const link = await aLink(mailingId);
    await api.call(ROUTES.sending.close, { params: { id: mailingId } });
    await inState(mailingId, 'finished');
    expect(reasonOf(await click(link, await aPerson()))[2]).toBe('mailing.not-open');
    const { state, openForWorkflows } = await api.call(ROUTES.sending.open, { params: { id: mailingId } });
    expect([state, openForWorkflows]).toEqual(['sending', true]);
    const person = await aPerson();
    await click(link, person);
    await arrived(person.email);
  });

  it('keeps messages waiting while it is paused, and is not open any more once it is stopped', async () => {
    const mailingId = await aMailing();
    const link = await aLink(mailingId);
    await api.call(ROUTES.sending.pause, { params: { id: mailingId } });
    const person = await aPerson();
    expect((await click(link, person)).steps[0]?.output).toEqual({ queued: true });
    expect((await sendingOf(mailingId)).counts).toMatchObject({ queued: 1, sent: 0 });
    await api.call(ROUTES.sending.resume, { params: { id: mailingId } });
    await arrived(person.email);
    await api.call(ROUTES.sending.stop, { params: { id: mailingId } });
    expect(await sendingOf(mailingId)).toMatchObject({ state: 'stopped', openForWorkflows: false });
    expect(reasonOf(await click(link, await aPerson()))[2]).toBe('mailing.not-open');
  });

  it('cannot be opened before it was started', async () => {
    const id = await aMailing({ opens: false });
    await expect(api.call(ROUTES.sending.open, { params: { id } })).rejects.toThrow(
      'mailing.sending-started',
    );
  });
});
