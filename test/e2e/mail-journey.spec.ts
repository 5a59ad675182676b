import { generateKeyPairSync } from 'node:crypto';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROUTES } from '@linkflow/contracts';
import { choosePorts } from '../../scripts/lib/ports.mjs';
import {
  browserScene,
  Demo,
  MailingDriver,
  until,
  visit,
  type ApiClient,
  type MailEditorDriver,
} from '../support';
import { bounceOf, deliverReport } from '../support/delivery-reports';
import { startMailServer, type Conduct } from '../support/mail-server';
import { firstTo, headerNames, linkIn, messageTo } from '../support/received-mail';

/*
 * A marketer writes a mailing in Norwegian and sends it to 500 people over a mail server; what the server takes is read as their mail
 * programs do: each gets one message with the right headers, a click reaches the website, one click in the mail program unsubscribes, and a
 * bounce blocks an address.
 */
const TOTAL = 500;
const OWN_ADDRESS = 'ingrid@example.no';
const DOMAIN = 'fjord.example';
const BOUNCES = 'retur.fjord.example';
const NAME = 'Vårnyheter om sol';
const CALCULATOR = 'https://soltun.example/kalkulator?fra=brev';
/** Addresses that the server refuses: for now, for good, and by breaking the connection after it has taken the message. */
const REFUSED: Record<string, Conduct> = {
  'full@example.no': { at: 'rcpt', code: 450, text: '4.2.2 Mailbox full' },
  'slow@example.no': { at: 'data', code: 450, text: '4.7.1 Greylisted' },
  'gone@example.no': { at: 'rcpt', code: 550, text: '5.1.1 No such person' },
  'spam@example.no': { at: 'data', code: 550, text: '5.7.1 Refused by policy' },
  'cut@example.no': { at: 'drop-after-taking' },
};
const BAD_ROWS = ['uten alfakrøll;nei', 'to@@example.no;To'];

/** Addresses that were refused for now once, and are taken at the next try. */
const tried = new Set<string>();
/** Messages wait at the server until this is resolved. */
let gate = Promise.resolve();
async function passGate(pass: () => void): Promise<void> {
  await gate;
  pass();
}
const server = await startMailServer(
  (address) => {
    const conduct = REFUSED[address];
    if (conduct && 'code' in conduct && conduct.code === 450) {
      if (tried.has(address)) return undefined;
      tried.add(address);
    }
    return conduct;
  },
  { onMailFrom: (_address, _session, callback) => void passGate(callback) },
);
const { bouncePort = 0 } = await choosePorts({ bouncePort: undefined });
const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'der' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const scene = browserScene('mail_journey', {
  env: {
    SMTP_URL: `smtp://127.0.0.1:${server.port}?connections=5`,
    MAIL_FROM: `Fjord Energi <post@${DOMAIN}>`,
    MAIL_FROM_DOMAINS: DOMAIN,
    MAIL_DKIM_DOMAIN: DOMAIN,
    MAIL_DKIM_SELECTOR: 'lf',
    MAIL_DKIM_KEY: privateKey,
    MAIL_BOUNCE_DOMAIN: BOUNCES,
    BOUNCE_SMTP_PORT: String(bouncePort),
    BOUNCE_SMTP_HOST: '127.0.0.1',
    MAIL_RETRY_MS: '300',
    MAIL_RECONCILE_MS: '300',
  },
});
afterAll(() => server.stop());

let api: ApiClient;
let page: Page;
let mailings: MailingDriver;
let editor: MailEditorDriver;
let mailingId: string;

beforeAll(async () => {
  ({ api } = scene);
  const demo = new Demo(api);
  await api.call(ROUTES.subscriptionTypes.create, {
    body: { name: { en: 'Newsletter', nb: 'Nyhetsbrev' }, footer: '' },
  });
  const targetId = await demo.idOf('selection', 'Interessert – vår 2027');
  const { card } = await demo.recipientFrom(() => true);
  await api.call(ROUTES.contacts.join, { params: { id: card.id, kind: 'selection', targetId } });
  page = await scene.newPage({}, api);
  mailings = new MailingDriver(page, api);
  ({ editor } = mailings);
  await page.goto(`${scene.apps.apiUrl}/mailings`);
});

