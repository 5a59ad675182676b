import { hasStarted, type CodedReason, type SendingState } from '@linkflow/contracts';
import type { Author } from '@linkflow/links';

/*
 * The sending of a mailing. States:
 *
 * - (none): not started. The content can be changed.
 * - scheduled: starts at `scheduledAt`. The content can still be changed. → populating, or none when it is cancelled.
 * - refused: the check before sending found errors at that time, or the content could not be compiled; `problem` says why. The content can
 *   be changed, and the sending started or scheduled again. → populating, scheduled, or none when somebody takes the refusal away.
 * - populating: the content is checked and compiled, and the recipients get their deliveries. From here on the content cannot be changed. →
 *   sending, or refused
 * - sending: workers claim recipients that are due. → finished when none waits; → paused ⇄ sending; → stopped
 * - finished, stopped: → sending when recipients are to be sent to again, or when the mailing is opened for workflows.
 *
 * A mailing that is open for workflows stays in `sending` although nobody waits, until somebody closes or stops it.
 */

/** The field `sending` of a mailing. */
export interface Sending {
  state: SendingState;
  scheduledAt?: Date;
  startedAt?: Date;
  finishedAt?: Date;
  by: Author;
  /** Whether workflows can send it to further people. Only in the states from populating to paused. */
  openForWorkflows?: true;
  /** Why it did not start, or does not go on at the moment. */
  problem?: CodedReason;
}

/** In these states messages wait, or will be sent at a time, so the mailing cannot be deleted. */
export const UNDER_WAY: readonly SendingState[] = ['scheduled', 'populating', 'sending', 'paused'];

/** In these states the content of the mailing can be changed. */
export const isEditable = (sending: Sending | undefined): boolean => !hasStarted(sending?.state);
