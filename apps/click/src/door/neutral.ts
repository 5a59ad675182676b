import type { Language } from '@linkflow/contracts';
import { NEUTRAL_PAGES, NEUTRAL_STATUS, type NeutralReason } from '../pages/neutral-pages';
import { preferredLanguage } from '../pages/preferred-language';
import { showPage, type Outgoing } from './outgoing';

const LATER = ['Retry-After', '30'];

const make = (reason: NeutralReason, language: Language): Outgoing =>
  showPage(NEUTRAL_PAGES[reason][language], {
    status: NEUTRAL_STATUS[reason],
    policy: 'own',
    more: ['Vary', 'Accept-Language', ...(reason === 'away' ? LATER : [])],
  });

const READY: Record<NeutralReason, Record<Language, Outgoing>> = {
  unknown: { en: make('unknown', 'en'), nb: make('unknown', 'nb') },
  away: { en: make('away', 'en'), nb: make('away', 'nb') },
  'too-large': { en: make('too-large', 'en'), nb: make('too-large', 'nb') },
};

/** The page for everything that is not a click, in the language that the recipient's browser asks for. */
export const neutral = (reason: NeutralReason, acceptLanguage: string | undefined): Outgoing =>
  READY[reason][preferredLanguage(acceptLanguage)];
