import { afterEach, describe, expect, it } from 'vitest';
import { SmtpTransport, SmtpUrl, type OutgoingMail } from '@linkflow/mailings';
import { until } from '../support';
import { startMailServer, type Conduct, type MailServer } from '../support/mail-server';

const CONDUCT: Record<string, Conduct> = {
  'busy@example.no': { at: 'rcpt', code: 450, text: 'Mailbox busy' },
  'unknown@example.no': { at: 'rcpt', code: 550, text: 'No such person' },
  'later@example.no': { at: 'data', code: 451, text: 'Try again later' },
  'spam@example.no': { at: 'data', code: 554, text: 'Looks like spam' },
  'cut-in@example.no': { at: 'drop-in-content' },
  'cut-after@example.no': { at: 'drop-after-content' },
  'cut-taken@example.no': { at: 'drop-after-taking' },
};

let server: MailServer;
let transport: SmtpTransport;
const start = async (parameters = '', options: Parameters<typeof startMailServer>[1] = {}, user = '') => {
  server = await startMailServer((address) => CONDUCT[address], options);
  const url = SmtpUrl.parse(`smtp://${user}127.0.0.1:${server.port}?${parameters}`);
  transport = new SmtpTransport(url, { connectMs: 2_000, answerMs: 2_000 });
};
afterEach(async () => {
  transport.close();
  await server.stop();
});

const mailTo = (to: string, message = 'Subject: Hi\r\n\r\nHello\r\n'): OutgoingMail => ({
  mailingId: 'm',
  recipientId: 'r',
  from: 'bounce+r@example.no',
  to,
  message: Buffer.from(message),
  isTest: false,
});
const allowed = (): Promise<boolean> => Promise.resolve(true);
const send = (to: string, before = allowed) => transport.send(mailTo(to), before);

describe('sending over SMTP', () => {
  it('hands a message over with its envelope, and keeps lines that begin with a dot', async () => {
    await start();
    const message = 'Subject: Hi\r\n\r\n.\r\n..x\r\nend\r\n';
    const outcome = await transport.send(mailTo('kari@example.no', message), allowed);
    expect(outcome).toEqual({ kind: 'sent', response: expect.stringContaining('taken') });
    expect(server.taken).toEqual([{ from: 'bounce+r@example.no', to: 'kari@example.no', source: message }]);
  });

  it.each([
    [
      'busy@example.no',
      { kind: 'refused', isPermanent: false, response: expect.stringContaining('Mailbox busy') },
    ],
    [
      'unknown@example.no',
      { kind: 'refused', isPermanent: true, response: expect.stringContaining('No such person') },
    ],
    [
      'later@example.no',
      { kind: 'refused', isPermanent: false, response: expect.stringContaining('Try again later') },
    ],
    [
      'spam@example.no',
      { kind: 'refused', isPermanent: true, response: expect.stringContaining('Looks like spam') },
    ],
    ['cut-after@example.no', { kind: 'unknown', problem: expect.any(String) }],
    ['cut-taken@example.no', { kind: 'unknown', problem: expect.any(String) }],
  ])('tells what became of the message to %s', async (to, outcome) => {
    await start();
    expect(await send(to)).toEqual(outcome);
  });

  it('knows that a message was not taken if the connection broke before all of it was handed over', async () => {
    await start();
    const large = `Subject: Hi\r\n\r\n${'x'.repeat(70)}\r\n`.repeat(200_000);
    expect(await transport.send(mailTo('cut-in@example.no', large), allowed)).toMatchObject({ kind: 'lost' });
  });

  it('goes on over the same connection after a refusal', async () => {
    await start('connections=1');
    for (const to of ['unknown@example.no', 'spam@example.no', 'busy@example.no']) await send(to);
    expect(await send('kari@example.no')).toMatchObject({ kind: 'sent' });
    expect(server.connected).toBe(1);
  });

  it('goes on over a new connection after a broken one', async () => {
    await start('connections=1');
    await send('cut-taken@example.no');
    expect(await send('kari@example.no')).toMatchObject({ kind: 'sent' });
    expect(server.taken).toHaveLength(2);
  });

  it('asks before the first byte of the content, and sends nothing if the answer is no', async () => {
    await start();
    const taken = await send('kari@example.no', () => {
      expect(server.taken).toEqual([]);
      return Promise.resolve(false);
    });
    expect(taken).toEqual({ kind: 'withdrawn' });
    expect(await send('kari@example.no', () => Promise.reject(new Error('no database')))).toEqual({
      kind: 'withdrawn',
    });
    expect(server.taken).toEqual([]);
    expect(await send('kari@example.no')).toMatchObject({ kind: 'sent' });
    expect(server.taken).toHaveLength(1);
  });

  it('does not ask about a recipient that the server refuses', async () => {
    await start();
    let asked = 0;
    await send('unknown@example.no', () => Promise.resolve(++asked > 0));
    expect(asked).toBe(0);
  });

  it('shares its connections, opens no more than it may, and replaces them after a number of messages', async () => {
    await start('connections=3&messages=10');
    const outcomes = await Promise.all(Array.from({ length: 60 }, (_, n) => send(`kari${n}@example.no`)));
    expect(outcomes.every(({ kind }) => kind === 'sent')).toBe(true);
    expect(new Set(server.taken.map(({ to }) => to)).size).toBe(60);
    expect(server.connected).toBe(6);
    expect(transport.connections).toBeLessThanOrEqual(3);
  });

  it('uses another connection if the server has closed an idle one', async () => {
    await start('connections=1', { socketTimeout: 300 });
    await send('kari@example.no');
    await until(() => server.open === 0, { what: 'the end of the idle connection' });
    expect(await send('ola@example.no')).toMatchObject({ kind: 'sent' });
    expect(server.connected).toBe(2);
  });

  it('goes on with fewer connections if the server allows no more', async () => {
    await start('connections=5', { maxClients: 2 });
    const outcomes = await Promise.all(Array.from({ length: 30 }, (_, n) => send(`kari${n}@example.no`)));
    expect(outcomes.filter(({ kind }) => kind === 'sent')).toHaveLength(30);
  });

  it('says that the server cannot be reached', async () => {
    await start();
    await server.stop();
    expect(await send('kari@example.no')).toMatchObject({ kind: 'unavailable', problem: expect.any(String) });
  });

  it('says that the server does not answer in time', async () => {
    await start('', { onMailFrom: () => undefined });
    expect(await send('kari@example.no')).toMatchObject({ kind: 'lost' });
  });

  it('tells a refused sender from a refused recipient', async () => {
    await start('', {
      onMailFrom: (_address, _session, callback) =>
        callback(Object.assign(new Error('Not you'), { responseCode: 553 })),
    });
    expect(await send('kari@example.no')).toEqual({
      kind: 'sender-refused',
      isPermanent: true,
      response: expect.stringContaining('Not you'),
    });
  });

  it('refuses a message that is larger than the server allows', async () => {
    await start('', { size: 1_000 });
    const outcome = await transport.send(mailTo('kari@example.no', 'x'.repeat(2_000)), allowed);
    expect(outcome).toMatchObject({ kind: 'refused', isPermanent: true });
  });
});

