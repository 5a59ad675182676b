import type { Language } from '@linkflow/contracts';
import type { ApiErrorCode } from '../api/api-error';

type Words = Record<ApiErrorCode, string>;

/** What a person is told for each code: what happened and what one can do now. A code without words does not compile. */
const en: Words = {
  'validation.failed': 'Something in the form is not right. Look at the marked fields.',
  'body.malformed': 'The server could not read what was sent. Reload the page and try again.',
  'session.required': 'You are signed out. Sign in to go on.',
  'session.refused': 'That e-mail and password do not belong together.',
  'access.denied': 'Your role does not let you do this. Ask an administrator.',
  'not-found': 'This is not here any more. Somebody may have deleted it.',
  'route.unknown': 'The server does not know this address. Reload the page; it may have been updated.',
  'draft.stale': 'Somebody else saved before you. Load their version and make your change again.',
  'name.taken': 'Another one already has this name.',
  'folder.not-empty': 'The folder still has something in it. Move or delete that first.',
  'folder.cycle': 'A folder cannot lie inside itself.',
  'run.not-retryable': 'This run cannot be tried again as it stands.',
  'run.busy': 'The run is at work right now. Try again in a moment.',
  'bulk.ended': 'This has already come to its end or been stopped.',
  'bulk.not-ready': 'The first few are not done yet. Look at them before you go on with the rest.',
  'link.in-use': 'The link is in use in a mailing.',
  'version.unchanged': 'Nothing has changed since the last version.',
  'body.too-large': 'This is too large to send.',
  'workflow.invalid': 'The workflow has problems that must be mended before it can be published.',
  'edit.refused': 'This change cannot be made to the workflow.',
  'selection.not-static': 'Only static selections take members one by one.',
  'target.missing': 'Something that this points to was deleted.',
  'rate.limited': 'Too many tries. Wait a minute, then try again.',
  internal: 'Something broke at our end. Try again; if it stays, give ops the number below.',
  'service.unavailable': 'The server cannot reach its data right now. Try again in a moment.',
  network: 'No answer from the server. Check the connection and try again.',
  unexpected: 'The server gave an answer we do not understand. Reload the page and try again.',
};

const nb: Words = {
  'validation.failed': 'Noe i skjemaet stemmer ikke. Se på feltene som er merket.',
  'body.malformed': 'Serveren kunne ikke lese det som ble sendt. Last siden på nytt og prøv igjen.',
  'session.required': 'Du er logget ut. Logg inn for å gå videre.',
  'session.refused': 'E-postadressen og passordet hører ikke sammen.',
  'access.denied': 'Rollen din gir ikke adgang til dette. Spør en administrator.',
  'not-found': 'Dette finnes ikke lenger. Noen kan ha slettet det.',
  'route.unknown': 'Serveren kjenner ikke adressen. Last siden på nytt; den kan være oppdatert.',
  'draft.stale': 'Noen andre lagret før deg. Hent deres versjon og gjør endringen om igjen.',
  'name.taken': 'En annen har allerede dette navnet.',
  'folder.not-empty': 'Mappen er ikke tom. Flytt eller slett innholdet først.',
  'folder.cycle': 'En mappe kan ikke ligge inni seg selv.',
  'run.not-retryable': 'Kjøringen kan ikke prøves på nytt slik den står nå.',
  'run.busy': 'Kjøringen er i arbeid akkurat nå. Prøv igjen om et øyeblikk.',
  'bulk.ended': 'Dette er allerede ferdig eller stoppet.',
  'bulk.not-ready': 'De første er ikke ferdige ennå. Se på dem før du går videre med resten.',
  'link.in-use': 'Koblingen er i bruk i en utsendelse.',
  'version.unchanged': 'Ingenting er endret siden forrige versjon.',
  'body.too-large': 'Dette er for stort til å sendes.',
  'workflow.invalid': 'Arbeidsflyten har feil som må rettes før den kan publiseres.',
  'edit.refused': 'Denne endringen kan ikke gjøres i arbeidsflyten.',
  'selection.not-static': 'Bare statiske utvalg tar imot medlemmer enkeltvis.',
  'target.missing': 'Noe dette peker på, er slettet.',
  'rate.limited': 'For mange forsøk. Vent et minutt og prøv igjen.',
  internal: 'Noe gikk galt hos oss. Prøv igjen; gi drift nummeret under hvis det ikke går over.',
  'service.unavailable': 'Serveren når ikke dataene sine akkurat nå. Prøv igjen om et øyeblikk.',
  network: 'Ikke svar fra serveren. Sjekk forbindelsen og prøv igjen.',
  unexpected: 'Serveren svarte noe vi ikke forstår. Last siden på nytt og prøv igjen.',
};

const WORDS: Record<Language, Words> = { en, nb };

export function errorWords(language: Language, code: ApiErrorCode): string {
  // A newer server may know codes that this page does not.
  return WORDS[language][code] ?? WORDS[language].unexpected;
}
