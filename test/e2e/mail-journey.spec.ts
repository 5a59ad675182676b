import { generateKeyPairSync } from 'node:crypto';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { simpleParser, type ParsedMail } from 'mailparser';
import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROUTES, requestUrl, type RecipientView } from '@linkflow/contracts';
import { choosePorts } from '../../scripts/lib/ports.mjs';
import {
  Demo,
  signIn,
  startApps,
  testEnvironment,
  until,
  type ApiClient,
  type RunningApps,
} from '../support';
import { startMailServer, type Conduct, type MailServer, type TakenMail } from '../support/mail-server';

/*
 * A mailing to 500 people, as their mail server sees it: each gets one message with the right headers, a click reaches the website, one click
 * in the mail program unsubscribes, and a bounce blocks an address.
 */
const TOTAL = 500;
const DOMAIN = 'fjord.example';
const BOUNCES = 'retur.fjord.example';
/** Addresses that the server refuses: for now, for good, and by breaking the connection after it has taken the message. */
const REFUSED: Record<string, Conduct> = {
  'full@example.no': { at: 'rcpt', code: 450, text: '4.2.2 Mailbox full' },
  'slow@example.no': { at: 'data', code: 450, text: '4.7.1 Greylisted' },
  'gone@example.no': { at: 'rcpt', code: 550, text: '5.1.1 No such person' },
  'spam@example.no': { at: 'data', code: 550, text: '5.7.1 Refused by policy' },
  'cut@example.no': { at: 'drop-after-taking' },
};
const BAD_ROWS = ['uten alfakrøll;nei', 'to@@example.no;To'];

const environment = testEnvironment('mail_journey');
const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'der' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
let server: MailServer;
let bouncePort = 0;
let apps: RunningApps;
let api: ApiClient;
let mailingId: string;
/** Addresses that were refused for now once, and are taken at the next try. */
const tried = new Set<string>();

function conductOf(address: string): Conduct | undefined {
  const conduct = REFUSED[address];
  if (conduct && 'code' in conduct && conduct.code === 450) {
    if (tried.has(address)) return undefined;
    tried.add(address);
  }
  return conduct;
}

beforeAll(async () => {
  server = await startMailServer(conductOf);
  ({ bouncePort = 0 } = await choosePorts({ bouncePort: undefined }));
  apps = await startApps({
    environment,
    seedDemo: true,
    env: {
      SMTP_URL: `smtp://127.0.0.1:${server.port}?connections=5`,
      MAIL_FROM: `Fjord Energi <post@${DOMAIN}>`,
      MAIL_DKIM_DOMAIN: DOMAIN,
      MAIL_DKIM_SELECTOR: 'lf',
      MAIL_DKIM_KEY: privateKey,
      MAIL_BOUNCE_DOMAIN: BOUNCES,
      BOUNCE_SMTP_PORT: String(bouncePort),
      BOUNCE_SMTP_HOST: '127.0.0.1',
      MAIL_RETRY_MS: '300',
      MAIL_RECONCILE_MS: '300',
      // On a busy machine the default of 50 ms passes before the settings of Google Analytics are read.
      CLICK_FACTS_BUDGET_MS: '2000',
    },
  });
  api = await signIn(apps.apiUrl);
}, 180_000);
afterAll(async () => {
  await apps?.stop();
  await server?.stop();
  await environment.dispose();
});

const recipientsOf = async (id: string, state?: RecipientView['blocked']): Promise<RecipientView[]> => {
  const pages = await Promise.all(
    [1, 2, 3].map((page) =>
      api.call(ROUTES.recipients.list, {
        params: { id },
        query: { page, pageSize: 200, ...(state && { state }) },
      }),
    ),
  );
  return pages.flatMap(({ items }) => items);
};

/** Uploads a list of addresses as a browser does, and waits until it is read. */
async function upload(id: string, rows: string[]): Promise<string> {
  const url = requestUrl(ROUTES.audience.upload, {
    params: { id },
    query: { name: 'liste.csv', unknown: 'keep' },
  });
  const response = await fetch(`${apps.apiUrl}${url}`, {
    method: 'POST',
    headers: { cookie: api.cookie, 'content-type': 'text/csv', 'sec-fetch-site': 'same-origin' },
    body: ['E-post;Navn', ...rows].join('\r\n'),
  });
  expect(response.status).toBe(201);
  const { id: sourceId } = (await response.json()) as { id: string };
  await readAll(id);
  return sourceId;
}

const readAll = (id: string) =>
  until(
    async () => {
      const { sources } = await api.call(ROUTES.audience.get, { params: { id } });
      return sources.every(({ state }) => state === 'done') || undefined;
    },
    { what: 'the sources of the recipients' },
  );

