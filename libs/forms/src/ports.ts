import type { Language } from '@linkflow/contracts';
import type { SubmissionDoc } from './submissions/submissions.repository';

// What the app provides. The ports are abstract classes, so that they are Nest injection tokens too.

/** Starts the runs of forms. */
export abstract class FormRuns {
  /**
   * Creates the run of a submission, whose id is that of the submission. Idempotent.
   * @returns false if the form has no live workflow, or one that does nothing
   */
  abstract start(submission: SubmissionDoc): Promise<boolean>;
}

/** The subscription types to which people can consent in a form. */
export abstract class FormMailTypes {
  /** Ids of the types in use. */
  abstract inUse(): Promise<string[]>;
}

/** A consent that was given in a form. */
export interface GivenConsent {
  contactId: string;
  addressKey: string;
  typeId: string;
  /** The words that the person saw. */
  wording: string;
  source: 'form' | 'double-opt-in';
  at: Date;
}

/** Keeps consents to subscription types. */
export abstract class FormConsents {
  /** Safe to repeat. A type that does not exist any more is ignored. */
  abstract give(consent: GivenConsent): Promise<void>;
}

/** A mail with a link to a confirm page. */
export interface ConfirmationMail {
  formId: string;
  submissionId: string;
  to: string;
  language: Language;
  subject: string;
  /** Plain text; an empty line begins a new paragraph. */
  text: string;
  button: string;
  url: string;
}

/**
 * What became of a mail.
 *
 * - `sent`: the server took it, or may have taken it
 * - `refused`: it never will
 * - `later`: it can be tried again
 */
export type MailOutcome = { kind: 'sent' } | { kind: 'refused' | 'later'; problem: string };

/** Sends confirmation mails. */
export abstract class ConfirmationMails {
  /** Never rejects. The same submission always gives the same Message-ID. */
  abstract send(mail: ConfirmationMail): Promise<MailOutcome>;
}

/** Confirmation mails that were kept instead of being sent. */
export abstract class KeptConfirmations {
  /** Deletes the mails of these submissions, because their personal data is erased. */
  abstract erase(submissionIds: readonly string[]): Promise<void>;
}

/** Makes workers process submissions. If a job is lost, a periodic task finds the submissions that are due. */
export abstract class FormQueue {
  abstract enqueueSubmissions(ids: readonly string[]): Promise<void>;
}
