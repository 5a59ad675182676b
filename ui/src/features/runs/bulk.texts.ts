import type { Texts } from '../../i18n/texts';

/** Texts of bulk operations, used by the dialog that starts one and by the pages about them. */
export const bulkTexts = {
  title: { en: 'Apply to all matches', nb: 'Bruk på alle treff' },
  verb: { en: 'What should be done', nb: 'Hva skal gjøres' },
  verbs: {
    retry: { en: 'Try again', nb: 'Prøv igjen' },
    skip: { en: 'Skip the step', nb: 'Hopp over steget' },
    cancel: { en: 'Cancel', nb: 'Avbryt' },
    rerun: { en: 'Run again', nb: 'Kjør på nytt' },
    release: { en: 'Release', nb: 'Slipp gjennom' },
    drop: { en: 'Drop', nb: 'Forkast' },
  },
  about: {
    retry: {
      en: 'Each run goes on from the step that failed. What is done already is not done again.',
      nb: 'Hver kjøring går videre fra steget som feilet. Det som alt er gjort, gjøres ikke om igjen.',
    },
    skip: {
      en: 'The step that failed is left undone, and the run goes on after it.',
      nb: 'Steget som feilet, blir ikke gjort, og kjøringen går videre etter det.',
    },
    cancel: {
      en: 'What is done stays done. What is left is not carried out.',
      nb: 'Det som er gjort, blir stående. Resten blir ikke utført.',
    },
    rerun: {
      en: 'The same click begins a new run on the newest version. Steps that were done are done again, except those that happen only once.',
      nb: 'Det samme klikket starter en ny kjøring på nyeste versjon. Steg som alt er gjort, skjer på nytt, unntatt dem som bare skjer én gang.',
    },
    release: {
      en: 'Runs that are held because a machine may have clicked go on with all their steps.',
      nb: 'Kjøringer som venter fordi en maskin kan ha klikket, går videre med alle stegene.',
    },
    drop: {
      en: 'Runs that are held because a machine may have clicked go on without the steps that make work for others.',
      nb: 'Kjøringer som venter fordi en maskin kan ha klikket, går videre uten stegene som gir andre arbeid.',
    },
  },
  counting: { en: 'Counting …', nb: 'Teller …' },
  fit: {
    retry: {
      en: '{count, plural, one {# run would be tried again.} other {# runs would be tried again.}}',
      nb: '{count, plural, one {# kjøring vil bli prøvd igjen.} other {# kjøringer vil bli prøvd igjen.}}',
    },
    skip: {
      en: '{count, plural, one {# run would skip its failed step.} other {# runs would skip their failed step.}}',
      nb: '{count, plural, one {# kjøring vil hoppe over steget som feilet.} other {# kjøringer vil hoppe over steget som feilet.}}',
    },
    cancel: {
      en: '{count, plural, one {# run would be cancelled.} other {# runs would be cancelled.}}',
      nb: '{count, plural, one {# kjøring vil bli avbrutt.} other {# kjøringer vil bli avbrutt.}}',
    },
    rerun: {
      en: '{count, plural, one {# click would be run again.} other {# clicks would be run again.}}',
      nb: '{count, number} klikk vil bli kjørt på nytt.',
    },
    release: {
      en: '{count, plural, one {# held run would be released.} other {# held runs would be released.}}',
      nb: '{count, plural, one {# kjøring vil bli sluppet gjennom.} other {# kjøringer vil bli sluppet gjennom.}}',
    },
    drop: {
      en: '{count, plural, one {# held run would be dropped.} other {# held runs would be dropped.}}',
      nb: '{count, plural, one {# kjøring vil bli forkastet.} other {# kjøringer vil bli forkastet.}}',
    },
  },
  none: {
    en: 'This cannot be done to any of these runs in their present state.',
    nb: 'Ingen av disse kjøringene er i en tilstand der dette kan gjøres.',
  },
  ineligible: {
    en: '{count, plural, one {# more matches, but is in a state where this cannot be done.} other {# more match, but are in a state where this cannot be done.}}',
    nb: '{count, number} til passer filteret, men er i en tilstand der dette ikke kan gjøres.',
  },
  nothingYet: { en: 'Nothing has been done yet.', nb: 'Ingenting er gjort ennå.' },
  canary: { en: 'Begin with', nb: 'Begynn med' },
  canaryHint: {
    en: 'Then it waits until you have seen how they went. 0 takes all at once.',
    nb: 'Så venter resten til du har sett hvordan det gikk. 0 tar alle på én gang.',
  },
  perSecond: { en: 'Pace per second', nb: 'Tempo, per sekund' },
  perSecondHint: { en: 'How many are taken each second.', nb: 'Hvor mange som tas hvert sekund.' },
  beginWith: {
    en: 'Begin with {first, number} of {count, number}',
    nb: 'Begynn med {first, number} av {count, number}',
  },
  doAll: {
    retry: {
      en: '{count, plural, one {Try # run again} other {Try # runs again}}',
      nb: '{count, plural, one {Prøv # kjøring igjen} other {Prøv # kjøringer igjen}}',
    },
    skip: {
      en: '{count, plural, one {Skip the step in # run} other {Skip the step in # runs}}',
      nb: '{count, plural, one {Hopp over steget i # kjøring} other {Hopp over steget i # kjøringer}}',
    },
    cancel: {
      en: '{count, plural, one {Cancel # run} other {Cancel # runs}}',
      nb: '{count, plural, one {Avbryt # kjøring} other {Avbryt # kjøringer}}',
    },
    rerun: {
      en: '{count, plural, one {Run # click again} other {Run # clicks again}}',
      nb: 'Kjør {count, number} klikk på nytt',
    },
    release: {
      en: '{count, plural, one {Release # run} other {Release # runs}}',
      nb: '{count, plural, one {Slipp gjennom # kjøring} other {Slipp gjennom # kjøringer}}',
    },
    drop: {
      en: '{count, plural, one {Drop # run} other {Drop # runs}}',
      nb: '{count, plural, one {Forkast # kjøring} other {Forkast # kjøringer}}',
    },
  },
} satisfies Texts;