describe('TLS and sign-in', () => {
  const secured: Parameters<typeof startMailServer>[1] = {
    disabledCommands: [],
    onAuth: ({ username, password }, _session, callback) =>
      username === 'fjord' && password === 'hemmelig:1'
        ? callback(null, { user: username })
        : callback(new Error('Wrong password')),
    authOptional: false,
  };

  it('signs in after STARTTLS', async () => {
    await start('tls=required&verify=off', secured, 'fjord:hemmelig%3A1@');
    expect(await send('kari@example.no')).toMatchObject({ kind: 'sent' });
  });

  it('says that the password is wrong', async () => {
    await start('tls=required&verify=off', secured, 'fjord:feil@');
    expect(await send('kari@example.no')).toMatchObject({
      kind: 'unavailable',
      problem: expect.stringContaining('Wrong password'),
    });
  });

  it('does not trust a certificate that it cannot verify', async () => {
    await start('tls=required', secured, 'fjord:hemmelig%3A1@');
    expect(await send('kari@example.no')).toMatchObject({ kind: 'unavailable' });
  });

  it('sends nothing unencrypted if STARTTLS is required and not offered', async () => {
    await start('tls=required');
    expect(await send('kari@example.no')).toMatchObject({ kind: 'unavailable' });
    expect(server.taken).toEqual([]);
  });
});

describe('SMTP_URL', () => {
  it('requires TLS where a password would leave this machine', () => {
    expect(SmtpUrl.parse('smtp://a:b@mail.example.no')).toMatchObject({ tls: 'required', port: 587 });
    expect(SmtpUrl.parse('smtp://a:b@mail.example.no?tls=off')).toMatchObject({ tls: 'off' });
    expect(SmtpUrl.parse('smtp://a:b@localhost:25')).toMatchObject({ tls: 'auto', port: 25 });
    expect(SmtpUrl.parse('smtps://a:b%40@mail.example.no')).toMatchObject({
      tls: 'implicit',
      port: 465,
      auth: { user: 'a', pass: 'b@' },
    });
  });

  it.each([
    '',
    'mail.example.no',
    'http://mail.example.no',
    'smtp://a@mail.example.no',
    'smtp://mail.example.no?pool=true',
    'smtps://x?tls=off',
  ])('refuses %j without showing it', (url) => {
    const { error } = SmtpUrl.safeParse(url);
    expect(error?.issues[0]?.message).toBeTruthy();
    expect(error?.issues[0]?.message).not.toContain('mail.example.no');
  });
});
