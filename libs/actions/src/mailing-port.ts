import type { BlockReason } from '@linkflow/contracts';

/** A person to whom a step sends a mailing. */
export interface MailingStep {
  /** Identifies the step of the run. A repeat with the same key has the same result and sends nothing again. */
  key: string;
  mailingId: string;
  /** Null if the person has no contact card: the address is that of the recipient. */
  contactId: string | null;
  /** The recipient whose link was clicked, if the run has one. */
  recipientId: string | null;
}

/** What a step did. */
export type MailingStepResult =
  /** The message waits to be sent, or was sent since. */
  | { state: 'queued' }
  /** The person has the mailing already, or gets it by another way. */
  | { state: 'already' }
  /** The person must not get it: it is not sent, and the recipients of the mailing show why. */
  | { state: 'left-out'; reason: BlockReason | 'removed' }
  /** The mailing does not exist, or it is not open for workflows. Nothing was done. */
  | { state: 'unknown' | 'not-open' };

/** Sends mailings from workflows. */
export interface Mailings {
  /** @throws if the stores are away; the step is tried again */
  sendTo(step: MailingStep): Promise<MailingStepResult>;
}
