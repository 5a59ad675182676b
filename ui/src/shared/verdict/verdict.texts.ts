import type { Texts } from '../../i18n/texts';

/** Texts about who clicked: a person or a machine. */
export const verdictTexts = {
  label: { en: 'Verdict', nb: 'Vurdering' },
  verdicts: {
    human: { en: 'Person', nb: 'Person' },
    suspect: { en: 'Unsure', nb: 'Usikker' },
    bot: { en: 'Machine', nb: 'Maskin' },
  },
  filters: {
    human: { en: 'People {count, number}', nb: 'Personer {count, number}' },
    suspect: { en: 'Unsure {count, number}', nb: 'Usikre {count, number}' },
    bot: { en: 'Machines {count, number}', nb: 'Maskiner {count, number}' },
    all: { en: 'All', nb: 'Alle' },
  },
  show: { en: 'Show', nb: 'Vis' },
  shown: {
    label: { en: 'Whose clicks are shown', nb: 'Hvem sine klikk som vises' },
    people: { en: 'People only', nb: 'Bare mennesker' },
    all: { en: 'All clicks', nb: 'Alle klikk' },
  },
  why: {
    human: { en: 'Why a person?', nb: 'Hvorfor en person?' },
    suspect: { en: 'Why unsure?', nb: 'Hvorfor usikker?' },
    bot: { en: 'Why a machine?', nb: 'Hvorfor en maskin?' },
  },
  forMachine: { en: 'Speaks for a machine', nb: 'Taler for en maskin' },
  forPerson: { en: 'Speaks for a person', nb: 'Taler for en person' },
  noSignals: { en: 'Nothing speaks against a person.', nb: 'Ingenting taler mot at det var en person.' },
  notJudged: {
    en: 'The click is older than the verdicts.',
    nb: 'Klikket er eldre enn vurderingene.',
  },
  correctedBy: { en: 'Corrected by {name}', nb: 'Rettet av {name}' },
  wasPerson: { en: 'This was a person', nb: 'Dette var en person' },
  wasMachine: { en: 'This was a machine', nb: 'Dette var en maskin' },
  takeBack: { en: 'Take the correction back', nb: 'Angre rettingen' },
  corrected: { en: 'The verdict is corrected', nb: 'Vurderingen er rettet' },
} satisfies Texts;
