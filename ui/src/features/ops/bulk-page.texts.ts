import type { Texts } from '../../i18n/texts';
import { bulkTexts } from '../runs/bulk.texts';

export const bulkPageTexts = {
  title: { en: 'Bulk actions', nb: 'Massehandlinger' },
  lead: {
    en: 'What was done to many runs at once. Start one from the list of runs or from an error.',
    nb: 'Det som er gjort med mange kjøringer på én gang. Start fra listen over kjøringer eller fra en feil.',
  },
  operations: { en: 'Operations', nb: 'Drift' },
  gone: { en: 'This bulk action does not exist', nb: 'Denne massehandlingen finnes ikke' },
  what: { en: 'What', nb: 'Hva' },
  which: { en: 'Which runs', nb: 'Hvilke kjøringer' },
  state: { en: 'Status', nb: 'Status' },
  progress: { en: 'Progress', nb: 'Fremdrift' },
  by: { en: 'By', nb: 'Av' },
  begun: { en: 'Started', nb: 'Startet' },
  named: bulkTexts.doAll,
  states: {
    canary: { en: 'First ones running', nb: 'De første kjøres' },
    checking: { en: 'Waits for you', nb: 'Venter på deg' },
    rest: { en: 'Rest running', nb: 'Resten kjøres' },
    stopped: { en: 'Stopped', nb: 'Stoppet' },
    done: { en: 'Done', nb: 'Ferdig' },
  },
  empty: { en: 'No bulk actions yet', nb: 'Ingen massehandlinger ennå' },
  emptyText: {
    en: 'Filter the list of runs to those that belong together, then choose “Apply to all matches”.',
    nb: 'Filtrer listen over kjøringer til dem som hører sammen, og velg «Bruk på alle treff».',
  },
  toRuns: { en: 'To the runs', nb: 'Til kjøringene' },
  begunBy: { en: 'Started {time} by {name}', nb: 'Startet {time} av {name}' },
  failedIn: { en: 'failed in “{type}”: {reason}', nb: 'feilet i «{type}»: {reason}' },
  ended: { en: 'ended {time}', nb: 'ferdig {time}' },
  pace: { en: '{count, number} a second', nb: '{count, number} i sekundet' },
  goOn: {
    en: '{count, plural, one {Run the last #} other {Run the other #}}',
    nb: '{count, plural, one {Kjør den siste} other {Kjør de andre #}}',
  },
  stop: { en: 'Stop', nb: 'Stopp' },
  stopTitle: { en: 'Stop here?', nb: 'Stoppe her?' },
  stopText: {
    en: '{count, plural, one {What was begun goes on. # run that has not been touched stays as it is.} other {What was begun goes on. # runs that have not been touched stay as they are.}}',
    nb: '{count, plural, one {Det som er startet, går videre. # kjøring som ikke er rørt, blir stående.} other {Det som er startet, går videre. # kjøringer som ikke er rørt, blir stående.}}',
  },
  stopConfirm: { en: 'Stop here', nb: 'Stopp her' },
  stopped: { en: 'Stopped. What was begun goes on.', nb: 'Stoppet. Det som er startet, går videre.' },
  goesOn: { en: 'Rest running', nb: 'Resten kjøres' },
  touched: { en: '{done} of {total}', nb: '{done} av {total}' },
  left: { en: '{count, number} to go', nb: '{count, number} igjen' },
  ineligible: {
    en: '{count, plural, one {# had changed meanwhile and was not touched} other {# had changed meanwhile and were not touched}}',
    nb: '{count, number} var endret i mellomtiden og ble ikke rørt',
  },
  how: { en: 'Status now', nb: 'Status nå' },
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
    en: 'The first ones are still running. Wait until they have ended.',
    nb: 'De første kjøres fortsatt. Vent til de er ferdige.',
  },
  well: {
    en: '{count, plural, one {The first one went well. Run the rest, or stop here.} other {The first # went well. Run the rest, or stop here.}}',
    nb: '{count, plural, one {Den første gikk bra. Kjør resten, eller stopp her.} other {De # første gikk bra. Kjør resten, eller stopp her.}}',
  },
  badly: {
    en: '{count, plural, one {# of the first failed again. Look at it before you run the rest.} other {# of the first failed again. Look at them before you run the rest.}}',
    nb: '{count, plural, one {# av de første feilet igjen. Se på den før du kjører resten.} other {# av de første feilet igjen. Se på dem før du kjører resten.}}',
  },
  lookAt: { en: 'Show the failed runs', nb: 'Vis kjøringene som feilet' },
  allWell: { en: 'All went well.', nb: 'Alle gikk bra.' },
  someBadly: {
    en: '{count, plural, one {# run did not go well.} other {# runs did not go well.}}',
    nb: '{count, plural, one {# kjøring gikk ikke bra.} other {# kjøringer gikk ikke bra.}}',
  },
} satisfies Texts;
