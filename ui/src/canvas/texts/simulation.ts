import type { Texts } from '../../i18n';

/** Texts of the simulation. */
export const simulationTexts = {
  open: { en: 'Try it', nb: 'Prøv' },
  title: { en: 'Test run', nb: 'Prøvekjøring' },
  close: { en: 'End the test run', nb: 'Avslutt prøvekjøringen' },
  intro: {
    en: 'Choose a contact and see what a click would do right now. Nothing is changed or sent.',
    nb: 'Velg en person og se hva et klikk ville gjort akkurat nå. Ingenting endres eller sendes.',
  },
  contact: { en: 'Who clicks', nb: 'Hvem som klikker' },
  contactPlaceholder: { en: 'Find a contact', nb: 'Finn en person' },
  stranger: { en: 'Someone without a contact card', nb: 'Noen uten personkort' },
  answer: { en: 'The recipient gets', nb: 'Mottakeren får' },
  ownAddress: { en: 'The link’s address, {url}', nb: 'Koblingens adresse, {url}' },
  noAddress: {
    en: 'The link’s address, which is not set yet',
    nb: 'Koblingens adresse, som ikke er satt ennå',
  },
  steps: { en: 'After that', nb: 'Deretter' },
  nothing: { en: 'Nothing more would happen.', nb: 'Det ville ikke skjedd noe mer.' },
  failed: { en: 'Something would not be done.', nb: 'Noe ville ikke blitt gjort.' },
  wouldLeave: { en: 'Would go on with “{port}”', nb: 'Ville gått videre med «{port}»' },
  wouldWait: { en: 'Would go on {when}', nb: 'Ville gått videre {when}' },
  failedLoad: { en: 'The test run failed.', nb: 'Prøvekjøringen mislyktes.' },
  again: { en: 'Try again', nb: 'Prøv igjen' },
  select: { en: 'Show on the canvas: {step}', nb: 'Vis på lerretet: {step}' },
  status: {
    succeeded: { en: 'Would be done', nb: 'Ville blitt gjort' },
    skipped: { en: 'Would be skipped', nb: 'Ville blitt hoppet over' },
    failed: { en: 'Would fail', nb: 'Ville feilet' },
  },
  firstTime: {
    en: 'As at a first click: steps that happen only once are not counted as done.',
    nb: 'Regnes som det første klikket, så steg som bare skjer én gang, er med.',
  },
} satisfies Texts;
