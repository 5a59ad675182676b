import { z } from 'zod';
import { LINK_ANSWERS } from '../choices';
import { Ref, Text, byId } from '../common';
import { RecipientTotals } from './recipients';
import type { SubjectSchemas } from './routes';

/** Everything that the check before sending can find. */
export const FINDING_CODES = [
  // Subject and content
  'subject.missing',
  'subject.long',
  'subject.capitals',
  'content.empty',
  'content.too-large',
  'content.problem',
  'content.no-text',
  'content.images-only',
  'content.clipped',
  'content.heavy',
  // Links
  'link.unknown',
  'link.deleted',
  'link.unpublished',
  'link.unpublished-changes',
  'link.address',
  'link.unsigned',
  'link.disguised',
  'link.conflict',
  'content.hidden-link',
  'unsubscribe.missing',
  'unsubscribe.required',
  // Recipients
  'type.missing',
  'recipients.none',
  'recipients.all-blocked',
  'recipients.preparing',
  // Sender
  'sender.missing',
  'sender.not-allowed',
  'sender.unusable',
  'reply-to.unusable',
] as const;

/** Where the author mends a finding. */
export const FindingJump = z.object({
  tab: z.enum(['content', 'links', 'recipients', 'send']),
  /** Line of the HTML, from 1. */
  line: z.number().int().optional(),
  /** Position of the link among the links of the content. */
  occurrence: z.number().int().optional(),
  /** The block in which it stands. */
  blockId: z.string().optional(),
  /** What is missing: a footer with a link for unsubscribing. It is offered to be added, in blocks after `blockId`, in HTML at the end. */
  add: z.literal('footer').optional(),
  field: z.enum(['subject', 'preheader', 'from', 'replyTo', 'typeId']).optional(),
});
export type FindingJump = z.infer<typeof FindingJump>;

/** What the check has found. An `error` must be mended before the mailing is sent; a `warning` may be meant. */
export const Finding = z.object({
  code: z.enum(FINDING_CODES),
  severity: z.enum(['error', 'warning']),
  text: Text,
  jump: FindingJump.nullable(),
  /** The tracked link that the finding is about. */
  link: Ref.optional(),
});
export type Finding = z.infer<typeof Finding>;

/** A tracked link of the content, each once. */
export const LinkCheck = z.object({
  link: Ref,
  /** True if the link belongs to this mailing, and is not in the library. */
  local: z.boolean(),
  /** What a click is answered with. */
  answer: z.enum(LINK_ANSWERS),
  /** The address that a recipient reaches if `answer` is `redirect`, else that of the link. */
  url: z.string(),
  /** What one click does, step by step, in the published version. */
  sentences: z.array(Text),
  /** Steps that undo each other, in this link or with another link of the mailing. */
  conflicts: z.array(Text),
  /** Whether the tracked URL of a recipient was signed, and its token verified. */
  signed: z.boolean(),
});
export type LinkCheck = z.infer<typeof LinkCheck>;

/** Who sends the mailing. */
export const MailingSender = z.object({
  /** The mailing's own sender, or else that of the installation; null if there is none. */
  from: z.object({ name: z.string(), address: z.string() }).nullable(),
  /** The sender of mailings that have none of their own. */
  standard: z.object({ name: z.string(), address: z.string() }).nullable(),
  replyTo: z.object({ name: z.string(), address: z.string() }).nullable(),
  /** Whether this installation may send from the domain (`MAIL_FROM_DOMAINS`). */
  allowed: z.boolean(),
  /** The domains that may be used; empty if all may. */
  domains: z.array(z.string()),
});
export type MailingSender = z.infer<typeof MailingSender>;

/**
 * What the DNS says about the sender. `wrong`: the record does not do what it should. `no-answer`: it could not be looked up. `not-needed`:
 * messages do not leave this installation.
 */
export const DnsCheck = z.object({
  state: z.enum(['ok', 'missing', 'wrong', 'no-answer', 'not-needed']),
  /** What was found, and what to do. */
  text: Text,
});
export type DnsCheck = z.infer<typeof DnsCheck>;

export const SenderCheck = MailingSender.extend({ spf: DnsCheck, dkim: DnsCheck, dmarc: DnsCheck });
export type SenderCheck = z.infer<typeof SenderCheck>;

export const MailingCheck = z.object({
  /** The revision that was checked, for the start of the sending. */
  revision: z.number().int(),
  /** Errors first. */
  findings: z.array(Finding),
  sender: MailingSender,
  links: z.array(LinkCheck),
  recipients: RecipientTotals.extend({
    /** True while sources of recipients are being read, or it is decided again who gets the mailing. */
    preparing: z.boolean(),
  }),
  weight: z.object({
    /** Size of the HTML as a recipient gets it, bytes. */
    htmlBytes: z.number().int(),
    /** Size of the whole message, encoded, with its headers, bytes. */
    messageBytes: z.number().int(),
  }),
});
export type MailingCheck = z.infer<typeof MailingCheck>;

export const mailCheckRoutes = {
  mailCheck: {
    get: {
      summary: 'Checks a mailing before it is sent: what prevents it, and what may not be meant',
      params: byId,
      response: MailingCheck,
    },
    sender: {
      summary: 'Looks up SPF, DKIM and DMARC of the sender of a mailing',
      params: byId,
      response: SenderCheck,
    },
  },
} satisfies SubjectSchemas<'mailCheck'>;
