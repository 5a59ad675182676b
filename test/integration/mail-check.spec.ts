import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { simpleParser } from 'mailparser';
import mongoose, { type Connection } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  EMPTY_WORKFLOW,
  ROUTES,
  type CreateMailing,
  type MailingCheck,
  type SenderCheck,
} from '@linkflow/contracts';
import { startDnsServer, type DnsServer } from '../support/dns-server';
import { signIn, startApps, testEnvironment, until, type ApiClient, type RunningApps } from '../support';
import { startMailServer, type MailServer } from '../support/mail-server';

/** The check before sending, with planted mistakes, a mail server and a DNS server of this test. */
const environment = testEnvironment('mail-check');
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PUBLIC_KEY = createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).toString('base64');
const LEAVE = '<p>Vi gleder oss til våren.</p><a href="{{link:unsubscribe}}">Meld av</a>';

let records: Record<string, readonly string[] | null> = {};
let dns: DnsServer;
let server: MailServer;
let apps: RunningApps;
let api: ApiClient;
let db: Connection;

beforeAll(async () => {
  server = await startMailServer();
  dns = await startDnsServer((name) => (name in records ? (records[name] ?? null) : []));
  apps = await startApps({
    environment,
    only: ['api', 'worker'],
    seedDemo: true,
    env: {
      SMTP_URL: `smtp://127.0.0.1:${server.port}`,
      MAIL_FROM: 'Fjord <post@fjord.example>',
      MAIL_FROM_DOMAINS: 'fjord.example, butikk.example',
      MAIL_DNS_SERVERS: dns.address,
      MAIL_DKIM_DOMAIN: 'fjord.example',
      MAIL_DKIM_SELECTOR: 's1',
      MAIL_DKIM_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      MAIL_RECONCILE_MS: '200',
    },
  });
  api = await signIn(apps.apiUrl);
  // Types of the demo would be missing in the mailings of these tests.
  for (const { id } of await api.call(ROUTES.subscriptionTypes.list))
    await api.call(ROUTES.subscriptionTypes.retire, { params: { id } });
  db = await mongoose.createConnection(environment.mongoUri).asPromise();
}, 180_000);
afterAll(async () => {
  await db?.close();
  await apps?.stop();
  await server?.stop();
  await dns?.stop();
  await environment.dispose();
});

let counter = 0;

async function aContact(): Promise<string> {
  counter += 1;
  const body = { lastName: `Nordmann ${counter}`, email: `kari.${counter}@example.no` };
  return (await api.call(ROUTES.contacts.create, { body })).id;
}

async function aLink(
  name: string,
  steps: { type: string; params: Record<string, unknown> }[] = [],
): Promise<string> {
  const { id } = await api.call(ROUTES.links.create, { body: { name, url: 'https://fjord.example/' } });
  if (steps.length === 0) return id;
  const document = {
    ...EMPTY_WORKFLOW,
    nodes: [...EMPTY_WORKFLOW.nodes, ...steps.map((step, index) => ({ ...step, id: `n${index}` }))],
    edges: steps.map((_, index) => ({
      id: `e${index}`,
      from: index === 0 ? { node: 'click', port: 'then' } : { node: `n${index - 1}`, port: 'next' },
      to: `n${index}`,
    })),
  };
  const body = { revision: 0, url: 'https://fjord.example/', document, layout: { positions: {} } };
  await api.call(ROUTES.workflows.saveDraft, { params: { id }, body });
  return id;
}

const publish = (id: string) => api.call(ROUTES.workflows.publish, { params: { id }, body: { revision: 1 } });

const anInterest = async (name: string): Promise<string> =>
  (await api.call(ROUTES.interests.create, { body: { name } })).id;

async function aMailing(
  html: string,
  { recipients = 1, ...body }: Partial<CreateMailing> & { recipients?: number } = {},
): Promise<string> {
  const { id } = await api.call(ROUTES.mailings.create, {
    body: { name: 'Vårbrev', subject: 'Vårens nyheter', ...body, html },
  });
  if (recipients === 0) return id;
  const contactIds = await Promise.all(Array.from({ length: recipients }, aContact));
  await api.call(ROUTES.recipients.add, { params: { id }, body: { contactIds } });
  return id;
}

const check = (id: string): Promise<MailingCheck> => api.call(ROUTES.mailCheck.get, { params: { id } });
const codesOf = ({ findings }: MailingCheck) => findings.map(({ severity, code }) => `${severity} ${code}`);
const checkSender = (id: string): Promise<SenderCheck> =>
  api.call(ROUTES.mailCheck.sender, { params: { id } });
