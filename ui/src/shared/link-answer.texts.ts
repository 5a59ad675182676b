import type { Texts } from '../i18n';

/** What recipients of a click get if it is no website, by `LinkAnswer`. */
export const linkAnswerTexts = {
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
