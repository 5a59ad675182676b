import { z } from 'zod';
import { MAIL_CUT_CODES, MAIL_PROBLEM_CODES } from './content-texts';

/**
 * Kinds of links in a mail. `http` can be tracked; `tracked` leads to a tracked link, `special` to a page of ours, such as that for
 * unsubscribing. `placeholder`: a placeholder of another system, or a merge field, stands where the website should. `relative`, `empty` and
 * `broken` lead nowhere in a mail.
 */
export const MailLinkKind = z.enum([
  'http',
  'tracked',
  'special',
  'mailto',
  'tel',
  'sms',
  'app',
  'fragment',
  'placeholder',
  'relative',
  'empty',
  'broken',
]);
export type MailLinkKind = z.infer<typeof MailLinkKind>;

/** Why something is taken out of a mail when it is sent or shown. The document of the author keeps it. */
export const MailCutCode = z.enum(MAIL_CUT_CODES);
export type MailCutCode = z.infer<typeof MailCutCode>;

/** Something that is taken out of a mail when it is sent or shown. */
export const MailCut = z.object({
  code: MailCutCode,
  line: z.number().int(),
  /** The tag or attribute as it is written, shortened. */
  what: z.string(),
});
export type MailCut = z.infer<typeof MailCut>;

/** Systems whose placeholders are recognised. `merge-field`: a merge field of ours whose fact does not exist. */
export const PlaceholderDialect = z.enum([
  'mailchimp',
  'liquid',
  'handlebars',
  'smarty',
  'sendgrid',
  'salesforce',
  'mailgun',
  'activecampaign',
  'brackets',
  'merge-field',
]);
export type PlaceholderDialect = z.infer<typeof PlaceholderDialect>;

/** The part of a mailing in which something stands. */
export const MailField = z.enum(['subject', 'preheader', 'html']);
export type MailField = z.infer<typeof MailField>;

/** A placeholder that no value will replace: recipients would read it as it is written. */
export const MailPlaceholder = z.object({
  /** As it is written. */
  source: z.string(),
  dialect: PlaceholderDialect,
  /** Where it stands; at most 20 places. In a mailing of blocks with the block, if that is known. */
  places: z.array(z.object({ field: MailField, line: z.number().int(), blockId: z.string().optional() })),
  count: z.number().int(),
  /** The merge field or special link that probably does the same; null if none is known. */
  suggestion: z.string().nullable(),
});
export type MailPlaceholder = z.infer<typeof MailPlaceholder>;

/**
 * Something in the content of a mailing that is probably not meant. An `error` must be mended before the mailing is sent; a `warning` may be
 * meant.
 */
export const MailProblem = z.object({
  code: z.enum(MAIL_PROBLEM_CODES),
  severity: z.enum(['error', 'warning']),
  field: MailField,
  line: z.number().int(),
  /** Of the link that the problem is about. */
  occurrence: z.number().int().optional(),
  /** The block in which it stands, in a mailing of blocks. Absent if it is not known, and for links. */
  blockId: z.string().optional(),
  params: z.record(z.string(), z.string()),
});
export type MailProblem = z.infer<typeof MailProblem>;
