import type { Language, Text } from '@linkflow/contracts';
import { escapeHtml, page } from './page';

/** Why a recipient gets neither what they clicked for nor a reason that would help somebody who guesses. */
export type NeutralReason = 'unknown' | 'away' | 'too-large';

const WORDS: Record<NeutralReason, { title: Text; text: Text }> = {
  unknown: {
    title: { en: 'This link does not work', nb: 'Denne lenken virker ikke' },
    text: {
      en: 'It may have been cut off on its way to you. Try to open it from the message again.',
      nb: 'Den kan ha blitt kuttet på veien til deg. Prøv å åpne den fra meldingen en gang til.',
    },
  },
  away: {
    title: { en: 'Try again in a moment', nb: 'Prøv igjen om et øyeblikk' },
    text: {
      en: 'We can not open this page right now. The link is fine; it will work again soon.',
      nb: 'Vi kan ikke åpne denne siden akkurat nå. Lenken er i orden, og virker snart igjen.',
    },
  },
  'too-large': {
    title: { en: 'That was too much', nb: 'Dette ble for mye' },
    text: {
      en: 'More was sent here than this page can take.',
      nb: 'Det ble sendt mer hit enn denne siden kan ta imot.',
    },
  },
};

const make = (reason: NeutralReason, language: Language): Buffer => {
  const { title, text } = WORDS[reason];
  const body = `<h1>${escapeHtml(title[language])}</h1><p>${escapeHtml(text[language])}</p>`;
  return Buffer.from(page(language, title[language], body));
};

const both = (reason: NeutralReason): Record<Language, Buffer> => ({
  en: make(reason, 'en'),
  nb: make(reason, 'nb'),
});

/** Made once: whoever sends a million bad tokens costs us no more than the sending. */
export const NEUTRAL_PAGES: Record<NeutralReason, Record<Language, Buffer>> = {
  unknown: both('unknown'),
  away: both('away'),
  'too-large': both('too-large'),
};
export const NEUTRAL_STATUS: Record<NeutralReason, number> = { unknown: 404, away: 503, 'too-large': 413 };
