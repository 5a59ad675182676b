import type { LinkAnswer } from '@linkflow/contracts';
import { useTexts, type Texts } from '../i18n';

/** What recipients of a click get if it is no website, by `LinkAnswer`. */
const texts = {
  text: { en: 'Shows a text', nb: 'Viser en tekst' },
  confirm: { en: 'Asks them to confirm', nb: 'Ber dem bekrefte' },
  form: { en: 'Opens a form', nb: 'Åpner et skjema' },
  unsubscribe: { en: 'Opens the page for unsubscribing', nb: 'Åpner siden for å melde seg av' },
  subscriptions: {
    en: 'Opens the page where they choose what they get',
    nb: 'Åpner siden der de velger hva de får',
  },
  varies: { en: 'A condition or a script decides', nb: 'En betingelse eller et skript avgjør' },
} satisfies Texts;

/** Returns a function that says what recipients of a click get: the address of a website, or something else in words. */
export function useLinkAnswer(): (link: { answer: LinkAnswer; url: string }) => string {
  const t = useTexts(texts);
  return ({ answer, url }) => (answer === 'redirect' ? url : t(answer));
}