const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });
const search = () => page.getByRole('searchbox', { name: 'Søk i navn eller adresse' });
const openTab = (name: string) => mailings.openTab(name);
const mailing = () => api.call(ROUTES.mailings.get, { params: { id: mailingId } });

/** Uploads a file with an address and a name in each row, and also sends to addresses that no contact has. */
async function uploadFile(rows: readonly string[]): Promise<void> {
  await button('Last opp en fil').click();
  const upload = page.getByRole('dialog', { name: 'Mottakere fra en fil' });
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    upload.getByRole('button', { name: 'Fil', exact: true }).click(),
  ]);
  await chooser.setFiles({
    name: 'kunder.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(['E-post;Navn', ...rows].join('\r\n')),
  });
  await upload.getByRole('radio', { name: 'Send til dem også' }).check();
  await upload.getByRole('button', { name: 'Last opp en fil' }).click();
}

/** The address where the mail program of a recipient unsubscribes them, as the header of their message says. */
async function oneClickUrl(address: string): Promise<string> {
  const list = (await messageTo(server, address)).headers.get('list') as { unsubscribe?: { url?: string } };
  return list.unsubscribe?.url ?? '';
}

describe('a mailing to 500 people', () => {
  it('is written in blocks from a template, with a tracked link made in place and one of the library', async () => {
    mailingId = await mailings.create(NAME);

    await editor.select(/^Kolonner/);
    await page.keyboard.press('Delete');
    await editor.select('Knapp: Les hele saken');
    await editor.linkToNew('Les hele saken', CALCULATOR);
    await editor.addButton('Book en demo hos oss');
    await editor.linkToLibrary('Book en demo');
    // Two slips, which the check finds later.
    await editor.addButton('Spør oss');
    await editor.linkToAddress('https://');
    await editor.select('Overskrift: Overskriften på den beste saken din');
    await editor.write('Tekst', 'Sola er tilbake, {{contact.fornavn}}');
    await editor.save();
    const { trackedLinks } = await mailing();
    expect(trackedLinks.flatMap(({ link, local }) => (link ? [[link.name, local]] : []))).toEqual([
      ['Book en demo', false],
      ['Les hele saken', true],
    ]);
  });

  it('has recipients from a selection and a file, whose bad rows are named', async () => {
    await openTab('Mottakere');
    await mailings.addSelection(mailingId, 'Interessert – vår 2027');
    const { totals } = await api.call(ROUTES.audience.get, { params: { id: mailingId } });
    expect(totals.ready).toBeGreaterThan(0);

    const special = Object.keys(REFUSED);
    const persons = Array.from(
      { length: TOTAL - totals.ready - special.length },
      (_, n) => `person${n}@example.no;Person ${n}`,
    );
    const rows = [...persons, ...special.map((address) => `${address};${address}`), ...BAD_ROWS];
    await uploadFile(rows);
    await button('2 rader med feil').click({ timeout: 30_000 });
    const bad = page.getByRole('dialog', { name: 'Rader som ikke ble brukt' });
    await bad.getByRole('row').nth(1).waitFor();
    // Line 1 has the headings.
    expect(await bad.getByRole('row').allInnerTexts()).toEqual([
      expect.stringMatching(/Linje\s+Grunn/),
      expect.stringMatching(new RegExp(`^${rows.length}\\s+\\S`)),
      expect.stringMatching(new RegExp(`^${rows.length + 1}\\s+\\S`)),
    ]);
    await page.keyboard.press('Escape');
    await button(`${TOTAL} får den`).waitFor();
  });

  it('is checked: each of three problems leads to its place, where it is mended', async () => {
    await openTab('Send');
    await button('Endre: Avsender').click();
    const sender = page.getByRole('dialog', { name: 'Avsender for utsendelsen' });
    await sender.getByRole('textbox', { name: 'E-postadresse' }).fill('kari@annet.example');
    await sender.getByRole('button', { name: 'Lagre' }).click();
    await sender.waitFor({ state: 'hidden' });
    await page.getByText('Rett de 3 feilene først').waitFor();
    const send = button(`Send til ${TOTAL} mottakere`);
    expect(await send.isDisabled()).toBe(true);

    await button(/^Gå dit: Flettefeltet \{\{contact\.fornavn\}\} finnes ikke/).click();
    const heading = /^Overskrift: Sola er tilbake/;
    await editor.isSelected(heading);
    expect(await editor.block(heading).evaluate((block) => block === document.activeElement)).toBe(true);
    await editor.write('Tekst', 'Sola er tilbake, {{contact.firstName|du}}');
    await editor.save();

    await openTab('Send');
    await button(/^Gå dit: Koblingen «https:\/\/»/).click();
    const row = page.getByRole('row', { name: 'Spør oss' });
    await expect.poll(() => row.evaluate((element) => element === document.activeElement)).toBe(true);
    await row.getByRole('button', { name: 'Rett: Spør oss' }).click();
    const tracking = page.getByRole('dialog', { name: 'Hvordan spores denne koblingen?' });
    await tracking.getByRole('radio', { name: 'Ikke sporet' }).check();
    await tracking.getByRole('textbox', { name: 'Nettadresse' }).fill('soltun.example/kontakt');
    await tracking.getByRole('button', { name: 'Lagre' }).click();
    await tracking.waitFor({ state: 'hidden' });

    await openTab('Send');
    await button(/^Gå dit: Det kan ikke sendes fra annet\.example/).click();
    await sender.getByRole('textbox', { name: 'E-postadresse' }).fill('');
    await sender.getByRole('button', { name: 'Lagre' }).click();
    await page.getByText('Alt er i orden').waitFor();
    await expect.poll(() => send.isEnabled()).toBe(true);
  });

  it('sends a test, whose links answer', async () => {
    await button('Send test').click();
    await until(() => server.taken.some(({ to }) => to === OWN_ADDRESS), { what: 'the test' });
    const mail = await messageTo(server, OWN_ADDRESS);
    expect(mail.subject).toBe('[Test] Nytt fra oss denne måneden');
    expect((await fetch(linkIn(mail, 'Les hele saken'), { redirect: 'manual' })).status).toBe(302);
    expect((await fetch(linkIn(mail, 'Meld deg av'))).status).toBe(200);
    await page.getByRole('complementary', { name: 'Send' }).getByText(OWN_ADDRESS).first().waitFor();
  });

  it('is sent to each of them once, also where the server refuses for now or breaks the connection', async () => {
    const closed = Promise.withResolvers<void>();
    gate = closed.promise;
    const name = `Send til ${TOTAL} mottakere`;
    await button(name).click();
    await page.getByRole('dialog').getByRole('button', { name }).click();
    await button('Pause').click({ timeout: 30_000 });
    await button('Fortsett').waitFor();
    // Only the test.
    expect(server.taken).toHaveLength(1);
    closed.resolve();
    await button('Fortsett').click();
    await page.getByText('Ferdig', { exact: true }).first().waitFor({ timeout: 150_000 });
    await page.getByText(`${TOTAL - 3} av ${TOTAL} sendt`).waitFor();
    const { counts } = await api.call(ROUTES.sending.get, { params: { id: mailingId } });
    expect(counts).toMatchObject({ sent: TOTAL - 3, failed: 2, uncertain: 1, queued: 0, deferred: 0 });
    const times = new Map<string, number>();
    for (const { to } of server.taken) times.set(to, (times.get(to) ?? 0) + 1);
    expect([...times].filter(([, count]) => count > 1)).toEqual([]);
    // The server took the message before it broke the connection. The test is one more.
    expect(times.size).toBe(TOTAL - 2 + 1);
    for (const [address, reason] of [
      ['gone@', '5.1.1 No such person'],
      ['spam@', '5.7.1 Refused by policy'],
    ] as const) {
      await search().fill(address);
      await page.getByRole('cell', { name: reason }).waitFor();
    }
  }, 240_000);

  it('has the headers that mail programs need, once each, and a DKIM signature that holds', async () => {
    const taken = firstTo(server, 'person1@example.no');
    const names = headerNames(taken);
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
    expect(taken.from).toMatch(new RegExp(`^bounce\\+[0-9a-f.]+@${BOUNCES.replaceAll('.', '\\.')}$`));
    const mail = await messageTo(server, 'person1@example.no');
    expect(mail.subject).toBe('Nytt fra oss denne måneden');
    expect(mail.from?.value).toEqual([{ name: 'Fjord Energi', address: `post@${DOMAIN}` }]);
    expect(mail.to).toMatchObject({ value: [{ address: 'person1@example.no', name: 'Person 1' }] });
    expect(mail.text).toContain('Sola er tilbake, du');
    const record = `v=DKIM1; k=rsa; p=${publicKey.toString('base64')}`;
    const { results } = await dkimVerify(Buffer.from(taken.source, 'latin1'), {
      resolver: (name: string) =>
        name === `lf._domainkey.${DOMAIN}` ? Promise.resolve([[record]]) : Promise.reject(new Error(name)),
    });
    expect(results[0]?.status.result).toBe('pass');
  });

  it('leads to the website, and only these clicks are counted', async () => {
    const mail = await messageTo(server, 'person1@example.no');
    const answer = await visit(linkIn(mail, 'Les hele saken'));
    expect(answer.headers.get('location')).toBe(CALCULATOR);
    expect((await visit(linkIn(mail, 'Book en demo hos oss'))).status).toBe(302);
    await expect.poll(async () => (await mailing()).clicks).toBe(2);
  });

  it('is sent again to a chosen recipient after a warning', async () => {
    await search().fill('person7@');
    await page.getByRole('checkbox', { name: 'Velg Person 7', exact: true }).check();
    await button('Send på nytt til 1').click();
    const dialog = page.getByRole('dialog', { name: 'Sende på nytt til Person 7?' });
    await dialog.getByText(/får den i så fall to ganger/).waitFor();
    await dialog.getByRole('button', { name: 'Send på nytt til 1' }).click();
    await until(() => server.taken.filter(({ to }) => to === 'person7@example.no').length === 2, {
      what: 'the second message',
    });
    expect(scene.failures).toEqual([]);
  });
});

