import type { Texts } from '../../i18n';

/** Texts about saving and conflicts. */
export const savingTexts = {
  saving: { en: 'Saving …', nb: 'Lagrer …' },
  saved: { en: 'Saved {time}', nb: 'Lagret {time}' },
  unsaved: { en: 'Not saved yet', nb: 'Ikke lagret ennå' },
  failed: { en: 'Not saved: {reason}', nb: 'Ikke lagret: {reason}' },
  retry: { en: 'Try again', nb: 'Prøv igjen' },
  conflict: { en: 'Not saved: {name} was faster', nb: 'Ikke lagret: {name} var raskere' },
  restored: {
    en: 'What you did before the page was closed is back.',
    nb: 'Det du gjorde før siden ble lukket, er tilbake.',
  },
  theirs: {
    en: '{name} has changed the workflow. You see it as it is now.',
    nb: '{name} har endret arbeidsflyten. Du ser den slik den er nå.',
  },
  publishedBy: {
    en: '{name} has published version {version}.',
    nb: '{name} har publisert versjon {version}.',
  },
  somebody: { en: 'Somebody', nb: 'Noen' },
  dialog: {
    title: { en: 'Two are at work here', nb: 'Her arbeider to på en gang' },
    text: {
      en: '{name} saved this workflow {when}, while you were changing it. Nothing of yours is lost. What shall hold?',
      nb: '{name} lagret arbeidsflyten {when}, mens du holdt på å endre den. Ingenting av ditt er tapt. Hva skal gjelde?',
    },
    own: {
      en: 'You saved this workflow {when} in another window, while you were changing it in this one. Nothing is lost. What shall hold?',
      nb: 'Du lagret arbeidsflyten {when} i et annet vindu, mens du holdt på å endre den i dette. Ingenting er tapt. Hva skal gjelde?',
    },
    theirs: { en: 'Take theirs', nb: 'Ta den andres' },
    theirsHint: { en: 'Yours is one “Undo” away.', nb: 'Din er ett «Angre» unna.' },
    mine: { en: 'Save mine over theirs', nb: 'Lagre min over den andres' },
    mineHint: {
      en: 'Theirs stays in nobody’s draft. Versions that are published are not touched.',
      nb: 'Den andres blir borte fra kladden. Publiserte versjoner røres ikke.',
    },
    copy: { en: 'Take theirs and keep mine to look at', nb: 'Ta den andres og behold min til å se på' },
    copyHint: {
      en: 'Yours is laid aside on this machine, to be opened above the canvas.',
      nb: 'Din legges til side på denne maskinen og kan åpnes over lerretet.',
    },
  },
  copy: {
    text: {
      en: 'Your own version from {when} is laid aside.',
      nb: 'Din egen versjon fra {when} er lagt til side.',
    },
    view: { en: 'View', nb: 'Vis' },
    use: { en: 'Use it instead', nb: 'Bruk den i stedet' },
    drop: { en: 'Throw it away', nb: 'Kast den' },
    title: { en: 'Your version from {when}', nb: 'Din versjon fra {when}' },
  },
} satisfies Texts;