const start = async (id: string) => {
  const { revision } = await api.call(ROUTES.mailings.get, { params: { id } });
  return api.send('POST', `/api/mailings/${id}/sending`, { revision });
};

describe('the check before sending', () => {
  it('finds nothing in the mailings of the demo that would refuse the start', async () => {
    const { items } = await api.call(ROUTES.mailings.list, { query: {} });
    expect(items.length).toBeGreaterThan(0);
    for (const { id, name } of items) {
      const errors = (await check(id)).findings.filter(({ severity }) => severity === 'error');
      expect([name, ...errors.map(({ text }) => text.en)]).toEqual([name]);
    }
  });

  it('does not take judging recipients again for recipients', async () => {
    const id = await aMailing(LEAVE, { recipients: 0 });
    await api.call(ROUTES.mailings.remove, { params: { id } });
    await api.call(ROUTES.mailings.restore, { params: { id } });
    expect(codesOf(await check(id))).toEqual(['error recipients.none']);
    expect(await start(id)).toMatchObject({ status: 422, body: { code: 'mailing.not-ready' } });
  });

  it('names planted mistakes with their places, refuses the start, and lets it go when they are mended', async () => {
    const { id: typeId } = await api.call(ROUTES.subscriptionTypes.create, {
      body: { name: { en: 'Newsletter', nb: 'Nyhetsbrev' } },
    });
    const unpublished = await aLink('Upublisert', [
      { type: 'set-interest', params: { interestId: await anInterest('Hage') } },
    ]);
    const id = await aMailing(
      `<p>Hei {{contact.fristName}}</p>\n<a href="{{link:${unpublished}}}">Les</a>\n<a href="http://">ødelagt</a>`,
      { recipients: 0, typeId },
    );
    const planted = await check(id);
    expect(codesOf(planted)).toEqual([
      'error content.problem',
      'error content.problem',
      'error unsubscribe.required',
      'error link.unpublished',
      'error recipients.none',
    ]);
    expect(planted.findings.map(({ jump }) => jump)).toEqual([
      { tab: 'content', line: 1 },
      { tab: 'links', occurrence: 1, line: 3 },
      { tab: 'content', add: 'footer' },
      { tab: 'links', occurrence: 0, line: 2 },
      { tab: 'recipients' },
    ]);
    expect(planted.findings[0]?.text.nb).toBe(
      'Flettefeltet {{contact.fristName}} finnes ikke. Mente du {{contact.firstName}}?',
    );
    const refused = await start(id);
    expect(refused).toMatchObject({ status: 422, body: { code: 'mailing.not-ready' } });
    expect(JSON.stringify(refused.body)).toContain('recipients.none');

    await publish(unpublished);
    await api.call(ROUTES.mailings.update, {
      params: { id },
      body: {
        revision: 0,
        html: `<p>Hei {{contact.firstName}}</p><a href="{{link:${unpublished}}}">Les</a>${LEAVE}`,
      },
    });
    await api.call(ROUTES.recipients.add, { params: { id }, body: { contactIds: [await aContact()] } });
    expect(codesOf(await check(id))).toEqual([]);
    // Without its type, those who have unsubscribed from the type get it too.
    const withoutType = await aMailing(LEAVE);
    const found = await check(withoutType);
    expect(codesOf(found)).toEqual(['warning type.missing']);
    expect(found.findings[0]?.text.nb).toBe(
      'Utsendelsen har ingen type, så den går også til folk som har meldt seg av «Nyhetsbrev» eller en annen type',
    );
    expect((await start(id)).status).toBe(200);
    // A type that is out of use can be chosen for no mailing, so there is nothing to say.
    await api.call(ROUTES.subscriptionTypes.retire, { params: { id: typeId } });
    expect(codesOf(await check(withoutType))).toEqual([]);
  });

  it('says what each link does, and which links undo each other', async () => {
    const interestId = await anInterest('Ski');
    const yes = await aLink('Ja takk', [{ type: 'set-interest', params: { interestId } }]);
    const no = await aLink('Nei takk', [
      { type: 'set-interest', params: { interestId } },
      { type: 'remove-interest', params: { interestId } },
    ]);
    await publish(yes);
    await publish(no);
    const id = await aMailing(
      `<a href="{{link:${yes}}}">Ja</a><a href="{{link:${no}}}">Nei</a>${LEAVE}<!--[if mso]><a href="{{link:${no}}}">Nei</a><![endif]-->`,
    );
    const found = await check(id);
    expect(found.links).toMatchObject([
      {
        link: { id: yes, name: 'Ja takk' },
        local: false,
        url: 'https://fjord.example/',
        sentences: [{ en: 'Add the interest “Ski”', nb: 'Legg til interessen «Ski»' }],
        signed: true,
      },
      {
        link: { id: no, name: 'Nei takk' },
        sentences: [{ nb: 'Legg til interessen «Ski»' }, { nb: 'Fjern interessen «Ski»' }],
        signed: true,
      },
    ]);
    expect(codesOf(found)).toEqual(['warning link.conflict', 'warning link.conflict']);
    expect(found.findings[0]?.text.nb).toBe(
      'Et klikk på «Nei takk» gjør først dette: Legg til interessen «Ski». Så gjør det dette: Fjern interessen «Ski». Det siste steget avgjør',
    );
    expect(found.links.map(({ conflicts }) => conflicts.length)).toEqual([1, 2]);
  });

  it('names deleted links, blocked recipients, and what a message weighs', async () => {
    const deleted = await aLink('Slettet');
    const id = await aMailing(`<a href="{{link:${deleted}}}">Les</a>${LEAVE}${'<p>Tekst</p>'.repeat(9_000)}`);
    await api.call(ROUTES.links.remove, { params: { id: deleted } });
    const [recipient] = (await api.call(ROUTES.recipients.list, { params: { id } })).items;
    await api.call(ROUTES.recipients.remove, { params: { id, recipientId: recipient?.id ?? '' } });
    const contact = await api.call(ROUTES.contacts.create, { body: { lastName: 'Uten adresse' } });
    await api.call(ROUTES.recipients.add, { params: { id }, body: { contactIds: [contact.id] } });

    const found = await check(id);
    expect(codesOf(found)).toEqual([
      'error link.deleted',
      'error recipients.all-blocked',
      'warning content.clipped',
    ]);
    expect(found.recipients).toEqual({ ready: 0, blocked: { 'no-address': 1 }, preparing: false });
    expect(found.weight.htmlBytes).toBeGreaterThan(108_000);
    expect(found.weight.messageBytes).toBeGreaterThan(found.weight.htmlBytes);
  });

  it('is not there for a mailing that does not exist', async () => {
    for (const path of ['check', 'check/sender'])
      expect(await api.send('GET', `/api/mailings/${'f'.repeat(24)}/${path}`)).toMatchObject({ status: 404 });
  });
});

