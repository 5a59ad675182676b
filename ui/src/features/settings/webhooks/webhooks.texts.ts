import type {
  Text,
  WebhookDeliveryProblem,
  WebhookDeliveryState,
  WebhookFilterKind,
} from '@linkflow/contracts';
import type { Texts } from '../../../i18n/texts';

/** By the two parts of the types of events. */
const types = {
  click: {
    recorded: { en: 'Click on a link', nb: 'Klikk på en kobling' },
    'verdict-changed': { en: 'Verdict on a click changed', nb: 'Vurdering av et klikk endret' },
  },
  submission: {
    received: { en: 'Form sent in', nb: 'Skjema sendt inn' },
    processed: { en: 'Form answers processed', nb: 'Skjemasvar behandlet' },
  },
  subscription: {
    unsubscribed: { en: 'Unsubscribed from mail', nb: 'Meldt av e-post' },
    resubscribed: { en: 'Subscribed to mail again', nb: 'Meldt på e-post igjen' },
  },
  consent: {
    given: { en: 'Consent given', nb: 'Samtykke gitt' },
    withdrawn: { en: 'Consent withdrawn', nb: 'Samtykke trukket tilbake' },
  },
  webhook: { test: { en: 'Test event', nb: 'Prøvehendelse' } },
} satisfies Texts;

const states = {
  pending: { en: 'Waiting', nb: 'Venter' },
  delivered: { en: 'Delivered', nb: 'Levert' },
  failed: { en: 'Failed', nb: 'Feilet' },
} satisfies Record<WebhookDeliveryState, Text>;

const badAddress = {
  en: 'The address cannot be called',
  nb: 'Adressen kan ikke kalles',
};

const problems = {
  status: { en: 'The server did not take it', nb: 'Serveren tok ikke imot' },
  redirect: {
    en: 'The server redirects, which is not followed',
    nb: 'Serveren viser videre, og det følges ikke',
  },
  gone: { en: 'The receiver is gone', nb: 'Mottakeren er borte' },
  secret: { en: 'The secret no longer exists', nb: 'Hemmeligheten finnes ikke lenger' },
  url: badAddress,
  scheme: badAddress,
  'user-info': badAddress,
  port: badAddress,
  address: { en: 'The server is inside a private network', nb: 'Serveren er i et privat nett' },
  name: { en: 'The name of the server was not found', nb: 'Navnet på serveren ble ikke funnet' },
  connect: { en: 'The server could not be reached', nb: 'Serveren kunne ikke nås' },
  tls: { en: 'The server has no valid certificate', nb: 'Serveren har ikke et gyldig sertifikat' },
  timeout: { en: 'The server did not answer in time', nb: 'Serveren svarte ikke i tide' },
  closed: { en: 'The server ended the connection', nb: 'Serveren brøt forbindelsen' },
  protocol: { en: 'The answer was not HTTP', nb: 'Svaret var ikke HTTP' },
} satisfies Record<WebhookDeliveryProblem, Text>;

const filters = {
  link: { en: 'One link', nb: 'Én kobling' },
  mailing: { en: 'One mailing', nb: 'Én utsendelse' },
  form: { en: 'One form', nb: 'Ett skjema' },
} satisfies Record<WebhookFilterKind, Text>;

