/**
 * The closed lists and the limits that forms of the UI show. They are apart from the schemas that are made of them, so that a page with
 * such a form does not load zod. Schemas are for the servers and for the workflow editor.
 */

export const ROLES = ['viewer', 'marketer', 'ops', 'admin'] as const;

/** Passwords must be long, but need no special kinds of characters: NIST SP 800-63B. */
export const MIN_PASSWORD_LENGTH = 10;

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

export const BULK_VERBS = ['retry', 'skip', 'cancel', 'rerun'] as const;

/** Limits of a bulk command, with the values that are used without a choice. */
export const BULK_LIMITS = {
  /** Number of runs in the canary; 0 starts without a canary. */
  canary: { min: 0, max: 1_000, usual: 5 },
  perSecond: { min: 1, max: 1_000, usual: 50 },
};

/** The total of a list of runs is at most this, because counting millions of runs for every page is slow. */
export const MAX_COUNTED_RUNS = 10_000;