describe('the sender of a mailing', () => {
  it('is its own, in the message and in the answers to it', async () => {
    const id = await aMailing(LEAVE, {
      from: { name: 'Kåre i butikken', address: 'kare@butikk.example' },
      replyTo: { name: '', address: 'svar@butikk.example' },
    });
    expect((await check(id)).sender).toMatchObject({
      from: { name: 'Kåre i butikken', address: 'kare@butikk.example' },
      standard: { name: 'Fjord', address: 'post@fjord.example' },
      allowed: true,
    });
    const before = server.taken.length;
    expect((await start(id)).status).toBe(200);
    // Messages of the tests before may still arrive.
    const mail = await until(
      async () => {
        const taken = await Promise.all(server.taken.slice(before).map(({ source }) => simpleParser(source)));
        return taken.find(({ from }) => from?.value[0]?.address === 'kare@butikk.example');
      },
      { what: 'the message' },
    );
    expect(mail.from?.value).toEqual([{ name: 'Kåre i butikken', address: 'kare@butikk.example' }]);
    expect(mail.replyTo?.value).toMatchObject([{ address: 'svar@butikk.example' }]);
  });

  it('must be at a domain that may be used here', async () => {
    const id = await aMailing(LEAVE, { from: { name: '', address: 'kari@annet.example' } });
    expect(codesOf(await check(id))).toEqual(['error sender.not-allowed']);
    expect((await start(id)).status).toBe(422);
    const detail = await api.call(ROUTES.mailings.update, {
      params: { id },
      body: { revision: 0, from: null },
    });
    expect(detail.from).toBeNull();
    expect(codesOf(await check(id))).toEqual([]);
  });

  it.each([
    ['a line break in the name', { name: 'Kari\r\nBcc: x@y.no', address: 'kari@fjord.example' }],
    ['a NUL in the name', { name: 'Kari\u0000', address: 'kari@fjord.example' }],
    ['half a character in the name', { name: 'Kari \ud83d', address: 'kari@fjord.example' }],
    ['a line break in the address', { name: '', address: 'kari@fjord.example\r\nBcc: x@y.no' }],
    ['no address', { name: 'Kari', address: '' }],
  ])('is refused with %s', async (_name, from) => {
    const body = { name: 'Brev', subject: 'Brev', html: LEAVE };
    for (const mailbox of [{ from }, { replyTo: from }])
      expect(await api.send('POST', '/api/mailings', { ...body, ...mailbox })).toMatchObject({
        status: 400,
        body: { code: 'validation.failed' },
      });
  });

  const GOOD = {
    'fjord.example': ['v=spf1 include:spf.example.com -all'],
    's1._domainkey.fjord.example': [`v=DKIM1; k=rsa; p=${PUBLIC_KEY}`],
    '_dmarc.fjord.example': ['v=DMARC1; p=quarantine'],
  };
  const statesOf = ({ spf, dkim, dmarc }: SenderCheck) => [spf, dkim, dmarc].map(({ state }) => state);

  it.each<[string, typeof records, string[]]>([
    ['everything in order', GOOD, ['ok', 'ok', 'ok']],
    ['nothing there', {}, ['missing', 'missing', 'missing']],
    [
      'another key',
      { ...GOOD, 's1._domainkey.fjord.example': ['v=DKIM1; k=rsa; p=MIIB'] },
      ['ok', 'wrong', 'ok'],
    ],
    ['no answer for DMARC', { ...GOOD, '_dmarc.fjord.example': null }, ['ok', 'ok', 'no-answer']],
  ])('is looked up in the DNS: %s', { timeout: 20_000 }, async (_name, answers, states) => {
    records = answers;
    expect(statesOf(await checkSender(await aMailing(LEAVE)))).toEqual(states);
  });

  it('has the DMARC record of the domain above, if it has none of its own', async () => {
    records = { '_dmarc.butikk.example': ['v=DMARC1; p=none'] };
    const id = await aMailing(LEAVE, { from: { name: '', address: 'a@brev.nord.butikk.example' } });
    expect((await checkSender(id)).dmarc.text.en).toBe(
      'butikk.example has a DMARC record with the policy “none”',
    );
    expect(dns.asked).toEqual(
      expect.arrayContaining([
        '_dmarc.brev.nord.butikk.example',
        '_dmarc.nord.butikk.example',
        '_dmarc.butikk.example',
      ]),
    );
  });
});

