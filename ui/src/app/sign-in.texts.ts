import type { OidcProblem } from '@linkflow/contracts';
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

/** The codes of all these sentences. */
export const OIDC_PROBLEMS = Object.entries(problems).flatMap(([area, texts]) =>
  Object.keys(texts).map((name) => `${area}.${name}` as OidcProblem),
);

/** Texts of the sign-in page. */
export const signInTexts = {
  title: { en: 'Sign in', nb: 'Logg inn' },
  lead: {
    en: 'Turns clicks in an e-mail into work that gets done.',
    nb: 'Gjør klikk i en e-post om til arbeid som blir gjort.',
  },
  password: { en: 'Password', nb: 'Passord' },
  showPassword: { en: 'Show or hide what you typed', nb: 'Vis eller skjul det du skrev' },
  missingEmail: { en: 'Write your e-mail address', nb: 'Skriv e-postadressen din' },
  missingPassword: { en: 'Write your password', nb: 'Skriv passordet ditt' },
  withWorkAccount: { en: 'Sign in with your work account', nb: 'Logg inn med jobbkontoen din' },
  or: { en: 'or', nb: 'eller' },
  problems,
} satisfies Texts;
