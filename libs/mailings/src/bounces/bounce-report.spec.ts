import { expect, it } from 'vitest';
import { isAddressFault, readReport } from './bounce-report';

const VERP = `bounce+${'0a'.repeat(12)}.2.${'0a'.repeat(8)}@bounces.example.com`;

const report = (type: string, content: string): Buffer =>
  Buffer.from(
    [
      'From: postmaster@mx.example.net',
      'MIME-Version: 1.0',
      'Content-Type: multipart/report; boundary="b"',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      'A report.',
      '--b',
      `Content-Type: ${type}`,
      '',
      content,
      '--b',
      'Content-Type: message/rfc822',
      '',
      `Return-Path: <${VERP}>`,
      'Message-ID:',
      ' <id.1@example.com>',
      'Subject: News',
      '',
      'Status: 5.9.9',
      '--b--',
      '',
    ].join('\r\n'),
  );

it('reads the status, the answer over several lines, and the envelope sender of the original message', async () => {
  const status =
    'Reporting-MTA: dns; mx\r\n\r\nAction: Failed\r\nStatus: 5.1.1 (no user)\r\nDiagnostic-Code: smtp; 550\r\n no user';
  expect(await readReport(report('message/delivery-status', status))).toEqual({
    kind: 'bounced',
    isPermanent: true,
    code: '5.1.1',
    text: '550 no user',
    senders: [VERP],
    messageIds: ['<id.1@example.com>'],
  });
});

it('reads a complaint, and ignores one that says that the mail is not spam', async () => {
  const feedback = (type: string) =>
    report('message/feedback-report', `Feedback-Type: ${type}\r\nVersion: 1`);
  expect(await readReport(feedback('abuse'))).toMatchObject({ kind: 'complained', senders: [VERP] });
  expect(await readReport(feedback('not-spam'))).toBeNull();
});

it.each(['delayed', 'delivered', 'relayed'])('ignores a message that is %s', async (action) => {
  const status = `Final-Recipient: rfc822; a@b.no\r\nAction: ${action}\r\nStatus: 4.4.1`;
  expect(await readReport(report('message/delivery-status', status))).toBeNull();
});

it('ignores messages that are no reports', async () => {
  expect(
    await readReport(Buffer.from('Subject: Away\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n')),
  ).toBeNull();
  expect(await readReport(Buffer.from(''))).toBeNull();
});

it.each([
  ['5.1.1', true],
  ['5.0.0', true],
  ['5.5.0', true],
  ['5.2.2', false],
  ['5.7.1', false],
  ['5.1.8', false],
  ['4.2.1', false],
])('takes the code %s as a fault of the address: %s', (code, isFault) => {
  expect(isAddressFault(code)).toBe(isFault);
});

const group = (action: string, status: string, more = ''): string =>
  `Final-Recipient: rfc822; a@b.no\r\nAction: ${action}\r\nStatus: ${status}${more}`;
const groups = (...all: string[]): Buffer =>
  report('message/delivery-status', ['Reporting-MTA: dns; mx', ...all].join('\r\n\r\n'));

it('takes a message as failed if it reached none of the addresses to which a server forwards', async () => {
  expect(await readReport(groups(group('delayed', '4.4.1'), group('failed', '5.1.1')))).toMatchObject({
    isPermanent: true,
    code: '5.1.1',
  });
  expect(await readReport(groups(group('failed', '5.1.1'), group('relayed', '2.0.0')))).toBeNull();
  expect(await readReport(groups(group('failed', '5.1.1'), group('failed', '5.2.2')))).toMatchObject({
    isPermanent: false,
    code: '5.2.2',
  });
});

it('reads the exact code from the answer of the server if the status is general', async () => {
  const answer = '\r\nDiagnostic-Code: smtp; 552 5.2.2 Mailbox full';
  expect(await readReport(groups(group('failed', '5.0.0', answer)))).toMatchObject({
    isPermanent: false,
    code: '5.2.2',
    text: '552 5.2.2 Mailbox full',
  });
});

it.each(['auth-failure', 'virus', 'not-spam'])('takes a report about %s as no complaint', async (type) => {
  expect(
    await readReport(report('message/feedback-report', `Feedback-Type: ${type}\r\nVersion: 1`)),
  ).toBeNull();
});

it.each([
  ['a line without end', 'Status: '.padEnd(1_000_000, '5.1.1 ')],
  ['empty lines', '\r\n \t'.repeat(300_000)],
  ['names of messages', 'bounce+'.repeat(150_000)],
  ['folded lines', 'Action: x\r\n y'.repeat(100_000)],
])('reads a hostile report of %s quickly', async (_, content) => {
  const started = performance.now();
  await readReport(report('message/delivery-status', content));
  // The time of a regular expression that backtracks would be minutes.
  expect(performance.now() - started).toBeLessThan(5_000);
});
