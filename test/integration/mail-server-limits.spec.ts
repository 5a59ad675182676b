import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROUTES } from '@linkflow/contracts';
import { signIn, startApps, testEnvironment, until, type ApiClient, type RunningApps } from '../support';
import { startMailServer, type MailServer } from '../support/mail-server';

/** What workers may do to a mail server, and what they do when it refuses an address or is away. Two workers share the work. */
const environment = testEnvironment('mail-server-limits');
const PER_SECOND = 20;
const PER_DOMAIN = 5;
const GONE = 'borte@example.no';

let server: MailServer;
let apps: RunningApps;
let api: ApiClient;
/** When each address was named, and the name of the worker that did it. */
const named: { address: string; at: number; worker: string }[] = [];

beforeAll(async () => {
  server = await startServer();
  apps = await startApps({
    environment,
    only: ['api', 'worker'],
    seedDemo: true,
    env: {
      SMTP_URL: `smtp://127.0.0.1:${server.port}?name=first.test`,
      MAIL_FROM: 'Fjord <post@fjord.example>',
      MAIL_RATE_PER_SECOND: String(PER_SECOND),
      MAIL_RATE_PER_DOMAIN: String(PER_DOMAIN),
      MAIL_RECONCILE_MS: '200',
      MAIL_PROBE_MS: '200',
    },
  });
  api = await signIn(apps.apiUrl);
}, 180_000);
afterAll(async () => {
  await apps?.stop();
  await server?.stop();
  await environment.dispose();
});

const startServer = (port = 0): Promise<MailServer> =>
  startMailServer(
    undefined,
    {
      onMailFrom(_address, session, callback) {
        workers.set(session.id, session.hostNameAppearsAs);
        callback();
      },
      onRcptTo({ address }, session, callback) {
        named.push({ address, at: performance.now(), worker: workers.get(session.id) ?? '' });
        if (address !== GONE) return callback();
        callback(Object.assign(new Error('5.1.1 User unknown'), { responseCode: 550 }));
      },
    },
    port,
  );
/** The name that the client of a session gave. */
const workers = new Map<string, string>();

let counter = 0;
async function aContact(email: string): Promise<string> {
  counter += 1;
  return (await api.call(ROUTES.contacts.create, { body: { lastName: `Nordmann ${counter}`, email } })).id;
}

async function aMailingTo(contactIds: string[]): Promise<{ id: string; revision: number }> {
  const html = '<p>Våren er her.</p><a href="{{link:unsubscribe}}">Meld av</a>';
  const { id, revision } = await api.call(ROUTES.mailings.create, {
    body: { name: 'Vårbrev', subject: 'Vårens nyheter', html },
  });
  await api.call(ROUTES.recipients.add, { params: { id }, body: { contactIds } });
  return { id, revision };
}

const start = ({ id, revision }: { id: string; revision: number }) =>
  api.call(ROUTES.sending.start, { params: { id }, body: { revision } });
const ended = (id: string) =>
  until(async () => (await api.call(ROUTES.sending.get, { params: { id } })).state === 'finished', {
    deadlineMs: 60_000,
    everyMs: 100,
    what: 'the end of the sending',
  });

describe('the mail server', () => {
  it('gets no more messages a second than the settings say, from two workers together', async () => {
    await apps.another('worker', { SMTP_URL: `smtp://127.0.0.1:${server.port}?name=second.test` });
    const addresses = [
      ...Array.from({ length: 15 }, (_, n) => `kari.${n}@en.example`),
      ...Array.from({ length: 60 }, (_, n) => `kari.${n}@nr${n}.example`),
    ];
    const contacts = await Promise.all(addresses.map(aContact));
    // More mailings than one worker sends at the same time, so that both workers have some.
    const mailings = await Promise.all(
      Array.from({ length: 16 }, (_, part) => aMailingTo(contacts.filter((_id, n) => n % 16 === part))),
    );
    named.length = 0;
    const since = performance.now();
    for (const mailing of mailings) await start(mailing);
    for (const { id } of mailings) await ended(id);

    expect(named.map(({ address }) => address).sort()).toEqual([...addresses].sort());
    expect([...new Set(named.map(({ worker }) => worker))].sort()).toEqual(['first.test', 'second.test']);
    // At most one second's worth may leave at once; each further message needs its share of a second.
    const soonest = (count: number, rate: number): number => ((count - rate) / rate) * 1_000;
    named.forEach(({ at }, n) => expect(at - since).toBeGreaterThanOrEqual(soonest(n + 1, PER_SECOND)));
    named
      .filter(({ address }) => address.endsWith('@en.example'))
      .forEach(({ at }, n) => expect(at - since).toBeGreaterThanOrEqual(soonest(n + 1, PER_DOMAIN)));
  }, 90_000);

  it('has an address blocked that it calls wrong', async () => {
    const contacts = [await aContact(GONE), await aContact('kari@der.example')];
    const first = await aMailingTo(contacts);
    await start(first);
    await ended(first.id);
    const { counts } = await api.call(ROUTES.sending.get, { params: { id: first.id } });
    expect(counts).toMatchObject({ sent: 1, failed: 1 });

    const next = await aMailingTo(contacts);
    const { recipients } = await api.call(ROUTES.mailCheck.get, { params: { id: next.id } });
    expect(recipients).toEqual({ ready: 1, blocked: { bounced: 1 }, preparing: false });
  }, 60_000);

  it('is named by the health of a worker while it is away, and the worker stays ready', async () => {
    const health = async (): Promise<{ code: number; status: string; attention: string[] }> => {
      const answer = await fetch(`${apps.workerUrl}/health/ready`);
      return { code: answer.status, ...((await answer.json()) as { status: string; attention: string[] }) };
    };
    await until(async () => (await health()).status === 'ok', { what: 'a worker in order' });
    const { port } = server;
    await server.stop();
    await until(async () => (await health()).status === 'degraded', { what: 'the problem' });
    expect(await health()).toMatchObject({
      code: 200,
      attention: [expect.stringMatching(/^mail server \(.+\)$/)],
    });
    server = await startServer(port);
    await until(async () => (await health()).status === 'ok', { what: 'the server back' });
  }, 60_000);
});
