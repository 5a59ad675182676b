import { spawn } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createTransport } from 'nodemailer';
import {
  DkimSigner,
  MimeTemplate,
  SmtpTransport,
  SmtpUrl,
  messageBytes,
  render,
  type CompiledMail,
  type Segment,
} from '@linkflow/mailings';
import { LinkKeysConfig, LinkTokens, deriveKeys } from '@linkflow/links';
import { newId } from '@linkflow/platform';
import { program } from './clicks.bench';
import { median, type Figure } from './median';

const PORT = 4_556;
const ROUNDS = 5;
const MESSAGES = 400;
const CONNECTIONS = 5;
const LINKS = 29;
const HTML_CHARS = 54_000;

const tokens = new LinkTokens(
  deriveKeys(LinkKeysConfig.parse({ LINK_KEYS: `k1:${randomBytes(32).toString('hex')}` }).LINK_KEYS),
);
const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const dkim = { domain: 'example.no', selector: 'lf', privateKey };
const from = { name: 'Fjord', address: 'post@example.no' };

/** A mailing with 29 links and one merge field, and its plain text. */
const mail: CompiledMail = (() => {
  const linkIds = Array.from({ length: LINKS }, () => newId());
  const filler = `<td style="padding:0 12px;color:#223344">Tekst med æ, ø og å &amp; litt til.</td>\n`;
  const perLink = Math.floor(HTML_CHARS / LINKS / filler.length);
  const html: Segment[] = ['<!doctype html><html><body><p>Hei '];
  html.push({ kind: 'fact', name: 'contact.firstName', fallback: 'du', escape: 'html' }, '</p>');
  const text: Segment[] = ['Hei\n'];
  for (const id of linkIds) {
    html.push(`${filler.repeat(perLink)}<a href="`, { kind: 'link', id, escape: 'html' }, '">Les mer</a>');
    text.push('Les mer: ', { kind: 'link', id, escape: 'none' }, '\n');
  }
  return { subject: ['Nyheter på vei'], html: [...html, '</body></html>'], text };
})();

const fillingOf = (recipientId: string) => ({
  facts: { values: {}, texts: { 'contact.firstName': 'Kari' } },
  urlOf: (id: string) => `https://click.example.no/c/${tokens.sign('click', id, recipientId)}`,
});

/**
 * (mail) Compares sending over SMTP on loopback with nodemailer's pool: the same mail, the same number of connections, the same server in a
 * process of its own, in alternating rounds.
 */
export async function benchMailSending(): Promise<Figure[]> {
  const sink = spawn(process.execPath, ['--import', 'tsx', program('mail-sink.ts'), String(PORT)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (sink.stdout) await once(sink.stdout, 'data');
  try {
    const plain = { theirs: [] as number[], ours: [] as number[], signed: [] as number[] };
    const signedTheirs: number[] = [];
    await ours(null, 50);
    await theirs(false, 50);
    for (let round = 0; round < ROUNDS; round += 1) {
      plain.theirs.push(await theirs(false, MESSAGES));
      plain.ours.push(await ours(null, MESSAGES));
      signedTheirs.push(await theirs(true, MESSAGES));
      plain.signed.push(await ours(new DkimSigner(dkim), MESSAGES));
    }
    const base = median(plain.theirs);
    return [
      {
        name: '(mail) messages a second / nodemailer with a pool of 5',
        value: median(plain.ours.map((value, round) => value / (plain.theirs[round] ?? Number.NaN))),
        unit: 'ratio',
        aim: { atLeast: 2 },
        detail: `${Math.round(median(plain.ours))} against ${Math.round(base)} a second`,
      },
      {
        name: '(mail) the same with DKIM / nodemailer without',
        value: median(plain.signed.map((value, round) => value / (plain.theirs[round] ?? Number.NaN))),
        unit: 'ratio',
        aim: { atLeast: 1.5 },
        detail: `${Math.round(median(plain.signed))} against ${Math.round(base)} a second; nodemailer with DKIM ${Math.round(median(signedTheirs))}`,
      },
    ];
  } finally {
    sink.kill('SIGKILL');
  }
}

async function ours(signer: DkimSigner | null, count: number): Promise<number> {
  const transport = new SmtpTransport(SmtpUrl.parse(`smtp://127.0.0.1:${PORT}?connections=${CONNECTIONS}`));
  const template = new MimeTemplate(mail, { from });
  const start = performance.now();
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) {
      const n = next++;
      const recipientId = newId();
      const date = new Date();
      const headers = {
        to: { name: 'Kari', address: `kari${n}@example.no` },
        messageId: `<${recipientId}@example.no>`,
        date,
      };
      const built = template.build(headers, fillingOf(recipientId));
      if (signer) built.headers.unshift(await signer.headerOf(built, date));
      const outcome = await transport.send(
        {
          mailingId: '',
          recipientId,
          from: from.address,
          to: headers.to.address,
          message: messageBytes(built),
          isTest: false,
        },
        () => Promise.resolve(true),
      );
      if (outcome.kind !== 'sent') throw new Error(`A message was not sent: ${outcome.kind}`);
    }
  };
  // Two lanes for each connection: while one message is handed over, the next one is written.
  await Promise.all(Array.from({ length: CONNECTIONS * 2 }, lane));
  const perSecond = (count * 1_000) / (performance.now() - start);
  transport.close();
  return perSecond;
}

async function theirs(isSigned: boolean, count: number): Promise<number> {
  const transport = createTransport({
    pool: true,
    host: '127.0.0.1',
    port: PORT,
    secure: false,
    maxConnections: CONNECTIONS,
    maxMessages: Infinity,
    ...(isSigned && {
      dkim: { domainName: dkim.domain, keySelector: dkim.selector, privateKey: dkim.privateKey },
    }),
  });
  const start = performance.now();
  await Promise.all(
    Array.from({ length: count }, (_, n) => {
      const filling = fillingOf(newId());
      return transport.sendMail({
        from,
        to: { name: 'Kari', address: `kari${n}@example.no` },
        subject: 'Nyheter på vei',
        html: render(mail.html, filling),
        text: render(mail.text, filling),
      });
    }),
  );
  const perSecond = (count * 1_000) / (performance.now() - start);
  transport.close();
  return perSecond;
}
