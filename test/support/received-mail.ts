import { simpleParser, type ParsedMail } from 'mailparser';
import type { MailServer, TakenMail } from './mail-server';

/** The first message that a mail server has taken for an address. */
export function firstTo({ taken }: Pick<MailServer, 'taken'>, address: string): TakenMail {
  const mail = taken.find(({ to }) => to === address);
  if (!mail) throw new Error(`Nothing was sent to ${address}`);
  return mail;
}

/** The first message to an address as a mail program reads it. */
export const messageTo = (server: Pick<MailServer, 'taken'>, address: string): Promise<ParsedMail> =>
  simpleParser(Buffer.from(firstTo(server, address).source, 'latin1'));

/** The names of the headers of a message, in lower case, each as often as it occurs. */
export const headerNames = ({ source }: Pick<TakenMail, 'source'>): string[] =>
  (source.split('\r\n\r\n')[0] ?? '')
    .split(/\r\n(?![ \t])/)
    .map((line) => line.slice(0, line.indexOf(':')).toLowerCase());

/** The address of the link with this text. */
export function linkIn({ html }: Pick<ParsedMail, 'html'>, text: string): string {
  for (const [, href = '', content = ''] of (html || '').matchAll(
    /<a\b[^>]*?href="([^"]+)"[^>]*>(.*?)<\/a>/gs,
  )) {
    if (content.replace(/<[^>]+>/g, '').trim() === text) return href.replaceAll('&amp;', '&');
  }
  throw new Error(`The message has no link "${text}"`);
}

/** The report of a mail server that a message could not be delivered to an address (RFC 3464). */
export const bounceReport = ({ from: sender, to: address, source }: TakenMail): string =>
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
    `Message-ID: ${/^Message-ID: (.*)$/im.exec(source)?.[1] ?? ''}`,
    '',
    '--b--',
    '',
  ].join('\r\n');
