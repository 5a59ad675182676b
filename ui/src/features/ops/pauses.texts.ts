import type { Texts } from '../../i18n/texts';

export const pauseTexts = {
  title: { en: 'Pauses', nb: 'Pauser' },
  lead: {
    en: 'What is paused. Recipients are answered as always. Runs that get there wait, and continue when the pause ends.',
    nb: 'Det som står på pause. Mottakerne får svar som alltid. Kjøringer som kommer dit, venter og går videre når pausen er over.',
  },
  pause: { en: 'Pause …', nb: 'Sett på pause …' },
  dialogTitle: { en: 'Pause', nb: 'Sett på pause' },
  what: { en: 'What to pause', nb: 'Hva skal settes på pause' },
  kinds: {
    all: { en: 'Everything', nb: 'Alt' },
    workflow: { en: 'One link', nb: 'Én kobling' },
    action: { en: 'One action', nb: 'Én handling' },
  },
  about: {
    all: {
      en: 'No run goes on until you resume. Clicks are still answered and recorded.',
      nb: 'Ingen kjøring går videre før pausen er over. Klikk får fortsatt svar og blir registrert.',
    },
    workflow: {
      en: 'Runs of this link are held. Its clicks are still answered.',
      nb: 'Kjøringer for denne koblingen venter. Klikkene får fortsatt svar.',
    },
    action: {
      en: 'Runs that come to this action are held there; others go on.',
      nb: 'Kjøringer som kommer til denne handlingen, venter der. Andre går videre.',
    },
  },
  link: { en: 'Link', nb: 'Kobling' },
  action: { en: 'Action', nb: 'Handling' },
  note: { en: 'Why, for your colleagues', nb: 'Hvorfor, til kollegene dine' },
  noteHint: { en: 'They see it on the runs that are held.', nb: 'De ser det på kjøringene som venter.' },
  submit: {
    all: { en: 'Pause everything', nb: 'Sett alt på pause' },
    workflow: { en: 'Pause this link', nb: 'Sett koblingen på pause' },
    action: { en: 'Pause this action', nb: 'Sett handlingen på pause' },
  },
  chooseLink: { en: 'Choose a link', nb: 'Velg en kobling' },
  chooseAction: { en: 'Choose an action', nb: 'Velg en handling' },
  paused: { en: 'What', nb: 'Hva' },
  pauseDone: {
    en: 'Paused. Runs that come to it are held.',
    nb: 'Satt på pause. Kjøringer som kommer dit, venter.',
  },
  resume: { en: 'Resume', nb: 'Fortsett' },
  resumed: { en: 'The pause is over', nb: 'Pausen er over' },
  all: { en: 'Everything', nb: 'Alt' },
  linkNamed: { en: 'The link “{name}”', nb: 'Koblingen «{name}»' },
  actionNamed: { en: 'The action “{name}”', nb: 'Handlingen «{name}»' },
  inForce: {
    all: { en: 'Everything is paused', nb: 'Alt står på pause' },
    workflow: { en: 'The link “{name}” is paused', nb: 'Koblingen «{name}» står på pause' },
    action: { en: 'The action “{name}” is paused', nb: 'Handlingen «{name}» står på pause' },
  },
  reason: { en: 'Why', nb: 'Hvorfor' },
  by: { en: 'Paused by', nb: 'Satt på pause av' },
  since: { en: 'Since', nb: 'Siden' },
  held: { en: 'On hold', nb: 'På vent' },
  heldRuns: {
    en: '{count, plural, one {# run} other {# runs}}',
    nb: '{count, plural, one {# kjøring} other {# kjøringer}}',
  },
  heldNone: { en: 'none yet', nb: 'ingen ennå' },
  byWhom: { en: '{name}, {time}', nb: '{name}, {time}' },
  none: { en: 'Nothing is paused', nb: 'Ingenting står på pause' },
  noneText: {
    en: 'When something outside Linkflow is down, pause what needs it: runs are held instead of failing.',
    nb: 'Er noe utenfor Linkflow nede, kan du sette det som trenger det, på pause. Da venter kjøringene i stedet for å feile.',
  },
} satisfies Texts;
