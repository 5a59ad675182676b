import { expect, it } from 'vitest';
import { isAddressFault, readReport } from './bounce-report';

const VERP = `bounce+${'0a'.repeat(20)}@bounces.example.com`;

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
  ['4.2.1', false],
])('takes the code %s as a fault of the address: %s', (code, isFault) => {
  expect(isAddressFault(code)).toBe(isFault);
});
