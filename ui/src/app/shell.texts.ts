import type { Texts } from '../i18n/texts';
import { signInTexts } from './sign-in.texts';

/** Texts of the shell: navigation, sign-in, finder and failure pages. */
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
  signIn: signInTexts,
  session: {
    title: { en: 'Sign in again', nb: 'Logg inn på nytt' },
    text: {
      en: 'You have been signed out. Sign in as {name} and go on where you were. What you have typed is still here.',
      nb: 'Du er blitt logget ut. Logg inn som {name} og fortsett der du var. Det du har skrevet, er fortsatt her.',
    },
    left: { en: 'Someone else has signed in', nb: 'En annen har logget inn' },
    leftText: {
      en: 'Nothing more is saved on this page. Copy what you need from it, then load it again.',
      nb: 'Det lagres ikke mer på denne siden. Kopier det du trenger, og last den inn på nytt.',
    },
    otherTab: {
      en: 'Opens in a new tab. You come back to this one afterwards.',
      nb: 'Åpnes i en ny fane. Etterpå kommer du tilbake hit.',
    },
    other: { en: 'I am not {name}', nb: 'Jeg er ikke {name}' },
    done: { en: 'Signed in', nb: 'Logget inn' },
    goBack: {
      en: 'You are signed in. Go back to the tab you came from.',
      nb: 'Du er logget inn. Gå tilbake til fanen du kom fra.',
    },
  },
  password: {
    title: { en: 'Choose a password', nb: 'Velg et passord' },
    lead: {
      setup: {
        en: 'Nobody uses this system yet. You become its first administrator.',
        nb: 'Ingen bruker dette systemet ennå. Du blir den første administratoren.',
      },
      invitation: { en: 'Welcome, {name}. Choose a password.', nb: 'Velkommen, {name}. Velg et passord.' },
      reset: { en: 'Hello, {name}. Choose a new password.', nb: 'Hei, {name}. Velg et nytt passord.' },
    },
    name: { en: 'Your name', nb: 'Navnet ditt' },
    missingName: { en: 'Write your name', nb: 'Skriv navnet ditt' },
    hint: {
      en: 'At least {count} characters; a sentence is good',
      nb: 'Minst {count} tegn, gjerne en setning',
    },
    save: { en: 'Save and sign in', nb: 'Lagre og logg inn' },
  },
  finder: {
    placeholder: {
      en: 'Find a link, contact, mailing or page',
      nb: 'Finn en kobling, person, utsendelse eller side',
    },
    nothing: { en: 'Nothing found for “{q}”', nb: 'Ingen treff på «{q}»' },
    go: { en: 'Go to', nb: 'Gå til' },
    do: { en: 'Do', nb: 'Gjør' },
    newLink: { en: 'New tracked link', nb: 'Ny sporet kobling' },
    newMailing: { en: 'New mailing', nb: 'Ny utsendelse' },
    newContact: { en: 'New contact', nb: 'Ny person' },
    failed: { en: 'Runs that need attention', nb: 'Kjøringer som må sjekkes' },
    dark: { en: 'Dark appearance', nb: 'Mørkt utseende' },
    light: { en: 'Light appearance', nb: 'Lyst utseende' },
    error: {
      en: 'The search gave no answer. Try again in a moment.',
      nb: 'Søket ga ikke svar. Prøv igjen om et øyeblikk.',
    },
  },
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
