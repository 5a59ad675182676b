import type { Texts } from '../i18n/texts';

/** Texts that every page loads: navigation, and failure pages. */
export const shellTexts = {
  menu: { en: 'Menu', nb: 'Meny' },
  sideMenu: {
    fold: { en: 'Hide the menu', nb: 'Skjul menyen' },
    unfold: { en: 'Show the whole menu', nb: 'Vis hele menyen' },
  },
  openMenu: { en: 'Open the menu', nb: 'Åpne menyen' },
  mainMenu: { en: 'Main menu', nb: 'Hovedmeny' },
  nav: {
    links: { en: 'Tracked links', nb: 'Sporede koblinger' },
    mailings: { en: 'Mailings', nb: 'Utsendelser' },
    outbox: { en: 'Outbox', nb: 'Utboks' },
    forms: { en: 'Forms', nb: 'Skjemaer' },
    contacts: { en: 'Contacts', nb: 'Personer' },
    companies: { en: 'Companies', nb: 'Firmaer' },
    selections: { en: 'Selections', nb: 'Utvalg' },
    projects: { en: 'Projects', nb: 'Prosjekter' },
    followUps: { en: 'Follow-ups', nb: 'Oppfølginger' },
    requests: { en: 'Requests', nb: 'Saker' },
    runs: { en: 'Runs', nb: 'Kjøringer' },
    ops: { en: 'Operations', nb: 'Drift' },
    settings: { en: 'Settings', nb: 'Innstillinger' },
  },
  attention: {
    en: '{count, plural, one {# run needs attention} other {# runs need attention}}',
    nb: '{count, plural, one {# kjøring må sjekkes} other {# kjøringer må sjekkes}}',
  },
  user: {
    you: { en: 'You:', nb: 'Du:' },
    language: { en: 'Language', nb: 'Språk' },
    scheme: { en: 'Appearance', nb: 'Utseende' },
    system: { en: 'System', nb: 'System' },
    light: { en: 'Light', nb: 'Lyst' },
    dark: { en: 'Dark', nb: 'Mørkt' },
    signOut: { en: 'Sign out', nb: 'Logg ut' },
  },
  roles: {
    viewer: { en: 'Viewer', nb: 'Leser' },
    marketer: { en: 'Marketer', nb: 'Markedsfører' },
    ops: { en: 'Operations', nb: 'Drift' },
    admin: { en: 'Administrator', nb: 'Administrator' },
  },
  showPassword: { en: 'Show or hide what you typed', nb: 'Vis eller skjul det du skrev' },
  failure: {
    page: { en: 'This page could not be shown', nb: 'Siden kunne ikke vises' },
    reload: { en: 'Reload the page', nb: 'Last siden på nytt' },
    newVersion: {
      en: 'Linkflow may have been updated since you opened it.',
      nb: 'Linkflow kan være oppdatert siden du åpnet den.',
    },
  },
  notFound: {
    title: { en: 'This page does not exist', nb: 'Denne siden finnes ikke' },
    text: {
      en: 'The address may be wrong, or what it led to has been deleted.',
      nb: 'Adressen kan være feil, eller det den førte til, er slettet.',
    },
    home: { en: 'To the tracked links', nb: 'Til de sporede koblingene' },
  },
} satisfies Texts;
