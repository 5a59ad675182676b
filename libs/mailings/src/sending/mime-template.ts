import { randomBytes } from 'node:crypto';
import {
  render,
  renderLine,
  type CompiledMail,
  type Filling,
  type Segment,
  type Slot,
} from '../content/compiled-mail';
import { mailboxHeader, rawHeader, textHeader, type Mailbox } from './header-text';
import { quotedPrintable } from './quoted-printable';

/** What the headers of all messages of a mailing have in common. */
export interface SenderHeaders {
  from: Mailbox;
  replyTo?: Mailbox | null;
  /** Identifies the mailing in the reports of mailbox providers (Feedback-ID). ASCII without spaces. */
  feedbackId?: string;
}

/** What the headers of one message contain. */
export interface MessageHeaders {
  to: Mailbox;
  /** With its angle brackets. */
  messageId: string;
  date: Date;
  /** URLs for List-Unsubscribe, in order of preference. If the first is an HTTPS URL, it takes one-click requests (RFC 8058). */
  unsubscribe?: readonly string[];
  /** Its subject says that the message is a test. */
  isTest?: boolean;
}

/** Stands before the subject of a test, so that nobody takes it for the mailing. */
const TEST_PREFIX = '[Test] ';

/** A message without a DKIM signature. */
export interface BuiltMessage {
  /** Each with its line break. */
  headers: string[];
  body: Buffer;
}

/** A literal that is encoded already, or a place that is filled and encoded for each message. */
type EncodedSegment = string | Slot;

/**
 * The MIME form of a mailing, prepared once: the fixed headers, and multipart/alternative with a plain-text and an HTML part in
 * quoted-printable. For a message, only its values are encoded; the literals between them are copied.
 */
export class MimeTemplate {
  private readonly fixed: string[];
  private readonly subject: readonly Segment[];
  /** The header of a subject without slots. */
  private readonly fixedSubject: string | undefined;
  private readonly body: EncodedSegment[];

  /** @throws UnsafeHeaderError if a header of the sender cannot be written */
  constructor(mail: CompiledMail, sender: SenderHeaders) {
    // `=_` cannot occur in quoted-printable text, so the boundary cannot occur in a part.
    const boundary = `=_${randomBytes(12).toString('hex')}`;
    this.subject = mail.subject;
    if (mail.subject.every((segment) => typeof segment === 'string'))
      this.fixedSubject = textHeader('Subject', mail.subject.join(''));
    this.fixed = [
      mailboxHeader('From', sender.from),
      ...(sender.replyTo ? [mailboxHeader('Reply-To', sender.replyTo)] : []),
      'MIME-Version: 1.0\r\n',
      `Content-Type: multipart/alternative;\r\n boundary="${boundary}"\r\n`,
      'Auto-Submitted: auto-generated\r\n',
      ...(sender.feedbackId ? [rawHeader('Feedback-ID', sender.feedbackId)] : []),
    ];
    this.body = merged([
      partStart(boundary, 'text/plain'),
      ...encodedPart(mail.text),
      partStart(boundary, 'text/html'),
      ...encodedPart(mail.html),
      `\r\n--${boundary}--\r\n`,
    ]);
  }

  /** @throws UnsafeHeaderError if the name or the address of the recipient cannot be written */
  build(headers: MessageHeaders, filling: Filling): BuiltMessage {
    let body = '';
    for (const segment of this.body)
      body += typeof segment === 'string' ? segment : quotedPrintable(render([segment], filling));
    return { headers: this.headersOf(headers, filling), body: Buffer.from(body, 'latin1') };
  }

  private headersOf(
    { to, messageId, date, unsubscribe = [], isTest = false }: MessageHeaders,
    filling: Filling,
  ): string[] {
    const subject = isTest
      ? textHeader('Subject', TEST_PREFIX + renderLine(this.subject, filling))
      : (this.fixedSubject ?? textHeader('Subject', renderLine(this.subject, filling)));
    const result = [
      ...this.fixed,
      mailboxHeader('To', to),
      subject,
      `Date: ${rfc5322Date(date)}\r\n`,
      rawHeader('Message-ID', messageId),
    ];
    if (unsubscribe.length === 0) return result;
    result.push(`List-Unsubscribe: ${unsubscribe.map((url) => `<${url}>`).join(',\r\n ')}\r\n`);
    if (unsubscribe[0]?.startsWith('http'))
      result.push('List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n');
    return result;
  }
}

/** The whole message. */
export const messageBytes = ({ headers, body }: BuiltMessage): Buffer =>
  Buffer.concat([Buffer.from(`${headers.join('')}\r\n`), body]);

const partStart = (boundary: string, type: string): string =>
  `\r\n--${boundary}\r\nContent-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n`;

function encodedPart(segments: readonly Segment[]): EncodedSegment[] {
  return segments.map((segment) => (typeof segment === 'string' ? quotedPrintable(segment) : segment));
}

/** Joins literals that follow each other. */
function merged(segments: readonly EncodedSegment[]): EncodedSegment[] {
  const result: EncodedSegment[] = [];
  for (const segment of segments) {
    const last = result.at(-1);
    if (typeof segment === 'string' && typeof last === 'string') result[result.length - 1] = last + segment;
    else result.push(segment);
  }
  return result;
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (number: number): string => String(number).padStart(2, '0');

function rfc5322Date(at: Date): string {
  const time = [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()].map(two).join(':');
  return `${DAYS[at.getUTCDay()]}, ${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]} ${at.getUTCFullYear()} ${time} +0000`;
}
