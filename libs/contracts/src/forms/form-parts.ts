/** Names, limits and types of forms. They are apart from the schemas, so that a page that shows a form does not load zod. */

/** The kinds of blocks that a form consists of, in the order of the palette. */
export const FORM_BLOCK_TYPES = [
  'text',
  'email',
  'phone',
  'number',
  'date',
  'choice',
  'check',
  'consent',
  'hidden',
  'heading',
  'paragraph',
] as const;

/** Most blocks of a form, and most options of a choice. */
export const MAX_FORM_BLOCKS = 100;
export const MAX_FORM_OPTIONS = 200;
/** Longest answer, in characters, of a text with one line and of one with several. */
export const MAX_FORM_LINE = 255;
export const MAX_FORM_TEXT = 10_000;
/** Longest origin of a website in which a form stands. */
export const MAX_SITE = 260;
/** Largest body of a submission, bytes. */
export const MAX_FORM_BODY = 262_144;

/** The properties of a contact that a block can be bound to, as names of facts. Extra fields are `contact.fields.<key>`. */
export const FORM_PROPERTIES = [
  'contact.firstName',
  'contact.lastName',
  'contact.email',
  'contact.phone',
  'contact.title',
] as const;
export type FormProperty = (typeof FORM_PROPERTIES)[number];

/** Prefix of the facts that are extra fields of a contact. */
export const CONTACT_FIELDS = 'contact.fields.';
/** Prefix of the facts that are the answers of a submission. */
export const FORM_FIELDS = 'form.field.';

/**
 * How submissions become contacts: `auto` creates unknown persons and updates known ones, `hold-unknown` lets a person decide about unknown
 * ones, `hold` about all.
 */
export const FORM_MATCHING = ['auto', 'hold-unknown', 'hold'] as const;

/**
 * What became of a submission.
 *
 * - `received`: stored; not processed yet, or tried again
 * - `awaiting-confirmation`: waits for the button on the confirm page of the mail
 * - `held`: waits for a person to decide whose it is
 * - `processed`: it belongs to a contact, and its run was started
 * - `duplicate`: the address has answered before, and the form takes one answer
 * - `spam`: it was not sent by a person, as far as that can be told
 * - `rejected`: a person decided against it
 * - `failed`: it could not be processed; a person can try again
 */
export const SUBMISSION_STATUSES = [
  'received',
  'awaiting-confirmation',
  'held',
  'processed',
  'duplicate',
  'spam',
  'rejected',
  'failed',
] as const;
export type SubmissionStatus = (typeof SUBMISSION_STATUSES)[number];

/** Why a submission counts as spam: the field that people cannot see was filled in, or the submit button was not pressed. */
export const SPAM_REASONS = ['honeypot', 'no-button'] as const;
export type SpamReason = (typeof SPAM_REASONS)[number];

/**
 * How an installation checks that a person fills in a form: not at all, by work of the browser, or by a service that speaks the protocol
 * `siteverify`.
 */
export const FORM_CAPTCHAS = ['off', 'proof-of-work', 'turnstile', 'hcaptcha', 'recaptcha'] as const;
export type FormCaptcha = (typeof FORM_CAPTCHAS)[number];

/** The parameters of campaigns in an address, and their names in a submission. */
export const UTM_PARAMETERS = ['source', 'medium', 'campaign', 'term', 'content'] as const;

/** Templates of forms. Their content is in libs/forms. */
export const FORM_TEMPLATES = ['empty', 'person', 'newsletter', 'survey', 'event'] as const;
