import type { KeyScope, Text } from '@linkflow/contracts';
import type { Texts } from '../../i18n/texts';

/** What a key may do, in the order in which the dialog shows it. */
const scopes = {
  'data:read': { en: 'Read what every user can read', nb: 'Lese det alle brukere kan lese' },
  'links:write': { en: 'Create, change and delete links', nb: 'Opprette, endre og slette koblinger' },
  'links:publish': { en: 'Publish links', nb: 'Publisere koblinger' },
  'forms:write': { en: 'Change and publish forms', nb: 'Endre og publisere skjemaer' },
  'links:simulate': { en: 'Try out links', nb: 'Prøve ut koblinger' },
  'mailings:write': { en: 'Create and change mailings', nb: 'Opprette og endre utsendelser' },
  'recipients:write': { en: 'Add and remove recipients', nb: 'Legge til og fjerne mottakere' },
  'recipients:act': {
    en: 'Open messages as their recipients',
    nb: 'Åpne meldinger som mottakerne',
  },
  'mail-events:write': {
    en: 'Report bounces and complaints',
    nb: 'Melde fra om e-post i retur og klager',
  },
  'contacts:write': {
    en: 'Create and change contacts and companies',
    nb: 'Opprette og endre personer og firmaer',
  },
  'contacts:delete': { en: 'Delete contacts and companies', nb: 'Slette personer og firmaer' },
  'contacts:export': {
    en: 'Export all that is stored about a person',
    nb: 'Eksportere alt som er lagret om en person',
  },
  'work:write': { en: 'Change follow-ups and requests', nb: 'Endre oppfølginger og saker' },
  'lists:write': {
    en: 'Change interests, selections, projects and categories',
    nb: 'Endre interesser, utvalg, prosjekter og kategorier',
  },
  'people:work': {
    en: 'Run bulk actions for people',
    nb: 'Kjøre massehandlinger for personer',
  },
  'runs:start': { en: 'Start runs', nb: 'Starte kjøringer' },
  'runs:retry': { en: 'Retry and cancel runs', nb: 'Prøve kjøringer på nytt og avbryte dem' },
  'runs:repair': {
    en: 'Skip steps, resolve runs and run again',
    nb: 'Hoppe over steg, avklare kjøringer og kjøre igjen',
  },
  'mailings:send': { en: 'Send mailings', nb: 'Sende utsendelser' },
  'clicks:rejudge': { en: 'Judge earlier clicks again', nb: 'Vurdere tidligere klikk på nytt' },
  'ops:read': {
    en: 'Read the state of the system and the audit log',
    nb: 'Lese systemets tilstand og loggen',
  },
  'ops:write': { en: 'Pause, and run bulk actions', nb: 'Sette på pause og kjøre massehandlinger' },
  'webhooks:write': {
    en: 'Change secrets of webhooks, and try webhooks out',
    nb: 'Endre hemmeligheter for webhooker, og prøve webhooker',
  },
  'webhooks:subscribe': {
    en: 'Decide which systems are told of events',
    nb: 'Bestemme hvilke systemer som får vite om hendelser',
  },
  'scripts:write': { en: 'Change scripts', nb: 'Endre skript' },
  'settings:write': { en: 'Create extra fields', nb: 'Opprette ekstrafelter' },
} satisfies Record<KeyScope, Text>;

/** Texts of the page of API keys. */
export const keyTexts = {
  title: { en: 'API keys', nb: 'API-nøkler' },
  lead: {
    en: 'With a key, another program uses Linkflow in your name, within what you may do yourself.',
    nb: 'Med en nøkkel bruker et annet program Linkflow i ditt navn, innenfor det du selv har lov til.',
  },
  empty: { en: 'No API keys yet.', nb: 'Ingen API-nøkler ennå.' },
  new: { en: 'New API key', nb: 'Ny API-nøkkel' },
  create: { en: 'Create key', nb: 'Opprett nøkkel' },
  nameHint: { en: 'What it is for, such as “CRM sync”', nb: 'Hva den er til, for eksempel «CRM-synk»' },
  scopes,
  scopesTitle: { en: 'The key may', nb: 'Nøkkelen kan' },
  scopesMissing: { en: 'Choose at least one', nb: 'Velg minst én' },
  scopeCount: {
    en: '{count, plural, one {# permission} other {# permissions}}',
    nb: '{count, plural, one {# tilgang} other {# tilganger}}',
  },
  expires: { en: 'Expires', nb: 'Utløper' },
  expired: { en: 'expired', nb: 'utløpt' },
  days: {
    en: 'In {count, plural, one {# day} other {# days}}',
    nb: 'Om {count, plural, one {# dag} other {# dager}}',
  },
  owner: { en: 'Belongs to', nb: 'Tilhører' },
  lastUsed: { en: 'Last used', nb: 'Sist brukt' },
  never: { en: 'Never', nb: 'Aldri' },
  revoke: { en: 'Revoke', nb: 'Trekk tilbake' },
  revokeTitle: { en: 'Revoke “{name}”?', nb: 'Trekke tilbake «{name}»?' },
  revokeText: {
    en: 'Programs that use this key stop working at once.',
    nb: 'Programmer som bruker nøkkelen, slutter å virke med en gang.',
  },
  revoked: { en: 'The key “{name}” is revoked', nb: 'Nøkkelen «{name}» er trukket tilbake' },
  shownTitle: { en: 'Your new API key', nb: 'Den nye API-nøkkelen din' },
  shownText: {
    en: 'Copy the key now and keep it in a safe place. It is not shown again. It works until {until}.',
    nb: 'Kopier nøkkelen nå, og oppbevar den trygt. Den vises ikke igjen. Den virker til {until}.',
  },
  copy: { en: 'Copy the key', nb: 'Kopier nøkkelen' },
  copied: { en: 'Copied', nb: 'Kopiert' },
} satisfies Texts;
