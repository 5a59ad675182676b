import {
  defineReasons,
  type CodedReason,
  type Condition,
  type ConditionTrace,
  type Language,
  type RunContext,
} from '@linkflow/contracts';
import type { Crm, CrmScripts, EffectContext, RunSource } from '@linkflow/crm-port';
import type { Sandbox } from '@linkflow/sandbox';
import type { Webhooks } from '@linkflow/webhooks';
import type { Names } from '@linkflow/workflow';
import type { Mailings } from './mailing-port';

/** The application's log. Entries must not contain personal data. */
export interface ActionLog {
  info(message: string, details?: Record<string, unknown>): void;
  warn(message: string, details?: Record<string, unknown>): void;
}

/** The services outside this process that an action can use. */
export interface ActionPorts {
  crm: Pick<Crm, 'perform'>;
  scripts: CrmScripts;
  sandbox: Sandbox;
  webhooks: Webhooks;
  mailings: Mailings;
}

/** The event for which the step runs. */
export interface EventContext {
  /** Time at which the step runs. */
  now: Date;
  /** Time of the event. */
  occurredAt: Date;
  /** Null if the recipient is an address without a contact card. */
  contactId: string | null;
  /** Ids of the entities that the event is about. Which ones are set depends on the trigger. */
  context: RunContext;
  /** Origin of the change, stored in the history of the contact card. */
  source: RunSource;
  /** Language and time zone of the organisation, for texts that a step writes for colleagues. */
  organisation: { language: Language; timeZone: string };
  /** Facts by name (`contact.*`, `click.*`, `link.*`, `mailing.*`, `now.*`, `steps.*`). A fact that cannot be read is absent. */
  facts(names: readonly string[]): Promise<Record<string, unknown>>;
  evaluate(condition: Condition): Promise<{ result: boolean; trace: ConditionTrace }>;
  /** Fills merge fields such as `{{contact.firstName}}` in a plain text. */
  merge(template: string): Promise<string>;
}

/** The argument of `run` and `undo`. Actions also pass it to every effect on the CRM. */
export interface ActionContext extends EventContext, EffectContext, Abortable {
  readonly signal: AbortSignal;
  /** Number of this attempt, from 1. */
  attempt: number;
  /** True if an earlier attempt, of this run or of a run that it re-runs, may have performed the effect already. */
  isRepeat: boolean;
  log: ActionLog;
  ports: ActionPorts;
}

/** The argument of `simulate`: the same event, without what would change something. */
export interface SimulationContext extends EventContext, Abortable {
  names: Names;
  ports: Omit<ActionPorts, 'crm' | 'webhooks' | 'mailings'>;
}

/** Cancellation of an attempt: it is aborted at its timeout, when its run's lease is lost, or when the process stops. */
export interface Abortable {
  /** Pass it to every operation outside this process that accepts a signal. */
  readonly signal: AbortSignal;
  /** Runs `work`. Rejects with the signal's reason as soon as the signal is aborted, although `work` may continue. */
  untilAborted<T>(work: () => Promise<T>): Promise<T>;
}

/** Makes an {@link Abortable} from an existing signal. */
export const abortableBy = (signal: AbortSignal): Abortable => ({
  signal,
  async untilAborted(work) {
    signal.throwIfAborted();
    let stop = (): void => {};
    const aborted = new Promise<never>((_, reject) => {
      stop = () => reject(signal.reason);
      signal.addEventListener('abort', stop, { once: true });
    });
    try {
      return await Promise.race([work(), aborted]);
    } finally {
      signal.removeEventListener('abort', stop);
    }
  },
});

/** A reason code from a table of `defineReasons`. Its text is made only when the reason is shown. */
interface Failure extends CodedReason {
  cause?: unknown;
}

/** A temporary failure. The engine tries the step again, but not before `after` if it is given. */
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

/**
 * The step cannot be carried out for now, for a reason that is not its own: the server that it calls is not available for anybody. The engine
 * tries again from `until`; that is no retry, so it can happen any number of times.
 */
export class Postponed extends Error {
  override readonly name = 'Postponed';
  readonly reason: CodedReason;
  readonly until: Date;

  constructor({ code, params, until, cause }: Failure & { until: Date }) {
    super(code, { cause });
    this.reason = params ? { code, params } : { code };
    this.until = until;
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

/** The step does not apply to this person. It is skipped with this reason, and the run goes on. */
export class NotApplicable extends Error {
  override readonly name = 'NotApplicable';
  readonly reason: CodedReason;

  constructor({ code, params }: CodedReason) {
    super(code);
    this.reason = params ? { code, params } : { code };
  }
}

/** The reasons that all actions share. */
export const COMMON_REASONS = defineReasons({
  'recipient.not-a-contact': {
    en: 'The recipient has no contact card, so there is nothing to change',
    nb: 'Mottakeren har ikke noe personkort, så det er ingenting å endre',
  },
  'params.invalid': {
    en: 'This step is not fully set up',
    nb: 'Dette steget er ikke ferdig satt opp',
  },
});