describe('the next mailing', () => {
  const READERS = ['person2', 'person3', 'person4'];

  it('is prepared after one has unsubscribed with one click, one only looked at it, and one address does not exist', async () => {
    for (const name of ['person2', 'person4']) {
      const looked = await fetch(await oneClickUrl(`${name}@example.no`));
      expect(looked.status).toBe(200);
    }
    const left = await fetch(await oneClickUrl('person2@example.no'), {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
    });
    expect(left.status).toBe(200);
    const returned = firstTo(server, 'person3@example.no');
    await deliverReport(bouncePort, returned.from, bounceOf(returned));
    await search().fill('person3@');
    await page.getByRole('cell', { name: /^Den kom i retur: 5.1.1/ }).waitFor();
  });

  it('leaves out both with the reason, and is for the one who only looked', async () => {
    await page.goto(`${scene.apps.apiUrl}/mailings`);
    await mailings.create('Sommernytt');
    await openTab('Mottakere');
    await uploadFile(READERS.map((name) => `${name}@example.no;${name}`));
    await button('1 får den').waitFor({ timeout: 30_000 });
    await button('2 får den ikke').click();
    const reasonOf = async (name: string) => {
      const row = page.getByRole('row', { name: new RegExp(`^Velg ${name} `) });
      return row.getByRole('cell').nth(3).innerText();
    };
    await expect.poll(() => reasonOf('person2')).toBe('Har meldt seg av denne typen');
    expect(await reasonOf('person3')).toBe('Adressen virker ikke');
    await expect.poll(() => page.getByRole('row', { name: /person4/ }).count()).toBe(0);
    await button('1 får den').click();
    await expect.poll(() => page.getByRole('row', { name: /person4/ }).count()).toBe(1);
    await expect.poll(() => page.getByRole('row', { name: /person[23]/ }).count()).toBe(0);
    expect(scene.failures).toEqual([]);
  });
});
