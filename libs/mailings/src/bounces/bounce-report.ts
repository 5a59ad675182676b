import { simpleParser } from 'mailparser';

/** A report of a mail server about one message, before it is known to whom the message went. */
export interface BounceReport {
  kind: 'bounced' | 'complained';
  /** Whether the address cannot be used later either. Always true for complaints. */
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
const VERP = /bounce\+(?:[0-9a-f]{24}\.\d{1,9}\.[0-9a-f]{16}|[0-9a-f]{40})@[a-z0-9.-]{1,255}/gi;
const MESSAGE_ID = /<[^<>\s]{1,300}>/g;
const STATUS = /\b[245]\.\d{1,3}\.\d{1,3}\b/;
/** A status that says only that the message failed. */
const UNKNOWN = '5.0.0';
const MAX_TEXT = 500;
/** Names of ours that are looked up per report. */
const MAX_NAMES = 10;
/**
 * Permanent codes that do not mean that the address is wrong: the sender's address, mailbox full, message too large, problems of the system,
 * of the content or of a policy.
 */
const NOT_THE_ADDRESS = /^5\.(1\.[78]|2\.[23]|3\.\d+|6\.\d+|7\.\d+)$/;
/** Types of feedback (RFC 5965) that a person caused. Others are about authentication, viruses, or mail that is no spam. */
const COMPLAINTS = new Set(['abuse', 'fraud', 'opt-out', 'other']);
/** What a server has done with a message that reached somebody (RFC 3464). */
const REACHED = new Set(['delivered', 'relayed', 'expanded']);

/**
 * Reads a delivery status notification (RFC 3464) or a complaint (ARF, RFC 5965). Null for any other message, and for mere delays. A server
 * that forwards to several addresses reports about each of them: the message has failed if it reached none.
 */
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
    .map(({ text }) => blocksOf(text)[0] ?? '');
  const status = parts.find(({ type }) => type.includes('delivery-status'))?.text;
  const feedback = parts.find(({ type }) => type === 'message/feedback-report')?.text;
  const found = {
    senders: unique([status ?? '', feedback ?? '', ...original].join('\n').match(VERP) ?? []),
    messageIds: unique(original.flatMap((head) => fieldOf(head, 'Message-ID')?.match(MESSAGE_ID) ?? [])),
  };
  const complaint = feedback === undefined ? undefined : fieldOf(feedback, 'Feedback-Type')?.toLowerCase();
  if (complaint !== undefined)
    return COMPLAINTS.has(complaint)
      ? { kind: 'complained', isPermanent: true, code: '', text: complaint, ...found }
      : null;
  const failure = status === undefined ? null : failureIn(status);
  return failure && { kind: 'bounced', ...failure, ...found };
}

/** Whether a status code says that the address does not work. */
export const isAddressFault = (code: string): boolean => code.startsWith('5') && !NOT_THE_ADDRESS.test(code);

/** What a status report says about the addresses to which the message was to go. Null if it has not failed. */
function failureIn(report: string): Pick<BounceReport, 'isPermanent' | 'code' | 'text'> | null {
  const addresses = blocksOf(report).flatMap((block) => {
    const action = fieldOf(block, 'Action')?.toLowerCase();
    return action === undefined ? [] : [{ action, block }];
  });
  if (addresses.some(({ action }) => REACHED.has(action))) return null;
  const failures = addresses
    .filter(({ action }) => action === 'failed')
    .map(({ block }) => {
      const diagnostic = (fieldOf(block, 'Diagnostic-Code') ?? '').replace(/^[\w-]+;\s*/, '');
      const code = STATUS.exec(fieldOf(block, 'Status') ?? '')?.[0] ?? UNKNOWN;
      // Some servers give a general status, and the exact one with the answer.
      return {
        code: code === UNKNOWN ? (STATUS.exec(diagnostic)?.[0] ?? UNKNOWN) : code,
        text: diagnostic.slice(0, MAX_TEXT),
      };
    });
  const shown = failures.find(({ code }) => !isAddressFault(code)) ?? failures[0];
  return shown ? { ...shown, isPermanent: isAddressFault(shown.code) } : null;
}

const unique = (names: readonly string[]): string[] => [...new Set(names)].slice(0, MAX_NAMES);

/** The groups of fields that empty lines divide. */
const blocksOf = (text: string): string[] => text.split(/\r?\n[ \t]*\r?\n/);

/** The first value of a field, on one line. */
function fieldOf(text: string, name: string): string | undefined {
  const unfolded = text.replace(/\r?\n[ \t]+/g, ' ');
  return new RegExp(`^${name}:[ \\t]*(.*)$`, 'im').exec(unfolded)?.[1]?.trim();
}
