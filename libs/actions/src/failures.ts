import { defineReasons } from '@linkflow/contracts';
import type { CodedReason } from '@linkflow/contracts';
import type { EventContext } from './action-context';

/** A reason from a table of `defineReasons`; its text is made when it is shown. */
interface Failure extends CodedReason {
  cause?: unknown;
}

/** A temporary failure. The engine tries the step again, not before `after` if given. */
export class Retryable extends Error {
  override readonly name = 'Retryable';
  readonly code: string;
  readonly reason: CodedReason;
  readonly after: Date | undefined;

  constructor({ code, params, after, cause }: Failure & { after?: Date }) {
    super(code, { cause });
    this.code = code;
    this.reason = params ? { code, params } : { code };
    this.after = after;
  }
}

/** A failure that no retry can repair. The step fails with this reason. */
export class Permanent extends Error {
  override readonly name = 'Permanent';
  readonly code: string;
  readonly reason: CodedReason;

  constructor({ code, params, cause }: Failure) {
    super(code, { cause });
    this.code = code;
    this.reason = params ? { code, params } : { code };
  }
}

/** Code of the failure for which the engine skips the step instead of failing it. */
export const NOT_A_CONTACT = 'recipient.not-a-contact';

/** The reasons that all actions share. */
export const COMMON_REASONS = defineReasons({
  [NOT_A_CONTACT]: {
    en: 'The recipient is not a contact, so there is no card to change',
    nb: 'Mottakeren er ikke en person i registeret, så det finnes ikke noe kort å endre',
  },
  'params.invalid': {
    en: 'The settings of this step are not complete',
    nb: 'Innstillingene for dette steget er ikke fullstendige',
  },
});

/** Failure of actions on a contact card when the recipient is an address without a card. */
export function notAContact(): Permanent {
  return new Permanent(COMMON_REASONS(NOT_A_CONTACT));
}

/**
 * The contact that an action changes.
 * @throws Permanent with the code `NOT_A_CONTACT` when the recipient has no contact card
 */
export function contactOf(ctx: Pick<EventContext, 'contactId'>): string {
  if (ctx.contactId === null) throw notAContact();
  return ctx.contactId;
}
