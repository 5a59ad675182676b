import type { Text } from '@linkflow/contracts';

interface Failure {
  code: string;
  message: Text;
  cause?: unknown;
}

/** It may work another time: the step is tried again, not before `after` when that is given. */
export class Retryable extends Error {
  override readonly name = 'Retryable';
  readonly code: string;
  /** What a marketer reads. `message` is the English half, for logs. */
  readonly text: Text;
  readonly after: Date | undefined;

  constructor(failure: Failure & { after?: Date }) {
    super(failure.message.en, { cause: failure.cause });
    this.code = failure.code;
    this.text = failure.message;
    this.after = failure.after;
  }
}

/** It will not work, however often it is tried: the step has failed for good, for this reason. */
export class Permanent extends Error {
  override readonly name = 'Permanent';
  readonly code: string;
  /** What a marketer reads. `message` is the English half, for logs. */
  readonly text: Text;

  constructor(failure: Failure) {
    super(failure.message.en, { cause: failure.cause });
    this.code = failure.code;
    this.text = failure.message;
  }
}

/** The code under which the engine passes a step over instead of failing it. */
export const NOT_A_CONTACT = 'recipient.not-a-contact';

/** For actions on a card, when the recipient is an address without one. */
export function notAContact(): Permanent {
  return new Permanent({
    code: NOT_A_CONTACT,
    message: {
      en: 'The recipient is not a contact, so there is no card to change',
      nb: 'Mottakeren er ikke en person i registeret, så det finnes ikke noe kort å endre',
    },
  });
}