describe('a mailing that is planned', () => {
  it('is checked again at its time, refused with the reason, and sent when it is mended', async () => {
    const linkId = await aLink('Tilbud');
    const withText = (text: string) => `<p>${text}</p><a href="{{link:${linkId}}}">Tilbud</a>${LEAVE}`;
    const id = await aMailing(withText('Hei'));
    const params = { id };
    const taken = () => server.taken.filter(({ to }) => to === `kari.${counter}@example.no`);
    const at = { day: '2099-07-01', time: '10:00' };
    const listed = async () =>
      (await api.call(ROUTES.mailings.list, { query: { pageSize: 200 } })).items.find((one) => one.id === id);
    expect(await listed()).toMatchObject({ state: null, stateAt: null });
    await api.call(ROUTES.sending.start, { params, body: { revision: 0, at } });
    expect(await listed()).toMatchObject({ state: 'scheduled', stateAt: '2099-07-01T08:00:00.000Z' });
    const wrong = withText('Hei {{contact.fristName}}');
    await api.call(ROUTES.mailings.update, { params, body: { revision: 0, html: wrong } });
    await api.call(ROUTES.links.remove, { params: { id: linkId } });
    await db
      .collection<{ _id: string }>('mailings')
      .updateOne({ _id: id }, { $set: { 'sending.scheduledAt': new Date() } });
    const sending = () => api.call(ROUTES.sending.get, { params });
    await until(async () => (await sending()).state === 'refused', { what: 'the refusal' });
    expect(await sending()).toMatchObject({
      startedAt: null,
      problem: {
        en: 'Not sent at the planned time. The merge field {{contact.fristName}} does not exist. Did you mean {{contact.firstName}}? (and 1 more error)',
      },
    });
    expect(taken()).toEqual([]);

    const html = `<p>Hei {{contact.firstName|du}}, nå er alt rettet.</p>${LEAVE}`;
    await api.call(ROUTES.mailings.update, { params, body: { revision: 1, html } });
    expect((await start(id)).status).toBe(200);
    await until(() => taken().length === 1, { what: 'the message' });
    expect((await simpleParser(taken()[0]?.source ?? '')).text).toContain('Hei du, nå er alt rettet.');
    await until(async () => (await listed())?.state === 'finished', { what: 'the end in the list' });
  });
});
