import type { Texts } from '../../i18n/texts';

export const resetTexts = {
  title: {
    en: '{count, plural, one {Reset the counters of “{name}”?} other {Reset the counters of # links?}}',
    nb: '{count, plural, one {Nullstille tellerne for «{name}»?} other {Nullstille tellerne for # koblinger?}}',
  },
  which: { en: 'Which clicks', nb: 'Hvilke klikk' },
  all: { en: 'From all mailings', nb: 'Fra alle utsendelser' },
  one: { en: 'From one mailing', nb: 'Fra én utsendelse' },
  mailing: { en: 'Mailing', nb: 'Utsendelse' },
  mailingMissing: { en: 'Choose a mailing', nb: 'Velg en utsendelse' },
  happens: {
    en: 'Clicks and clickers so far no longer count, here and in the reports of the mailings, and those who clicked leave the list of clickers.',
    nb: 'Klikk og klikkere fram til nå telles ikke lenger, verken her eller i rapportene til utsendelsene, og de som har klikket, tas ut av listen over klikkere.',
  },
  stays: {
    en: 'This does not undo what the clicks did: interests, selections, follow-ups, requests and runs stay. Steps that are done once per recipient are not done again. The clicks stay stored, and the audit log says who reset. A reset cannot be undone.',
    nb: 'Det klikkene har gjort, blir ikke angret: interesser, utvalg, oppfølginger, saker og kjøringer blir stående. Steg som gjøres én gang per mottaker, gjøres ikke på nytt. Klikkene er fortsatt lagret, og loggen viser hvem som nullstilte. En nullstilling kan ikke angres.',
  },
  submit: { en: 'Reset counters', nb: 'Nullstill' },
  done: {
    en: '{count, plural, one {The counters of “{name}” are reset} other {The counters of # links are reset}}',
    nb: '{count, plural, one {Tellerne for «{name}» er nullstilt} other {Tellerne for # koblinger er nullstilt}}',
  },
  doneInMailing: {
    en: 'The counters of “{name}” are reset for “{mailing}”',
    nb: 'Tellerne for «{name}» er nullstilt for «{mailing}»',
  },
  running: {
    en: 'There are many clickers. The counters reach zero in a while.',
    nb: 'Det er mange klikkere. Tellerne når null om en stund.',
  },
} satisfies Texts;
