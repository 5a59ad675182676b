import type { Texts } from '../i18n/texts';

/** Sentences about a sign-in with the OpenID Connect provider that failed: what happened and what the user can do. */
const problems = {
  oidc: {
    unavailable: {
      en: 'The sign-in service of your organisation does not answer. Try again in a moment.',
      nb: 'Innloggingstjenesten til organisasjonen svarer ikke. Prøv igjen om et øyeblikk.',
    },
    cancelled: {
      en: 'The sign-in was cancelled, or your organisation gives you no access to Linkflow.',
      nb: 'Innloggingen ble avbrutt, eller organisasjonen gir deg ikke tilgang til Linkflow.',
    },
    expired: {
      en: 'The sign-in took too long or was started in another tab. Try again.',
      nb: 'Innloggingen tok for lang tid eller ble startet i en annen fane. Prøv igjen.',
    },
    refused: {
      en: 'Linkflow could not verify the sign-in. Try again; if it happens again, tell an administrator.',
      nb: 'Linkflow kunne ikke bekrefte innloggingen. Prøv igjen, og si fra til en administrator hvis det skjer på nytt.',
    },
    'email-unverified': {
      en: 'Your work account has no verified e-mail address, so Linkflow does not know who you are. Ask an administrator.',
      nb: 'Jobbkontoen din har ingen bekreftet e-postadresse, så Linkflow vet ikke hvem du er. Spør en administrator.',
    },
    'other-identity': {
      en: 'Your e-mail address already belongs to another work account here. Ask an administrator.',
      nb: 'E-postadressen din er allerede knyttet til en annen jobbkonto her. Spør en administrator.',
    },
    'no-role': {
      en: 'Your work account has no role in Linkflow. Ask an administrator for access.',
      nb: 'Jobbkontoen din har ingen rolle i Linkflow. Be en administrator om tilgang.',
    },
    'unknown-user': {
      en: 'You are not a user of Linkflow yet. Ask an administrator to invite you.',
      nb: 'Du er ikke bruker i Linkflow ennå. Be en administrator om å invitere deg.',
    },
    inactive: {
      en: 'Your user is no longer active here. Ask an administrator.',
      nb: 'Brukeren din er ikke lenger aktiv her. Spør en administrator.',
    },
  },
  rate: {
    limited: {
      en: 'Too many tries. Wait a minute, then try again.',
      nb: 'For mange forsøk. Vent et minutt og prøv igjen.',
    },
  },
} satisfies Texts;

/** Texts of the pages and the dialog in which people sign in. */
export const signInTexts = {
  signIn: {
    title: { en: 'Sign in', nb: 'Logg inn' },
    lead: {
      en: 'Turns clicks in an e-mail into work that gets done.',
      nb: 'Et klikk i en e-post setter arbeidet i gang.',
    },
    password: { en: 'Password', nb: 'Passord' },
    missingEmail: { en: 'Write your e-mail address', nb: 'Skriv e-postadressen din' },
    missingPassword: { en: 'Write your password', nb: 'Skriv passordet ditt' },
    withWorkAccount: { en: 'Sign in with your work account', nb: 'Logg inn med jobbkontoen din' },
    or: { en: 'or', nb: 'eller' },
    problems,
  },
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
} satisfies Texts;
