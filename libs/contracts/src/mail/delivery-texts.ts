import { defineReasons } from '../reasons';
import type { Text } from '../texts';
import type { DeliveryState, SendingState } from './mail-states';

/** Why a message was not delivered, or not yet. This file does not import zod, so that the browser can load it without zod. */
export const deliveryReason = defineReasons({
  'mail.refused': { en: 'The server refused it: {response}', nb: 'Serveren avviste den: {response}' },
  'mail.bounced': { en: 'It came back: {response}', nb: 'Den kom i retur: {response}' },
  'mail.deferred': {
    en: 'The server asked to try again later: {response}',
    nb: 'Serveren ba om et nytt forsøk senere: {response}',
  },
  'mail.connection-lost': {
    en: 'The connection to the server broke before the message was handed over',
    nb: 'Forbindelsen til serveren ble brutt før meldingen var levert',
  },
  'mail.gave-up': {
    en: 'Gave up after {hours} hours. The last answer: {response}',
    nb: 'Ga opp etter {hours} timer. Siste svar: {response}',
  },
  'mail.cut-off': {
    en: 'The connection broke before the server answered. The message may have arrived',
    nb: 'Forbindelsen ble brutt før serveren svarte. Meldingen kan ha kommet fram',
  },
  'mail.worker-lost': {
    en: 'The process that sent it stopped before the server’s answer was stored. The message may have arrived',
    nb: 'Prosessen som sendte den, stoppet før serverens svar ble lagret. Meldingen kan ha kommet fram',
  },
  'mail.stopped': { en: 'The sending was stopped', nb: 'Utsendelsen ble stanset' },
  'mail.removed': {
    en: 'Removed from the mailing before it was sent',
    nb: 'Fjernet fra utsendelsen før den ble sendt',
  },
  'mail.blocked': { en: 'Does not receive this mailing', nb: 'Skal ikke ha denne utsendelsen' },
  'mail.bad-address': {
    en: 'The address or the name can’t be written in a message',
    nb: 'Adressen eller navnet kan ikke skrives i en melding',
  },
});

/** Why a whole sending does not start or does not go on. */
export const sendingProblem = defineReasons({
  'sending.unreachable': {
    en: 'The mail server can’t be used: {problem}. It is tried again',
    nb: 'E-postserveren kan ikke brukes: {problem}. Det blir prøvd igjen',
  },
  'sending.sender-refused': {
    en: 'Paused, because the mail server refuses the sender: {response}',
    nb: 'Satt på pause fordi e-postserveren avviser avsenderen: {response}',
  },
  'sending.not-ready': {
    en: 'Not sent at the planned time. {problem}{more, plural, =0 {} one { (and 1 more error)} other { (and # more errors)}}',
    nb: 'Ikke sendt til planlagt tid. {problem}{more, plural, =0 {} one { (og 1 feil til)} other { (og # feil til)}}',
  },
  'sending.not-compiled': {
    en: 'Not sent, because the content can’t be prepared: {problem}',
    nb: 'Ikke sendt, fordi innholdet ikke kan klargjøres: {problem}',
  },
});

export const DELIVERY_STATE_TEXTS: Record<DeliveryState, Text> = {
  queued: { en: 'Waiting', nb: 'Venter' },
  sending: { en: 'Being sent', nb: 'Sendes nå' },
  sent: { en: 'Sent', nb: 'Sendt' },
  deferred: { en: 'To be tried again', nb: 'Prøves igjen' },
  failed: { en: 'Failed', nb: 'Feilet' },
  uncertain: { en: 'Uncertain', nb: 'Usikker' },
  skipped: { en: 'Left out', nb: 'Utelatt' },
};

export const SENDING_STATE_TEXTS: Record<SendingState, Text> = {
  scheduled: { en: 'Scheduled', nb: 'Planlagt' },
  refused: { en: 'Not sent', nb: 'Ikke sendt' },
  populating: { en: 'Being prepared', nb: 'Klargjøres' },
  sending: { en: 'Being sent', nb: 'Sendes' },
  paused: { en: 'Paused', nb: 'På pause' },
  stopped: { en: 'Stopped', nb: 'Stanset' },
  finished: { en: 'Sent', nb: 'Sendt' },
};
