import type { Text } from '../texts';
import type { BlockReason } from './mail-states';

/** Why a recipient of a mailing does not get it, with texts for people. This file does not import zod, so that the browser can load it without zod. */
export const BLOCK_REASONS = {
  'unsubscribed.type': { en: 'Has unsubscribed from this type', nb: 'Har meldt seg av denne typen' },
  'unsubscribed.all': { en: 'Has unsubscribed from everything', nb: 'Har meldt seg av alt' },
  'no-consent': { en: 'Has not consented to this type', nb: 'Har ikke samtykket til denne typen' },
  bounced: { en: 'The address does not work', nb: 'Adressen virker ikke' },
  complained: { en: 'Has reported a mail as spam', nb: 'Har meldt en e-post som søppelpost' },
  'no-address': { en: 'Has no e-mail address', nb: 'Mangler e-postadresse' },
  'invalid-address': { en: 'The address is not valid', nb: 'Adressen er ikke gyldig' },
  duplicate: { en: 'The address is in the list already', nb: 'Adressen er på listen fra før' },
  'former-employee': { en: 'Has left the company', nb: 'Har sluttet i firmaet' },
  'unknown-address': { en: 'Is not a registered contact', nb: 'Er ikke registrert som person' },
  erased: { en: 'The personal data was erased', nb: 'Personopplysningene er slettet' },
} as const satisfies Record<BlockReason, Text>;