/** Texts of the pages about webhook subscriptions and their log. */
export const webhooksTexts = {
  title: { en: 'Webhooks', nb: 'Webhooker' },
  lead: {
    en: 'Other systems that are told what happens here.',
    nb: 'Andre systemer som får vite hva som skjer her.',
  },
  empty: { en: 'No system is told anything yet.', nb: 'Ingen systemer får beskjed ennå.' },
  new: { en: 'New webhook', nb: 'Ny webhook' },
  edit: { en: 'Edit webhook', nb: 'Rediger webhook' },
  url: { en: 'Address', nb: 'Adresse' },
  urlHint: {
    en: 'Events are sent to this address, signed.',
    nb: 'Hendelser sendes signert til denne adressen.',
  },
  urlMissing: { en: 'Write an address', nb: 'Skriv en adresse' },
  events: { en: 'Events', nb: 'Hendelser' },
  eventsMissing: { en: 'Choose at least one', nb: 'Velg minst én' },
  eventCount: {
    en: '{count, plural, one {# kind of event} other {# kinds of events}}',
    nb: '{count, plural, one {# slags hendelse} other {# slags hendelser}}',
  },
  types,
  clicks: { en: 'Which clicks', nb: 'Hvilke klikk' },
  clickChoices: {
    people: { en: 'Those of people', nb: 'Fra personer' },
    unsure: { en: 'Those of people, and unsure ones', nb: 'Fra personer, og usikre' },
    all: { en: 'All, those of machines too', nb: 'Alle, også fra maskiner' },
  },
  filter: { en: 'About', nb: 'Gjelder' },
  everything: { en: 'Everything', nb: 'Alt' },
  filters,
  filterMissing: { en: 'Choose what it is about', nb: 'Velg hva det gjelder' },
  secret: { en: 'Secret to sign with', nb: 'Hemmelighet å signere med' },
  secretMissing: { en: 'Choose a secret', nb: 'Velg en hemmelighet' },
  state: { en: 'Status', nb: 'Status' },
  active: { en: 'Active', nb: 'Aktiv' },
  paused: { en: 'Paused', nb: 'På pause' },
  gone: { en: 'Receiver gone', nb: 'Mottaker borte' },
  serverPaused: { en: 'Server does not answer', nb: 'Serveren svarer ikke' },
  again: { en: 'Tried again {time}', nb: 'Prøves igjen {time}' },
  waiting: { en: 'Waiting', nb: 'Venter' },
  failed: { en: 'Failed', nb: 'Feilet' },
  last: { en: 'Last delivered', nb: 'Sist levert' },
  never: { en: 'Never', nb: 'Aldri' },
  pause: { en: 'Pause', nb: 'Sett på pause' },
  pauseDone: {
    en: '“{name}” is paused. Events are not kept for it meanwhile',
    nb: '«{name}» er på pause. Hendelser samles ikke opp imens',
  },
  resume: { en: 'Resume', nb: 'Fortsett' },
  resumeDone: { en: '“{name}” is active', nb: '«{name}» er aktiv' },
  test: { en: 'Send test event', nb: 'Send prøvehendelse' },
  testDone: { en: 'The receiver took the test event', nb: 'Mottakeren tok imot prøvehendelsen' },
  testFailed: { en: 'The test event was not taken', nb: 'Prøvehendelsen ble ikke tatt imot' },
  deleteText: {
    en: 'Its log is deleted too, and nothing more is sent to it.',
    nb: 'Loggen slettes også, og det sendes ikke mer dit.',
  },
  log: { en: 'Log', nb: 'Logg' },
  back: { en: 'All webhooks', nb: 'Alle webhooker' },
  event: { en: 'Event', nb: 'Hendelse' },
  happened: { en: 'Happened', nb: 'Skjedde' },
  anyType: { en: 'Any event', nb: 'Alle hendelser' },
  anyState: { en: 'Any status', nb: 'Alle statuser' },
  states,
  answer: { en: 'Answer', nb: 'Svar' },
  problems,
  tries: {
    en: '{count, plural, one {# attempt} other {# attempts}}',
    nb: '{count, plural, one {# forsøk} other {# forsøk}}',
  },
  next: { en: 'next {time}', nb: 'neste {time}' },
  replays: {
    en: '{count, plural, one {sent again once} other {sent again # times}}',
    nb: '{count, plural, one {sendt på nytt én gang} other {sendt på nytt # ganger}}',
  },
  replay: { en: 'Send again', nb: 'Send på nytt' },
  replayDone: { en: 'The event is sent again', nb: 'Hendelsen sendes på nytt' },
  replayAll: { en: 'Send failed ones again', nb: 'Send feilede på nytt' },
  replayAllTitle: { en: 'Send failed events again?', nb: 'Sende feilede hendelser på nytt?' },
  replayAllText: {
    en: 'All failed events of the chosen period are sent again, each with the same id. A receiver that remembers ids does nothing twice.',
    nb: 'Alle feilede hendelser i den valgte perioden sendes på nytt, hver med samme id. En mottaker som husker id-er, gjør ingenting to ganger.',
  },
  replayedAll: {
    en: '{count, plural, =0 {No event had failed} one {# event is sent again} other {# events are sent again}}',
    nb: '{count, plural, =0 {Ingen hendelser hadde feilet} one {# hendelse sendes på nytt} other {# hendelser sendes på nytt}}',
  },
  older: { en: 'Older', nb: 'Eldre' },
  newest: { en: 'Newest', nb: 'Nyeste' },
  nothing: { en: 'Nothing has been sent yet.', nb: 'Ingenting er sendt ennå.' },
  nothingFound: { en: 'Nothing matches.', nb: 'Ingen treff.' },
  attempts: { en: 'Attempts', nb: 'Forsøk' },
  took: { en: '{ms, number} ms', nb: '{ms, number} ms' },
  noAttempt: { en: 'Not sent yet.', nb: 'Ikke sendt ennå.' },
  request: { en: 'What was sent', nb: 'Det som ble sendt' },
  id: { en: 'Id', nb: 'Id' },
  answered: { en: 'Beginning of the last answer', nb: 'Starten av det siste svaret' },
} satisfies Texts;
