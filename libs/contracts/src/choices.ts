/**
 * The closed lists and the limits that forms of the UI show. They are apart from the schemas that are made of them, so that a page with
 * such a form does not load zod. Schemas are for the servers and for the workflow editor.
 */
import type { Text } from './texts';

export const ROLES = ['viewer', 'marketer', 'ops', 'admin'] as const;

/** Why a sign-in with the OpenID Connect provider failed; `OidcProblem` says what each means. */
export const OIDC_PROBLEMS = [
  'oidc.unavailable',
  'oidc.cancelled',
  'oidc.expired',
  'oidc.refused',
  'oidc.email-unverified',
  'oidc.other-identity',
  'oidc.no-role',
  'oidc.unknown-user',
  'oidc.inactive',
  'rate.limited',
] as const;

/** Whose clicks lists and counts show to a user: those of people, or all, with those of machines apart. */
export const SHOWN_CLICKS = ['people', 'all'] as const;
export type ShownClicks = (typeof SHOWN_CLICKS)[number];

/**
 * What a click on a link is answered with, as far as that is the same for everybody. `redirect`: a website. `confirm`: a page with a button to
 * press. `unsubscribe` and `subscriptions`: the recipient's own pages. `varies`: a condition or a script decides.
 */
export const LINK_ANSWERS = [
  'redirect',
  'text',
  'confirm',
  'form',
  'unsubscribe',
  'subscriptions',
  'varies',
] as const;
export type LinkAnswer = (typeof LINK_ANSWERS)[number];

export const VERDICTS = ['human', 'suspect', 'bot'] as const;

/** Names of the verdicts, as colleagues read them. */
export const VERDICT_NAMES = {
  human: { en: 'Person', nb: 'Person' },
  suspect: { en: 'Unsure', nb: 'Usikker' },
  bot: { en: 'Machine', nb: 'Maskin' },
} as const satisfies Record<(typeof VERDICTS)[number], Text>;

/** How long costly steps of a suspect click may be held, minutes: at most a week. */
export const HOLD_MINUTES = { min: 1, max: 10_080 } as const;

/** Passwords must be long, but need no special kinds of characters: NIST SP 800-63B. */
export const MIN_PASSWORD_LENGTH = 10;

/** Types of the parameters of scripts. */
export const SCRIPT_PARAM_TYPES = ['text', 'number', 'boolean', 'date', 'choice'] as const;

export const FIELD_TYPES = [
  'text',
  'long-text',
  'integer',
  'decimal',
  'boolean',
  'date',
  'date-time',
  'time',
  'timespan',
  'list',
] as const;

export const ASSIGNMENT_RULES = ['even', 'weighted', 'fewest-open', 'none'] as const;

export const BULK_VERBS = ['retry', 'skip', 'cancel', 'rerun', 'release', 'drop'] as const;

/** Limits of a bulk command, with the values that are used without a choice. */
export const BULK_LIMITS = {
  /** Number of runs in the canary; 0 starts without a canary. */
  canary: { min: 0, max: 1_000, usual: 5 },
  perSecond: { min: 1, max: 1_000, usual: 50 },
};

/** Limits of a bulk for people, with the values that are used without a choice. */
export const PEOPLE_BULK_LIMITS = {
  canary: { min: 0, max: 1_000, usual: 5 },
  perSecond: { min: 1, max: 2_000, usual: 50 },
};
/** A membership is no work for anybody, so many are changed at once, and none is looked at first. */
export const MEMBERS_PER_SECOND = 1_000;

/** The total of a list of runs is at most this, because counting millions of runs for every page is slow. */
export const MAX_COUNTED_RUNS = 10_000;

/**
 * From where a consent can come that a colleague records, besides the colleague: a form, imported data, or a subscription that the person
 * confirmed by a link in a mail.
 */
export const RECORDED_CONSENT_SOURCES = ['form', 'import', 'double-opt-in'] as const;

/** The choices when a consent is recorded, with their texts. */
export const CONSENT_SOURCES = {
  colleague: { en: 'Told to a colleague', nb: 'Sagt til en kollega' },
  form: { en: 'A form', nb: 'Et skjema' },
  import: { en: 'An import', nb: 'En import' },
  'double-opt-in': { en: 'Confirmed by a link in a mail', nb: 'Bekreftet med en lenke i en e-post' },
} as const satisfies Record<'colleague' | (typeof RECORDED_CONSENT_SOURCES)[number], Text>;
export type ConsentSource = keyof typeof CONSENT_SOURCES;
