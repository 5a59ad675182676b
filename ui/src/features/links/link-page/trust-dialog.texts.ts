import type { Texts } from '../../../i18n/texts';

/** Texts of the settings for clicks that may be a machine's. */
export const trustTexts = {
  title: { en: 'Clicks that may be a machine’s', nb: 'Klikk som kan komme fra en maskin' },
  lead: {
    en: 'Steps that make work for colleagues wait while it is unsure whether a person clicked.',
    nb: 'Steg som gir kolleger arbeid, venter så lenge det er usikkert om en person klikket.',
  },
  strictness: { en: 'How careful', nb: 'Hvor forsiktig' },
  choices: {
    standard: { en: 'As everywhere', nb: 'Som ellers' },
    lenient: { en: 'Less careful', nb: 'Mindre forsiktig' },
    normal: { en: 'Normal', nb: 'Vanlig' },
    strict: { en: 'More careful', nb: 'Mer forsiktig' },
    off: { en: 'Carry out all clicks', nb: 'Utfør alle klikk' },
  },
  about: {
    standard: {
      en: 'The setting of this installation applies.',
      nb: 'Innstillingen for hele systemet gjelder.',
    },
    lenient: {
      en: 'Fewer people have to wait. More machines get through.',
      nb: 'Færre personer må vente. Flere maskiner slipper gjennom.',
    },
    normal: { en: 'A balance of both.', nb: 'En balanse mellom de to.' },
    strict: {
      en: 'Fewer machines get through. More people have to wait.',
      nb: 'Færre maskiner slipper gjennom. Flere personer må vente.',
    },
    off: {
      en: 'Machines make work for colleagues, too. Verdicts are only shown.',
      nb: 'Også maskiner gir kolleger arbeid. Vurderingene blir bare vist.',
    },
  },
  minutes: { en: 'Longest wait, minutes', nb: 'Lengste ventetid i minutter' },
  minutesHint: {
    en: 'Empty: as everywhere. After that, a colleague decides.',
    nb: 'Tomt: som ellers. Etter det avgjør en kollega.',
  },
  outside: { en: 'Between 1 and 10,080 (a week)', nb: 'Mellom 1 og 10 080 (en uke)' },
  saved: { en: 'Saved. It applies to clicks from now on.', nb: 'Lagret. Det gjelder klikk fra nå av.' },
} satisfies Texts;
