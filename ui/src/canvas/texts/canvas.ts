import type { Texts } from '../../i18n';

/** Texts of the canvas: cards, edges, palette and toolbar. */
export const canvasTexts = {
  label: { en: 'Workflow', nb: 'Arbeidsflyt' },
  skip: { en: 'Skip to the workflow', nb: 'Gå til arbeidsflyten' },
  group: {
    response: { en: 'Response', nb: 'Respons' },
    data: { en: 'Actions', nb: 'Handlinger' },
    script: { en: 'Script', nb: 'Skript' },
    flow: { en: 'Flow', nb: 'Flyt' },
  },
  palette: {
    title: { en: 'Add', nb: 'Legg til' },
    search: { en: 'Find a step', nb: 'Finn et steg' },
    none: { en: 'Nothing found for “{query}”.', nb: 'Ingen treff på «{query}».' },
    hint: {
      en: 'Drag onto the canvas, or click to add after the selected step.',
      nb: 'Dra ut på lerretet, eller klikk for å legge til etter det valgte steget.',
    },
    keyboardHint: {
      en: 'Enter adds the step after the selected one. Space picks it up, the arrow keys choose its place, Enter puts it there, Escape cancels.',
      nb: 'Enter legger til steget etter det valgte. Mellomrom plukker det opp, piltastene velger plass, Enter setter det der, Escape avbryter.',
    },
    dropHere: { en: 'Will be added: {place}', nb: 'Legges til: {place}' },
    add: { en: 'Add {title}', nb: 'Legg til {title}' },
    open: { en: 'Add a step', nb: 'Legg til et steg' },
    full: {
      en: 'There is no room for more steps. A workflow can have at most {max}.',
      nb: 'Det er ikke plass til flere steg. En arbeidsflyt kan ha høyst {max}.',
    },
    fold: { en: 'Hide the list of steps', nb: 'Skjul listen over steg' },
    unfold: { en: 'Show the list of steps', nb: 'Vis listen over steg' },
  },
  addMenu: {
    title: { en: 'Add a step here', nb: 'Legg til et steg her' },
    afterPort: { en: 'After “{node}”, {port}', nb: 'Etter «{node}», {port}' },
    after: { en: 'After “{node}”', nb: 'Etter «{node}»' },
    between: { en: 'Between “{node}” and “{next}”', nb: 'Mellom «{node}» og «{next}»' },
    canvas: { en: 'Here, to be connected later', nb: 'Her, kobles til senere' },
  },
  connect: {
    title: { en: 'Connect to', nb: 'Koble til' },
    from: { en: 'From “{node}”', nb: 'Fra «{node}»' },
    nothing: { en: 'Nothing', nb: 'Ingenting' },
    nothingText: { en: 'Removes the arrow', nb: 'Fjerner pilen' },
    nothingNow: { en: 'It ends here now', nb: 'Slutter her nå' },
    none: { en: 'No other step can come here.', nb: 'Ingen andre steg kan komme her.' },
  },
  node: {
    unknown: { en: 'Unknown step', nb: 'Ukjent steg' },
    unknownSummary: {
      en: 'This kind of step ({type}) is not in this version of Linkflow.',
      nb: 'Denne typen steg ({type}) finnes ikke i denne versjonen av Linkflow.',
    },
    disabled: { en: 'Turned off', nb: 'Slått av' },
    addAfter: { en: 'Add a step after {node}', nb: 'Legg til et steg etter {node}' },
    addAfterPort: { en: 'Add a step after {node}, {port}', nb: 'Legg til et steg etter {node}, {port}' },
    insert: { en: 'Put a step between {node} and {next}', nb: 'Sett inn et steg mellom {node} og {next}' },
    more: {
      en: '{count, plural, one {and # more problem} other {and # more problems}}',
      nb: '{count, plural, one {og # problem til} other {og # problemer til}}',
    },
    name: { en: 'Name of this step', nb: 'Navn på steget' },
    role: { en: 'step', nb: 'steg' },
  },
  problems: {
    en: '{count, plural, one {# problem} other {# problems}}',
    nb: '{count, plural, one {# problem} other {# problemer}}',
  },
  toolbar: {
    label: { en: 'Canvas tools', nb: 'Verktøy for lerretet' },
    problemsNone: { en: 'No problems', nb: 'Ingen problemer' },
    problemsTitle: { en: 'What prevents publishing', nb: 'Dette hindrer publisering' },
    warningsTitle: { en: 'Worth a look', nb: 'Verdt en titt' },
    allGood: { en: 'Nothing prevents publishing.', nb: 'Ingenting hindrer publisering.' },
    noNode: { en: 'The whole workflow', nb: 'Hele arbeidsflyten' },
  },
  minimap: { en: 'Overview of the workflow', nb: 'Oversikt over arbeidsflyten' },
  refuse: {
    cycle: { en: 'Then the arrows would go in a circle.', nb: 'Da ville pilene gått i ring.' },
    portTaken: {
      en: 'An outlet leads to one place. Remove its arrow first, or drop the new step on the arrow.',
      nb: 'En utgang leder til ett sted. Fjern pilen først, eller slipp det nye steget på pilen.',
    },
    intoTrigger: { en: 'No arrow can lead back to the click.', nb: 'Ingen pil kan gå tilbake til klikket.' },
    wrongLane: {
      respond: {
        en: '“{title}” is done in the background, so it can’t be part of the answer to the recipient.',
        nb: '«{title}» gjøres i bakgrunnen og kan ikke være en del av svaret til mottakeren.',
      },
      then: {
        en: '“{title}” answers the recipient, so it can’t be done in the background.',
        nb: '«{title}» er et svar til mottakeren og kan ikke gjøres i bakgrunnen.',
      },
    },
    paste: {
      en: 'The clipboard holds no steps of a workflow.',
      nb: 'Utklippstavlen inneholder ingen steg fra en arbeidsflyt.',
    },
    limit: {
      en: 'A workflow can have {max} steps. This one has {count}, so there is no room for {added, plural, one {one more} other {# more}}.',
      nb: 'En arbeidsflyt kan ha {max} steg. Denne har {count}, så det er ikke plass til {added, plural, one {ett} other {#}} til.',
    },
    onlyTrigger: {
      en: 'The click cannot be removed: every workflow starts with it.',
      nb: 'Klikket kan ikke fjernes: alle arbeidsflyter starter med det.',
    },
  },
  menu: { en: 'Choices for the step', nb: 'Valg for steget' },
  empty: {
    title: { en: 'What should a click do?', nb: 'Hva skal et klikk gjøre?' },
    text: {
      en: 'The recipient is sent to the link’s address. Add what else should happen.',
      nb: 'Mottakeren sendes videre til koblingens adresse. Legg til det som skal skje i tillegg.',
    },
  },
  outline: {
    label: { en: 'Steps of the workflow', nb: 'Stegene i arbeidsflyten' },
    reference: { en: 'goes on with “{node}” further up', nb: 'går videre med «{node}» lenger opp' },
    unconnected: { en: 'Not connected', nb: 'Ikke koblet til' },
    end: { en: 'ends here', nb: 'slutter her' },
  },
} satisfies Texts;
