import type { Text } from '../texts';

/**
 * From where a consent can come that a colleague records, besides the colleague: a form, imported data, or a subscription that the person
 * confirmed by a link in a mail. This file does not import zod, so that the browser can load it without zod.
 */
export const RECORDED_CONSENT_SOURCES = ['form', 'import', 'double-opt-in'] as const;

/** The choices when a consent is recorded, with texts for people. */
export const CONSENT_SOURCES = {
  colleague: { en: 'Told to a colleague', nb: 'Sagt til en kollega' },
  form: { en: 'A form', nb: 'Et skjema' },
  import: { en: 'An import', nb: 'En import' },
  'double-opt-in': { en: 'Confirmed by a link in a mail', nb: 'Bekreftet med en lenke i en e-post' },
} as const satisfies Record<'colleague' | (typeof RECORDED_CONSENT_SOURCES)[number], Text>;
export type ConsentSource = keyof typeof CONSENT_SOURCES;
