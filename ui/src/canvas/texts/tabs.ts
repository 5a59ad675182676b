import type { Texts } from '../../i18n';

/** Texts of the seven tabs in which a straight-line workflow is edited. */
export const tabsTexts = {
  label: { en: 'What a click does', nb: 'Hva et klikk gjør' },
  tab: {
    response: { en: 'Response', nb: 'Respons' },
    field: { en: 'Set field', nb: 'Angi felt' },
    interests: { en: 'Interests', nb: 'Interesser' },
    groups: { en: 'Selection/Project', nb: 'Utvalg/prosjekt' },
    'follow-up': { en: 'Follow-up', nb: 'Oppfølging' },
    request: { en: 'Request', nb: 'Sak' },
    script: { en: 'Script', nb: 'Skript' },
  },
  active: { en: 'active', nb: 'i bruk' },
  faulty: { en: 'something is missing', nb: 'noe mangler' },
  answer: {
    label: { en: 'What does the person who clicks see?', nb: 'Hva skal den som klikker, få se?' },
    afterConfirm: { en: 'When the button is pressed', nb: 'Når knappen er trykket' },
    redirect: { en: 'Redirect to a web page', nb: 'Omdiriger til nettside' },
    'show-text': { en: 'Show custom text', nb: 'Vis egen tekst' },
    'open-form': { en: 'Open form', nb: 'Åpne skjema' },
    'open-subscriptions': { en: 'Open unsubscribe page', nb: 'Åpne avmeldingssiden' },
    confirm: { en: 'Ask for confirmation', nb: 'Be om bekreftelse' },
    hint: {
      redirect: { en: 'Leads on at once', nb: 'Fører videre med en gang' },
      'show-text': { en: 'A page of yours, with your logo', nb: 'En side hos dere, med logoen deres' },
      'open-form': { en: 'A form, filled in with what we know', nb: 'Et skjema, fylt ut med det vi vet' },
      'open-subscriptions': { en: 'The recipient’s own page', nb: 'Mottakerens egen side' },
      confirm: {
        en: 'Nothing happens before the person presses',
        nb: 'Ingenting skjer før personen trykker',
      },
    },
    address: { en: 'Web page', nb: 'Nettside' },
    fallback: { en: 'Address of the link', nb: 'Koblingens adresse' },
    fallbackHelp: {
      en: 'Used if the page above cannot be shown.',
      nb: 'Brukes hvis siden over ikke kan vises.',
    },
  },
  none: { en: 'None', nb: 'Ingen' },
  again: { en: 'Repetition and errors', nb: 'Gjentakelse og feil' },
  off: { en: 'Turned off: a click goes past this step.', nb: 'Slått av: et klikk går forbi dette steget.' },
  several: {
    en: 'The canvas has several of these. They run one after the other.',
    nb: 'Lerretet har flere av disse. De kjøres etter hverandre.',
  },
  summary: {
    title: { en: 'When somebody clicks', nb: 'Når noen klikker' },
    none: {
      en: 'Nothing more happens yet. Choose a tab and turn something on.',
      nb: 'Mer skjer ikke ennå. Velg en fane og slå på noe.',
    },
    own: { en: 'To {url}', nb: 'Til {url}' },
    noAddress: { en: 'The address is missing', nb: 'Adressen mangler' },
    atOnce: { en: 'At once', nb: 'Straks' },
    held: { en: 'Held if in doubt', nb: 'Holdes ved tvil' },
    onCanvas: { en: 'Only on the canvas', nb: 'Bare på lerretet' },
    doubt: {
      en: 'Steps that cost somebody work wait while it is unsure whether a person clicked.',
      nb: 'Steg som gir noen arbeid, venter så lenge det er usikkert om en person klikket.',
    },
  },
  canvasOnly: {
    title: { en: 'This workflow is edited on the canvas', nb: 'Denne arbeidsflyten redigeres på lerretet' },
    text: {
      en: 'The tabs show what happens step by step, without branches.',
      nb: 'Fanene viser det som skjer steg for steg, uten forgreninger.',
    },
    open: { en: 'Open on the canvas', nb: 'Åpne på lerretet' },
  },
} satisfies Texts;
