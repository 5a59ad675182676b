import { VERDICT_NAMES } from '@linkflow/contracts';
import type { Texts } from '../../i18n/texts';

/** Texts about who clicked: a person or a machine. */
export const verdictTexts = {
  label: { en: 'Verdict', nb: 'Vurdering' },
  verdicts: VERDICT_NAMES,
  marks: {
    suspect: { en: 'It is not clear whether a person clicked', nb: 'Usikkert om en person klikket' },
    bot: { en: 'A machine clicked', nb: 'En maskin klikket' },
  },
  filters: {
    human: { en: 'People {count, number}', nb: 'Personer {count, number}' },
    suspect: { en: 'Unsure {count, number}', nb: 'Usikre {count, number}' },
    bot: { en: 'Machines {count, number}', nb: 'Maskiner {count, number}' },
    all: { en: 'All', nb: 'Alle' },
  },
  show: { en: 'Show', nb: 'Vis' },
  shown: {
    label: { en: 'Whose clicks are shown', nb: 'Hvilke klikk som vises' },
    people: { en: 'People only', nb: 'Bare personer' },
    all: { en: 'All clicks', nb: 'Alle klikk' },
  },
  why: {
    human: { en: 'Why a person?', nb: 'Hvorfor en person?' },
    suspect: { en: 'Why unsure?', nb: 'Hvorfor usikker?' },
    bot: { en: 'Why a machine?', nb: 'Hvorfor en maskin?' },
  },
  forMachine: { en: 'Speaks for a machine', nb: 'Taler for en maskin' },
  forPerson: { en: 'Speaks for a person', nb: 'Taler for en person' },
  score: { en: '{score} of 100', nb: '{score} av 100' },
  scoreText: {
    en: 'Score {score} of 100. 0 is certainly a person, 100 certainly a machine.',
    nb: '{score} av 100 poeng. 0 er helt sikkert en person, 100 helt sikkert en maskin.',
  },
  weight: {
    machine: { en: '{weight} towards a machine', nb: '{weight} mot en maskin' },
    person: { en: '{weight} towards a person', nb: '{weight} mot en person' },
  },
  more: {
    en: '{count, plural, one {And # more reason} other {And # more reasons}}',
    nb: '{count, plural, one {Og # grunn til} other {Og # grunner til}}',
  },
  toClick: { en: 'Show the click', nb: 'Vis klikket' },
  whyVerdict: { en: '{verdict}: why?', nb: '{verdict}: hvorfor?' },
  noSignals: { en: 'Nothing speaks against a person.', nb: 'Ingenting taler mot at det var en person.' },
  notJudged: {
    en: 'The click is older than the verdicts.',
    nb: 'Klikket er eldre enn vurderingene.',
  },
  correctedBy: { en: 'Corrected by {name}', nb: 'Rettet av {name}' },
  notKept: { en: 'The clicks themselves are deleted by now.', nb: 'Selve klikkene er slettet nå.' },
  effects: {
    release: {
      en: 'The step that waits is done, and the click counts as a person’s.',
      nb: 'Steget som venter, blir utført, og klikket teller som et klikk fra en person.',
    },
    rerun: {
      en: 'The run is run again, so that what was left out is done, and the click counts as a person’s.',
      nb: 'Kjøringen kjøres på nytt, så det som ble utelatt, blir gjort. Klikket teller som et klikk fra en person.',
    },
    counts: {
      en: 'Only the numbers change; nothing is done or undone.',
      nb: 'Bare tallene endres. Ingenting blir utført eller angret.',
    },
    drops: { en: 'The step that waits is not done.', nb: 'Steget som venter, blir ikke utført.' },
    undoes: {
      en: '{count, plural, one {# step is undone} other {# steps are undone}}, where nobody has changed the value since.',
      nb: '{count, plural, one {# steg angres} other {# steg angres}} der ingen har endret verdien siden.',
    },
  },
  wasPerson: { en: 'This was a person', nb: 'Dette var en person' },
  wasMachine: { en: 'This was a machine', nb: 'Dette var en maskin' },
  takeBack: { en: 'Take the correction back', nb: 'Angre rettingen' },
  corrected: { en: 'The verdict is corrected', nb: 'Vurderingen er rettet' },
} satisfies Texts;
