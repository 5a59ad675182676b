/**
 * The states of mailings, messages and recipients. They are apart from their texts and from the schemas made of them: the addresses of
 * pages contain them, so every page loads this file.
 */

/** The states of the message to one recipient; libs/mailings/src/sending/delivery.ts has their transitions. */
export const DELIVERY_STATES = [
  'queued',
  'sending',
  'sent',
  'deferred',
  'failed',
  'uncertain',
  'skipped',
] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** The states of a mailing that is being sent, or was. */
export const SENDING_STATES = [
  'scheduled',
  'refused',
  'populating',
  'sending',
  'paused',
  'stopped',
  'finished',
] as const;
export type SendingState = (typeof SENDING_STATES)[number];

/** In these states, and before them, the content can be changed and the sending can be started. */
export const NOT_STARTED: readonly SendingState[] = ['scheduled', 'refused'];

/** Whether the sending has started, so that the content cannot be changed any more. */
export const hasStarted = (state: SendingState | null | undefined): boolean =>
  state !== null && state !== undefined && !NOT_STARTED.includes(state);

/** Why a recipient of a mailing does not get it. block-reasons.ts has the texts. */
export const BLOCK_REASON_CODES = [
  'unsubscribed.type',
  'unsubscribed.all',
  'no-consent',
  'bounced',
  'complained',
  'no-address',
  'invalid-address',
  'duplicate',
  'former-employee',
  'unknown-address',
  'erased',
] as const;
export type BlockReason = (typeof BLOCK_REASON_CODES)[number];

/**
 * By what recipients can be filtered. `ready`: gets the mailing. `blocked`: does not, for any reason. `returned`: the message came back, for good
 * or for the time being.
 */
export const RECIPIENT_STATES = ['ready', 'blocked', 'returned', ...BLOCK_REASON_CODES] as const;
export type RecipientState = (typeof RECIPIENT_STATES)[number];

/** Whether a finding of the check says that nobody gets the mailing. A mailing that is for workflows may have no recipients yet. */
export const isAboutNoRecipients = (code: string): boolean =>
  code === 'recipients.none' || code === 'recipients.all-blocked';