async function send(id: string): Promise<void> {
  const { revision } = await api.call(ROUTES.mailings.get, { params: { id } });
  await api.call(ROUTES.sending.start, { params: { id }, body: { revision } });
  await until(
    async () => (await api.call(ROUTES.sending.get, { params: { id } })).state === 'finished' || undefined,
    { deadlineMs: 90_000, what: 'the end of the sending' },
  );
}

function firstTo(address: string): TakenMail {
  const mail = server.taken.find(({ to }) => to === address);
  if (!mail) throw new Error(`Nothing was sent to ${address}`);
  return mail;
}
const messageTo = (address: string): Promise<ParsedMail> =>
  simpleParser(Buffer.from(firstTo(address).source, 'latin1'));
const linkIn = ({ html }: ParsedMail, text: string): string => {
  const [, href = ''] = new RegExp(`<a\\b[^>]*?href="([^"]+)"[^>]*>${text}</a>`).exec(html || '') ?? [];
  return href.replaceAll('&amp;', '&');
};

describe('a mailing to 500 people', () => {
  it('has recipients from a selection and a file, whose bad rows are named', async () => {
    const demo = new Demo(api);
    const link = await demo.link('Book en demo');
    const type = await api.call(ROUTES.subscriptionTypes.create, {
      body: { name: { en: 'Newsletter', nb: 'Nyhetsbrev' }, footer: '' },
    });
    const html = `<!doctype html><html><body><p>Hei {{contact.firstName|du}}</p>
<p><a href="{{link:${link.id}}}">Ja takk</a></p><p><a href="{{link:unsubscribe}}">Meld deg av</a></p></body></html>`;
    const mailing = await api.call(ROUTES.mailings.create, {
      body: {
        name: 'Nyheter',
        subject: 'Hei {{contact.firstName|du}}',
        typeId: type.id,
        analytics: { on: true, medium: 'email', source: 'nyhetsbrev', campaign: 'våren 2027' },
        html,
      },
    });
    mailingId = mailing.id;
    const selection = await demo.idOf('selection', 'Interessert – vår 2027');
    const { id: contactId } = (await demo.recipientFrom(() => true)).card;
    await api.call(ROUTES.contacts.join, {
      params: { id: contactId, kind: 'selection', targetId: selection },
    });
    await api.call(ROUTES.recipients.add, {
      params: { id: mailingId },
      body: { contactIds: [], selectionIds: [selection], projectIds: [], companyIds: [] },
    });
    await readAll(mailingId);
    const before = (await recipientsOf(mailingId)).length;
    expect(before).toBeGreaterThan(0);
    const special = Object.keys(REFUSED);
    const rows = Array.from(
      { length: TOTAL - before - special.length },
      (_, n) => `person${n}@example.no;Person ${n}`,
    );
    const sourceId = await upload(mailingId, [
      ...rows,
      ...special.map((address) => `${address};${address}`),
      ...BAD_ROWS,
    ]);
    const bad = await api.call(ROUTES.audience.badRows, { params: { id: mailingId, sourceId } });
    expect(bad.map(({ line }) => line)).toEqual([
      rows.length + special.length + 2,
      rows.length + special.length + 3,
    ]);
    const { totals } = await api.call(ROUTES.audience.get, { params: { id: mailingId } });
    expect(totals).toEqual({ ready: TOTAL, blocked: {} });
  });

  it('is sent to each of them once, also where the server refuses for now or breaks the connection', async () => {
    await send(mailingId);
    const { counts } = await api.call(ROUTES.sending.get, { params: { id: mailingId } });
    expect(counts).toMatchObject({ sent: TOTAL - 3, failed: 2, uncertain: 1, queued: 0, deferred: 0 });
    const times = new Map<string, number>();
    for (const { to } of server.taken) times.set(to, (times.get(to) ?? 0) + 1);
    expect([...times].filter(([, count]) => count > 1)).toEqual([]);
    // The server took the message before it broke the connection.
    expect(times.size).toBe(TOTAL - 2);
    const { items } = await api.call(ROUTES.sending.deliveries, {
      params: { id: mailingId },
      query: { state: 'failed' },
    });
    expect(Object.fromEntries(items.map(({ email, reason }) => [email, reason?.nb]))).toEqual({
      'gone@example.no': expect.stringContaining('5.1.1 No such person'),
      'spam@example.no': expect.stringContaining('5.7.1 Refused by policy'),
    });
  });

  it('has the headers that mail programs need, once each, and a DKIM signature that holds', async () => {
    const { source, from } = firstTo('person1@example.no');
    const names = (source.split('\r\n\r\n')[0] ?? '')
      .split(/\r\n(?![ \t])/)
      .map((line) => line.slice(0, line.indexOf(':')).toLowerCase());
    for (const name of [
      'from',
      'to',
      'subject',
      'date',
      'message-id',
      'list-unsubscribe',
      'list-unsubscribe-post',
      'auto-submitted',
      'feedback-id',
      'dkim-signature',
      'mime-version',
    ])
      expect(
        names.filter((each) => each === name),
        name,
      ).toHaveLength(1);
    expect(from).toMatch(new RegExp(`^bounce\\+[0-9a-f]{40}@${BOUNCES.replaceAll('.', '\\.')}$`));
    const mail = await messageTo('person1@example.no');
    expect(mail.subject).toBe('Hei du');
    expect(mail.from?.value).toEqual([{ name: 'Fjord Energi', address: `post@${DOMAIN}` }]);
    expect(mail.to).toMatchObject({ value: [{ address: 'person1@example.no', name: 'Person 1' }] });
    expect(mail.text).toContain('Hei du');
    const record = `v=DKIM1; k=rsa; p=${publicKey.toString('base64')}`;
    const { results } = await dkimVerify(Buffer.from(source, 'latin1'), {
      resolver: (name: string) =>
        name === `lf._domainkey.${DOMAIN}` ? Promise.resolve([[record]]) : Promise.reject(new Error(name)),
    });
    expect(results[0]?.status.result).toBe('pass');
  });

  it('leads to the website with the parameters of Google Analytics', async () => {
    const answer = await fetch(linkIn(await messageTo('person1@example.no'), 'Ja takk'), {
      redirect: 'manual',
    });
    expect(answer.status).toBe(302);
    const url = new URL(answer.headers.get('location') ?? '');
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      utm_medium: 'email',
      utm_source: 'nyhetsbrev',
      utm_campaign: 'våren 2027',
    });
  });
});

