import type { Texts } from '../../../i18n/texts';

export const linkPageTexts = {
  unsureClicks: { en: 'Unsure clicks', nb: 'Usikre klikk' },
  crumb: { en: 'Tracked links', nb: 'Sporede koblinger' },
  tabs: {
    workflow: { en: 'Workflow', nb: 'Arbeidsflyt' },
    funnel: { en: 'Funnel', nb: 'Trakt' },
    clicks: { en: 'Clicks', nb: 'Klikk' },
    report: { en: 'Report', nb: 'Rapport' },
    runs: { en: 'Runs', nb: 'Kjøringer' },
    versions: { en: 'Versions', nb: 'Versjoner' },
    used: { en: 'Used in', nb: 'Brukt i' },
  },
  published: { en: 'Published v{version}', nb: 'Publisert v{version}' },
  never: { en: 'Not published', nb: 'Ikke publisert' },
  changes: {
    en: '{count, plural, one {# change in the draft} other {# changes in the draft}}',
    nb: '{count, plural, one {# endring i kladden} other {# endringer i kladden}}',
  },
  rename: { en: 'Name of the link', nb: 'Navn på koblingen' },
  delete: { en: 'Delete link', nb: 'Slett kobling' },
  reset: { en: 'Reset counters', nb: 'Nullstill tellerne' },
  deleted: { en: 'This link has been deleted', nb: 'Denne koblingen er slettet' },
  inTrash: {
    title: { en: 'This link is in the trash', nb: 'Denne koblingen ligger i papirkurven' },
    text: {
      en: 'It can be restored there. Clicks in messages that were sent still work.',
      nb: 'Den kan gjenopprettes der. Klikk i meldinger som er sendt, virker fortsatt.',
    },
    open: { en: 'Open the trash', nb: 'Åpne papirkurven' },
  },
  run: {
    button: { en: 'Run for a contact', nb: 'Kjør for en person' },
    title: { en: 'Run “{name}” for a contact', nb: 'Kjør «{name}» for en person' },
    text: {
      en: 'Version {version} runs now for the contact that you choose, without a click. This is real: fields, interests, follow-ups and requests are changed.',
      nb: 'Versjon {version} kjøres nå for personen du velger, uten at noen klikker. Dette er på ordentlig: felter, interesser, oppfølginger og saker blir endret.',
    },
    notLive: {
      en: 'Nothing is published yet. Publish the workflow first.',
      nb: 'Ingenting er publisert ennå. Publiser arbeidsflyten først.',
    },
    contact: { en: 'Contact', nb: 'Person' },
    contactHint: { en: 'Search by name or e-mail', nb: 'Søk etter navn eller e-post' },
    missing: { en: 'Choose a contact', nb: 'Velg en person' },
    submit: { en: 'Run now', nb: 'Kjør nå' },
  },
  view: {
    label: { en: 'How the workflow is shown', nb: 'Hvordan arbeidsflyten vises' },
    canvas: { en: 'Canvas', nb: 'Lerret' },
    tabs: { en: 'Tabs', nb: 'Faner' },
    outline: { en: 'Outline', nb: 'Liste' },
  },
  publish: {
    button: { en: 'Publish', nb: 'Publiser' },
    title: { en: 'Publish “{name}”', nb: 'Publiser «{name}»' },
    first: {
      en: 'From then on, every click on this link starts this workflow.',
      nb: 'Fra da av starter hvert klikk på koblingen denne arbeidsflyten.',
    },
    again: {
      en: 'Later clicks do what the draft says now. Runs that are under way finish with the version they started with.',
      nb: 'Senere klikk gjør det kladden sier nå. Kjøringer som er i gang, fullføres med versjonen de startet med.',
    },
    changed: { en: 'Changes since version {version}', nb: 'Endringer siden versjon {version}' },
    added: { en: 'New: {names}', nb: 'Nytt: {names}' },
    removed: { en: 'Removed: {names}', nb: 'Fjernet: {names}' },
    edited: { en: 'Changed: {names}', nb: 'Endret: {names}' },
    rewired: { en: 'Goes to another step: {names}', nb: 'Går til et annet steg: {names}' },
    url: { en: 'The address of the link', nb: 'Koblingens adresse' },
    unchanged: {
      en: 'Nothing has changed since version {version}. There is nothing to publish.',
      nb: 'Ingenting er endret siden versjon {version}. Det er ingenting å publisere.',
    },
    blocked: {
      en: '{count, plural, one {One thing must be fixed first:} other {# things must be fixed first:}}',
      nb: '{count, plural, one {Én ting må rettes først:} other {# ting må rettes først:}}',
    },
    warnings: {
      en: 'Does not prevent publishing, but worth a look:',
      nb: 'Hindrer ikke publisering, men verdt en titt:',
    },
    note: { en: 'Note (for the list of versions)', nb: 'Notat (til listen over versjoner)' },
    notePlaceholder: { en: 'What is new, and why', nb: 'Hva som er nytt, og hvorfor' },
    waiting: { en: 'Saving the draft first …', nb: 'Lagrer kladden først …' },
    done: { en: 'Version {version} is live.', nb: 'Versjon {version} er publisert.' },
    stale: {
      en: 'The draft or the live version was changed while you looked at this. Close this and look again.',
      nb: 'Kladden eller den publiserte versjonen ble endret mens du så på dette. Lukk og se en gang til.',
    },
  },
} satisfies Texts;
