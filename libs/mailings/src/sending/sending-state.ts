import type { CodedReason, SendingState } from '@linkflow/contracts';
import type { Author } from '@linkflow/links';

/*
 * The sending of a mailing. States:
 *
 * - (none): not started. The content can be changed.
 * - scheduled: starts at `scheduledAt`. The content can still be changed. → populating, or none when it is cancelled.
 * - populating: the content is compiled, and the recipients get their deliveries. From here on the content cannot be changed. → sending
 * - sending: workers claim recipients that are due. → finished when none waits; → paused ⇄ sending; → stopped
 * - finished, stopped: → sending when recipients are to be sent to again.
 */

/** The field `sending` of a mailing. */
export interface Sending {
  state: SendingState;
  scheduledAt?: Date;
  startedAt?: Date;
  finishedAt?: Date;
  by: Author;
  /** Why it does not go on at the moment. */
  problem?: CodedReason;
}

/** In these states the content of the mailing can be changed. */
export const isEditable = (sending: Sending | undefined): boolean =>
  sending === undefined || sending.state === 'scheduled';
