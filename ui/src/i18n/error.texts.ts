import { pick, type Language, type Text } from '@linkflow/contracts';
import type { ApiErrorCode } from '../api/api-error';

/** One sentence for each error code: what happened and what the user can do. */
const TEXTS: Record<ApiErrorCode, Text> = {
  'validation.failed': {
    en: 'Something in the form is not right. Look at the marked fields.',
    nb: 'Noe i skjemaet stemmer ikke. Se på feltene som er merket.',
  },
  'body.malformed': {
    en: 'The server could not read what was sent. Reload the page and try again.',
    nb: 'Serveren kunne ikke lese det som ble sendt. Last siden på nytt og prøv igjen.',
  },
  'session.required': {
    en: 'You are signed out. Sign in to continue.',
    nb: 'Du er logget ut. Logg inn for å fortsette.',
  },
  'session.refused': {
    en: 'The e-mail address or the password is not right.',
    nb: 'E-postadressen eller passordet er ikke riktig.',
  },
  'access.denied': {
    en: 'Your roles do not let you do this. Ask an administrator.',
    nb: 'Rollene dine gir ikke tilgang til dette. Spør en administrator.',
  },
  'key.refused': {
    en: 'This API key is wrong, has expired, or was revoked.',
    nb: 'Denne API-nøkkelen er feil, utløpt eller trukket tilbake.',
  },
  'passwords.off': {
    en: 'Passwords are switched off here. Sign in with your work account.',
    nb: 'Passord er slått av her. Logg inn med jobbkontoen din.',
  },
  'not-found': {
    en: 'This is not here any more. Somebody may have deleted it.',
    nb: 'Dette finnes ikke lenger. Noen kan ha slettet det.',
  },
  'route.unknown': {
    en: 'The server does not know this address. Reload the page. Linkflow may have been updated.',
    nb: 'Serveren kjenner ikke adressen. Last siden på nytt. Linkflow kan være oppdatert.',
  },
  'draft.stale': {
    en: 'Somebody else saved before you. Load what is saved now and make your change again.',
    nb: 'Noen andre lagret før deg. Hent det som er lagret nå, og gjør endringen om igjen.',
  },
  'password-link.invalid': {
    en: 'This link was used, has expired, or was replaced by a newer one.',
    nb: 'Denne lenken er brukt, utløpt eller erstattet av en nyere.',
  },
  'email.taken': {
    en: 'A user with this e-mail address exists already.',
    nb: 'Det finnes allerede en bruker med denne e-postadressen.',
  },
  'user.last-admin': {
    en: 'At least one administrator must remain.',
    nb: 'Det må være minst én administrator igjen.',
  },
  'name.taken': { en: 'This name is already in use.', nb: 'Navnet er allerede i bruk.' },
  'folder.not-empty': {
    en: 'The folder still has something in it. Move or delete that first.',
    nb: 'Mappen er ikke tom. Flytt eller slett innholdet først.',
  },
  'folder.cycle': { en: 'A folder cannot be inside itself.', nb: 'En mappe kan ikke ligge inni seg selv.' },
  'run.not-retryable': {
    en: 'This run cannot be retried in its present state.',
    nb: 'Kjøringen kan ikke prøves på nytt i den tilstanden den er i nå.',
  },
  'run.busy': {
    en: 'The run is in progress right now. Try again in a moment.',
    nb: 'Kjøringen pågår akkurat nå. Prøv igjen om et øyeblikk.',
  },
  'bulk.ended': {
    en: 'This has already ended or been stopped.',
    nb: 'Dette er allerede ferdig eller stoppet.',
  },
  'bulk.not-ready': {
    en: 'The first few are not done yet. Look at them before you go on with the rest.',
    nb: 'De første er ikke ferdige ennå. Se på dem før du går videre med resten.',
  },
  'link.in-use': { en: 'The link is in use in a mailing.', nb: 'Koblingen er i bruk i en utsendelse.' },
  'mailing.sending-started': {
    en: 'The sending has been started or changed in the meantime.',
    nb: 'Utsendelsen er startet eller endret i mellomtiden.',
  },
  'mailing.being-sent': {
    en: 'The mailing is scheduled or being sent. Cancel or stop the sending before you delete it.',
    nb: 'Utsendelsen er planlagt eller sendes nå. Avlys eller stans den før du sletter den.',
  },
  'mailing.not-ready': {
    en: 'The mailing can’t be sent yet. It needs content, a sender, recipients, and a time that has not passed.',
    nb: 'Utsendelsen kan ikke sendes ennå. Den trenger innhold, avsender, mottakere og et tidspunkt fram i tid.',
  },
  'limit.reached': {
    en: 'There is no room for more. Delete one that is not used.',
    nb: 'Det er ikke plass til flere. Slett en som ikke er i bruk.',
  },
  'version.unchanged': {
    en: 'Nothing has changed since the last version.',
    nb: 'Ingenting er endret siden forrige versjon.',
  },
  'body.too-large': { en: 'This is too large to send.', nb: 'Dette er for stort til å sendes.' },
  'form.invalid': {
    en: 'The form is not finished. Look at the marked blocks and settings.',
    nb: 'Skjemaet er ikke ferdig. Se på blokkene og innstillingene som er merket.',
  },
  'submission.settled': {
    en: 'Somebody has already decided about this submission.',
    nb: 'Noen har alt avgjort denne innsendingen.',
  },
  'workflow.invalid': {
    en: 'The workflow has problems that must be fixed before it can be published.',
    nb: 'Arbeidsflyten har feil som må rettes før den kan publiseres.',
  },
  'workflow.not-live': {
    en: 'The workflow has no live version with steps to carry out. Publish one and try again.',
    nb: 'Arbeidsflyten har ingen publisert versjon med steg å utføre. Publiser en og prøv igjen.',
  },
  'edit.refused': {
    en: 'This change cannot be made to the workflow.',
    nb: 'Denne endringen kan ikke gjøres i arbeidsflyten.',
  },
  'selection.not-static': {
    en: 'Only static selections can have members added or removed.',
    nb: 'Bare i statiske utvalg kan medlemmer legges til og fjernes.',
  },
  'target.missing': {
    en: 'Something that is used here has been deleted.',
    nb: 'Noe som brukes her, er slettet.',
  },
  'rate.limited': {
    en: 'Too many tries. Wait a minute, then try again.',
    nb: 'For mange forsøk. Vent et minutt og prøv igjen.',
  },
  internal: {
    en: 'Something went wrong on our side. Try again. If it happens again, give the number below to operations.',
    nb: 'Noe gikk galt hos oss. Prøv igjen. Skjer det på nytt, gi driftsavdelingen nummeret under.',
  },
  'service.unavailable': {
    en: 'The server cannot reach its database right now. Try again in a moment.',
    nb: 'Serveren får ikke kontakt med databasen akkurat nå. Prøv igjen om et øyeblikk.',
  },
  network: {
    en: 'The server does not answer. Check the connection and try again.',
    nb: 'Serveren svarer ikke. Sjekk forbindelsen og prøv igjen.',
  },
  unexpected: {
    en: 'The server gave an unexpected answer. Reload the page and try again.',
    nb: 'Serveren ga et uventet svar. Last siden på nytt og prøv igjen.',
  },
};

/** Returns the text of an error code. A code that this build does not contain (sent by a newer server) gets the text of `unexpected`. */
export function errorText(language: Language, code: ApiErrorCode): string {
  return pick(TEXTS[code] ?? TEXTS.unexpected, language);
}
