import type { Texts } from '../../../i18n';

/** Texts of the tabs of a link that are not shown with its workflow. */
export const linkListTexts = {
  clicks: {
    label: { en: 'Who clicked', nb: 'Hvem som klikket' },
    contact: { en: 'Contact', nb: 'Person' },
    email: { en: 'E-mail', nb: 'E-post' },
    mailing: { en: 'Mailing', nb: 'Utsendelse' },
    anyMailing: { en: 'All mailings', nb: 'Alle utsendelser' },
    clicks: { en: 'Clicks', nb: 'Klikk' },
    first: { en: 'First', nb: 'Først' },
    last: { en: 'Last', nb: 'Sist' },
    empty: { en: 'Nobody has clicked yet', nb: 'Ingen har klikket ennå' },
    emptyText: {
      en: 'Here you see who clicked, in which mailing, how often and when. Clicks before a reset are not shown.',
      nb: 'Her ser du hvem som klikket, i hvilken utsendelse, hvor ofte og når. Klikk fra før en nullstilling vises ikke.',
    },
    clickers: { en: 'Who', nb: 'Klikkere' },
    each: { en: 'Each click', nb: 'Hvert klikk' },
    listed: { en: 'What is listed', nb: 'Hva som listes' },
    show: { en: 'Show the clicks', nb: 'Vis klikkene' },
    noPeople: { en: 'No person has clicked yet', nb: 'Ingen personer har klikket ennå' },
    notShown: { en: 'Not shown:', nb: 'Vises ikke:' },
    unsure: {
      en: '{count, number} unsure',
      nb: '{count, plural, one {# usikker} other {# usikre}}',
    },
    machines: {
      en: '{count, plural, one {# machine} other {# machines}}',
      nb: '{count, plural, one {# maskin} other {# maskiner}}',
    },
    download: { en: 'Download CSV', nb: 'Last ned CSV' },
    notContact: { en: 'no contact card', nb: 'har ikke personkort' },
  },
  runs: {
    label: { en: 'Runs of this link', nb: 'Kjøringer for denne koblingen' },
    clicked: { en: 'Clicked', nb: 'Klikket' },
    empty: { en: 'No runs yet', nb: 'Ingen kjøringer ennå' },
    emptyText: {
      en: 'Every click on the published link becomes a run. You can follow it here, live.',
      nb: 'Hvert klikk på den publiserte koblingen blir en kjøring. Du kan følge den her, mens den skjer.',
    },
  },
  versions: {
    empty: { en: 'Nothing is published yet', nb: 'Ingenting er publisert ennå' },
    emptyText: {
      en: 'Every time you publish, the workflow is kept here as a numbered version that never changes.',
      nb: 'Hver gang du publiserer, tas arbeidsflyten vare på her som en nummerert versjon som aldri endres.',
    },
    number: { en: 'Version {number}', nb: 'Versjon {number}' },
    live: { en: 'Live', nb: 'Publisert' },
    by: { en: 'by {name}', nb: 'av {name}' },
    copyOf: { en: 'the same as version {number}', nb: 'den samme som versjon {number}' },
    look: { en: 'View', nb: 'Vis' },
    back: { en: 'All versions', nb: 'Alle versjoner' },
    again: { en: 'Publish again', nb: 'Publiser på nytt' },
    againTitle: { en: 'Publish version {number} again?', nb: 'Publisere versjon {number} på nytt?' },
    againText: {
      en: 'It goes live as a new version. The draft is not changed.',
      nb: 'Den blir publisert som en ny versjon. Kladden endres ikke.',
    },
    againDone: { en: 'Version {number} is live.', nb: 'Versjon {number} er publisert.' },
    open: { en: 'View version {number}', nb: 'Vis versjon {number}' },
  },
  used: {
    empty: { en: 'No mailing uses this link yet', nb: 'Ingen utsendelse bruker denne koblingen ennå' },
    emptyText: {
      en: 'Put it into the text of a mailing, then you see its clicks here.',
      nb: 'Sett den inn i teksten til en utsendelse, så ser du klikkene her.',
    },
    toMailings: { en: 'To the mailings', nb: 'Til utsendelsene' },
  },
} satisfies Texts;
