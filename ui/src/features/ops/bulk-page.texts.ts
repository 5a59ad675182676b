import type { Texts } from '../../i18n/texts';
import { bulkTexts } from '../runs/bulk.texts';

export const bulkPageTexts = {
  title: { en: 'Bulk actions', nb: 'Samletiltak' },
  lead: {
    en: 'What was begun for many runs at once. Begin one from the list of runs or from an error.',
    nb: 'Det som er satt i gang for mange kjøringer på én gang. Begynn fra listen over kjøringer eller fra en feil.',
  },
  operations: { en: 'Operations', nb: 'Drift' },
  gone: { en: 'This bulk action is not there', nb: 'Dette samletiltaket finnes ikke' },
  what: { en: 'What', nb: 'Hva' },
  which: { en: 'Which runs', nb: 'Hvilke kjøringer' },
  state: { en: 'State', nb: 'Tilstand' },
  progress: { en: 'Progress', nb: 'Fremdrift' },
  by: { en: 'By', nb: 'Av' },
  begun: { en: 'Begun', nb: 'Startet' },
  named: bulkTexts.doAll,
  states: {
    canary: { en: 'The first ones', nb: 'De første' },
    checking: { en: 'Waits for you', nb: 'Venter på deg' },
    rest: { en: 'The rest follows', nb: 'Resten følger' },
    stopped: { en: 'Stopped', nb: 'Stoppet' },
    done: { en: 'Done', nb: 'Ferdig' },
  },
  empty: { en: 'No bulk actions yet', nb: 'Ingen samletiltak ennå' },
  emptyText: {
    en: 'Narrow the list of runs to those that belong together, then choose “Do to all that match”.',
    nb: 'Snevre inn listen over kjøringer til dem som hører sammen, og velg «Gjør med alle som passer».',
  },
  toRuns: { en: 'To the runs', nb: 'Til kjøringene' },
  begunBy: { en: 'Begun {time} by {name}', nb: 'Startet {time} av {name}' },
  failedIn: { en: 'failed in “{type}” ({code})', nb: 'feilet i «{type}» ({code})' },
  ended: { en: 'ended {time}', nb: 'ferdig {time}' },
  pace: { en: '{count, number} a second', nb: '{count, number} i sekundet' },
  goOn: {
    en: '{count, plural, one {Let the last # follow} other {Let the other # follow}}',
    nb: '{count, plural, one {La den siste følge} other {La de andre # følge}}',
  },
  stop: { en: 'Stop', nb: 'Stopp' },
  stopTitle: { en: 'Stop here?', nb: 'Stoppe her?' },
  stopText: {
    en: '{count, plural, one {What was begun goes on. # run that has not been touched stays as it is.} other {What was begun goes on. # runs that have not been touched stay as they are.}}',
    nb: '{count, plural, one {Det som er startet, går videre. # kjøring som ikke er rørt, blir stående.} other {Det som er startet, går videre. # kjøringer som ikke er rørt, blir stående.}}',
  },
  stopConfirm: { en: 'Stop here', nb: 'Stopp her' },
  stopped: { en: 'Stopped. What was begun goes on.', nb: 'Stoppet. Det som er startet, går videre.' },
  goesOn: { en: 'The rest follows', nb: 'Resten følger' },
  touched: { en: '{done} of {total}', nb: '{done} av {total}' },
  left: { en: '{count, number} to go', nb: '{count, number} igjen' },
  ineligible: {
    en: '{count, plural, one {# had moved on meanwhile and was left alone} other {# had moved on meanwhile and were left alone}}',
    nb: '{count, number} hadde gått videre imens og ble latt i fred',
  },
  how: { en: 'How they stand now', nb: 'Slik står de nå' },
  showThese: {
    en: '{count, plural, one {{status}: show # run} other {{status}: show # runs}}',
    nb: '{count, plural, one {{status}: vis # kjøring} other {{status}: vis # kjøringer}}',
  },
  itsRuns: {
    en: '{count, plural, one {Show the run it was done to} other {Show all # runs it was done to}}',
    nb: '{count, plural, one {Vis kjøringen det er gjort med} other {Vis alle # kjøringer det er gjort med}}',
  },
  nobody: { en: 'Nothing has been done to a run yet.', nb: 'Ingen kjøring er rørt ennå.' },
  nobodyAtAll: { en: 'No run was touched.', nb: 'Ingen kjøring ble rørt.' },
  working: {
    en: 'The first ones are still at work. Wait until they have come to their end.',
    nb: 'De første er fortsatt i arbeid. Vent til de er i mål.',
  },
  well: {
    en: '{count, plural, one {The first one went well. Let the rest follow, or stop here.} other {The first # went well. Let the rest follow, or stop here.}}',
    nb: '{count, plural, one {Den første gikk bra. La resten følge, eller stopp her.} other {De # første gikk bra. La resten følge, eller stopp her.}}',
  },
  badly: {
    en: '{count, plural, one {# of the first ended badly again. Look at it before the rest follows.} other {# of the first ended badly again. Look at them before the rest follows.}}',
    nb: '{count, plural, one {# av de første endte dårlig igjen. Se på den før resten følger.} other {# av de første endte dårlig igjen. Se på dem før resten følger.}}',
  },
  lookAt: { en: 'Show the failed runs', nb: 'Vis kjøringene som feilet' },
  allWell: { en: 'All have come to a good end.', nb: 'Alle er vel i mål.' },
  someBadly: {
    en: '{count, plural, one {# run did not come to a good end.} other {# runs did not come to a good end.}}',
    nb: '{count, plural, one {# kjøring kom ikke vel i mål.} other {# kjøringer kom ikke vel i mål.}}',
  },
} satisfies Texts;
