import { createTransport } from 'nodemailer';
import type { TakenMail } from './mail-server';

interface DeliveryReport {
  /** Of RFC 3463, such as 5.1.1. */
  status: string;
  /** Of RFC 3464: `failed` or `delayed`. */
  action?: string;
  /** The recipient that the report is about. */
  address?: string;
  /** The headers of the message that the report is about. */
  original?: string;
}

/** The report of a mail server about a message (RFC 3464). */
export const deliveryReport = ({
  status,
  action = 'failed',
  address = 'kari@example.no',
  original = '',
}: DeliveryReport): string =>
  [
    'From: MAILER-DAEMON@mx.example.net',
    'Subject: Undelivered Mail',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'It did not arrive.',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example.net',
    '',
    `Final-Recipient: rfc822; ${address}`,
    `Action: ${action}`,
    `Status: ${status}`,
    'Diagnostic-Code: smtp; 550 No such',
    ' user here',
    '',
    '--b',
    'Content-Type: text/rfc822-headers',
    '',
    original,
    '--b--',
    '',
  ].join('\r\n');

/** The report that the person whom a message was sent to does not exist. */
export const bounceOf = ({ to: address, source }: TakenMail): string =>
  deliveryReport({
    status: '5.1.1',
    address,
    original: /^Message-ID: .*$/im.exec(source)?.[0] ?? '',
  });

/** Hands a report over by SMTP, without an envelope sender as mail servers do. */
export async function deliverReport(port: number, to: string, raw: string): Promise<void> {
  const transport = createTransport({ host: '127.0.0.1', port, ignoreTLS: true });
  try {
    await transport.sendMail({ envelope: { from: '', to }, raw });
  } finally {
    transport.close();
  }
}
