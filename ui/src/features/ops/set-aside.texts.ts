import type { Texts } from '../../i18n/texts';

export const setAsideTexts = {
  title: { en: 'Set aside', nb: 'Lagt til side' },
  lead: {
    en: 'Clicks that could not be used. The recipients got their answer. Send a click again when the cause is gone.',
    nb: 'Klikk som ikke kunne brukes. Mottakerne fikk svaret sitt. Send et klikk på nytt når årsaken er borte.',
  },
  empty: { en: 'No click is set aside', nb: 'Ingen klikk er lagt til side' },
  emptyText: {
    en: 'Every click could be used.',
    nb: 'Alle klikk kunne brukes.',
  },
  link: { en: 'Click on', nb: 'Klikk på' },
  gone: { en: 'A link that is gone', nb: 'En kobling som er borte' },
  confirmed: { en: 'confirmed', nb: 'bekreftet' },
  version: { en: 'version {version}', nb: 'versjon {version}' },
  recipient: { en: 'Recipient', nb: 'Mottaker' },
  unknown: { en: 'Unknown', nb: 'Ukjent' },
  reason: { en: 'Why', nb: 'Hvorfor' },
  reasons: {
    'recipient.unknown': {
      en: 'The recipient is not there any more',
      nb: 'Mottakeren finnes ikke lenger',
    },
    'crashed-worker': {
      en: 'Each process that worked on it crashed',
      nb: 'Hver prosess som jobbet med klikket, krasjet',
    },
    'unexpected-error': {
      en: 'An unexpected error happened. See the log of the worker',
      nb: 'Det skjedde en uventet feil. Se loggen til arbeidsprosessen',
    },
    'too-old': {
      en: 'It arrived after clicks of its time were deleted',
      nb: 'Det kom etter at klikk fra samme tid var slettet',
    },
  },
  run: { en: 'Run', nb: 'Kjøring' },
  noRun: { en: 'none', nb: 'ingen' },
  clicked: { en: 'Clicked', nb: 'Klikket' },
  again: { en: 'Send again', nb: 'Send på nytt' },
  sent: { en: 'Sent again', nb: 'Sendt på nytt' },
  done: { en: 'The click is sent again', nb: 'Klikket er sendt på nytt' },
} as const satisfies Texts;
