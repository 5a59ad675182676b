import { simpleParser } from 'mailparser';

/** A report of a mail server about one message, before it is known to whom the message went. */
export interface BounceReport {
  kind: 'bounced' | 'complained';
  /** Whether the address can be used later. Always true for complaints. */
  isPermanent: boolean;
  /** Status code (RFC 3463), such as `5.1.1`; empty for complaints. */
  code: string;
  /** What the server says. */
  text: string;
  /** Addresses in the report that may be an envelope sender of ours. */
  senders: string[];
  /** Message-IDs of the original message, with angle brackets. */
  messageIds: string[];
}

const REPORT_TYPES =
  /^(message\/(delivery-status|global-delivery-status|feedback-report|rfc822|global|rfc822-headers|global-headers)|text\/rfc822-headers)$/i;
const VERP = /bounce\+[0-9a-f]{40}@[a-z0-9.-]+/gi;
const MAX_TEXT = 500;
/**
 * Permanent codes that do not mean that the address is wrong: mailbox full, message too large, problems of the system, of the content or of
 * a policy.
 */
const NOT_THE_ADDRESS = /^5\.(2\.[23]|3\.\d+|6\.\d+|7\.\d+)$/;

/** Reads a delivery status notification (RFC 3464) or a complaint (ARF, RFC 5965). Null for any other message, and for mere delays. */
export async function readReport(source: Buffer): Promise<BounceReport | null> {
  const mail = await simpleParser(source, {
    keepDeliveryStatus: true,
    skipHtmlToText: true,
    skipTextToHtml: true,
    skipImageLinks: true,
  });
  const parts = mail.attachments
    .filter(({ contentType }) => REPORT_TYPES.test(contentType))
    .map(({ contentType, content }) => ({ type: contentType.toLowerCase(), text: content.toString('utf8') }));
  const original = parts
    .filter(({ type }) => /rfc822|\/global(-headers)?$/.test(type))
    .map(({ text }) => headOf(text));
  const status = parts.find(({ type }) => type.includes('delivery-status'))?.text;
  const feedback = parts.find(({ type }) => type === 'message/feedback-report')?.text;
  const all = [status ?? '', feedback ?? '', ...original].join('\n');
  const found = {
    senders: [...new Set(all.match(VERP) ?? [])],
    messageIds: original.flatMap((head) => fieldOf(head, 'Message-ID') ?? []),
  };
  if (feedback !== undefined && fieldOf(feedback, 'Feedback-Type')?.toLowerCase() !== 'not-spam')
    return {
      kind: 'complained',
      isPermanent: true,
      code: '',
      text: fieldOf(feedback, 'Feedback-Type') ?? '',
      ...found,
    };
  if (status === undefined || fieldOf(status, 'Action')?.toLowerCase() !== 'failed') return null;
  const code = /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(fieldOf(status, 'Status') ?? '')?.[0] ?? '5.0.0';
  const text = (fieldOf(status, 'Diagnostic-Code') ?? '').replace(/^[\w-]+;\s*/, '');
  return {
    kind: 'bounced',
    isPermanent: isAddressFault(code),
    code,
    text: text.slice(0, MAX_TEXT),
    ...found,
  };
}

/** Whether a status code says that the address does not work. */
export const isAddressFault = (code: string): boolean => code.startsWith('5') && !NOT_THE_ADDRESS.test(code);

const headOf = (message: string): string => message.split(/\r?\n\r?\n/, 1)[0] ?? '';

/** The first value of a field, on one line. */
function fieldOf(text: string, name: string): string | undefined {
  const unfolded = text.replace(/\r?\n[ \t]+/g, ' ');
  return new RegExp(`^${name}:[ \\t]*(.*)$`, 'im').exec(unfolded)?.[1]?.trim();
}