describe('a recipient who does not want more', () => {
  const oneClickUrl = async (address: string): Promise<string> => {
    const list = (await messageTo(address)).headers.get('list') as { unsubscribe?: { url?: string } };
    return list.unsubscribe?.url ?? '';
  };
  /** What one further mailing of the same type would do with these addresses. */
  async function nextMailing(addresses: string[]): Promise<Record<string, string | null>> {
    const { typeId } = await api.call(ROUTES.mailings.get, { params: { id: mailingId } });
    const next = await api.call(ROUTES.mailings.create, {
      body: {
        name: 'Neste',
        subject: 'Hei',
        typeId,
        html: '<p>Hei <a href="{{link:unsubscribe}}">av</a></p>',
      },
    });
    await upload(
      next.id,
      addresses.map((address) => `${address};${address}`),
    );
    const items = await recipientsOf(next.id);
    return Object.fromEntries(items.map(({ email, blocked }) => [email, blocked]));
  }

  it('is not unsubscribed by a GET, but by the POST of the mail program', async () => {
    const url = await oneClickUrl('person2@example.no');
    expect((await fetch(url)).status).toBe(200);
    expect(await nextMailing(['person2@example.no'])).toEqual({ 'person2@example.no': null });
    const post = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
    });
    expect(post.status).toBe(200);
  });

  it('whose server returns the message is blocked, and the next mailing leaves out both with the reason', async () => {
    const { from: sender, source } = firstTo('person3@example.no');
    const transport = createTransport({ host: '127.0.0.1', port: bouncePort, ignoreTLS: true });
    await transport.sendMail({
      envelope: { from: '', to: sender },
      raw: bounceReport({
        sender,
        address: 'person3@example.no',
        messageId: /^Message-ID: (.*)$/im.exec(source)?.[1] ?? '',
      }),
    });
    transport.close();
    await expect
      .poll(() => nextMailing(['person2@example.no', 'person3@example.no', 'person4@example.no']), {
        timeout: 20_000,
        interval: 500,
      })
      .toMatchObject({
        'person2@example.no': expect.stringMatching(/./),
        'person3@example.no': 'bounced',
        'person4@example.no': null,
      });
  });
});

/** A report of a mail server that a message could not be delivered (RFC 3464). */
const bounceReport = ({ sender, address, messageId }: Record<'sender' | 'address' | 'messageId', string>) =>
  [
    'From: Mail Delivery System <mailer-daemon@example.no>',
    `To: ${sender}`,
    'Subject: Undelivered Mail Returned to Sender',
    'Date: Sat, 28 Nov 2026 10:00:00 +0100',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'The mailbox does not exist.',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example.no',
    '',
    `Final-Recipient: rfc822; ${address}`,
    'Action: failed',
    'Status: 5.1.1',
    'Diagnostic-Code: smtp; 550 5.1.1 No such person',
    '',
    '--b',
    'Content-Type: text/rfc822-headers',
    '',
    `Message-ID: ${messageId}`,
    '',
    '--b--',
    '',
  ].join('\r\n');
