import type { Texts } from '../../../i18n';

export const linkDialogTexts = {
  newTitle: { en: 'New tracked link', nb: 'Ny sporet kobling' },
  editTitle: { en: 'Tracked link', nb: 'Sporet kobling' },
  name: { en: 'Name', nb: 'Navn' },
  scope: { en: 'Used in', nb: 'Brukes i' },
  scopes: {
    all: { en: 'All mailings', nb: 'Alle utsendelser' },
    here: { en: 'Only this one', nb: 'Bare denne' },
  },
  create: { en: 'Create and use', nb: 'Lag og bruk' },
  created: { en: '“{name}” is created and in use here', nb: '«{name}» er laget og i bruk her' },
  publish: { en: 'Publish', nb: 'Publiser' },
  published: { en: 'Everything is published', nb: 'Alt er publisert' },
  canvas: { en: 'Open the page of the link', nb: 'Åpne siden til koblingen' },
  lacking: {
    en: '{count, plural, one {One thing is missing:} other {# things are missing:}}',
    nb: '{count, plural, one {Én ting mangler:} other {# ting mangler:}}',
  },
} satisfies Texts;
