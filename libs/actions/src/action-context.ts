import type { Condition, ConditionTrace, Language, RunContext } from '@linkflow/contracts';
import type { Crm, CrmScripts, EffectContext, RunSource } from '@linkflow/crm-port';
import type { Sandbox } from '@linkflow/sandbox';
import type { Names } from './names';

/** The application's log. Entries must not contain personal data. */
export interface ActionLog {
  info(message: string, details?: Record<string, unknown>): void;
  warn(message: string, details?: Record<string, unknown>): void;
}

/** Everything outside the process that an action can use. */
export interface ActionPorts {
  crm: Pick<Crm, 'perform'>;
  scripts: CrmScripts;
  sandbox: Sandbox;
}

/** The event for which the step runs. */
export interface EventContext {
  /** Time at which the step runs. */
  now: Date;
  /** Time of the event. */
  occurredAt: Date;
  /** Null when the person is an address without a contact card. */
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

/** The argument of `run` and `undo`. */
export interface ActionContext extends EventContext, Abortable {
  /**
   * Idempotency key of the step's effect: `<run id>:<node id>`. All attempts of the step have the same key, so that the receiver of
   * an effect can detect a repetition.
   */
  key: string;
  /** Number of this attempt, from 1. */
  attempt: number;
  /** An earlier attempt, of this run or of one that it repeats, may have performed the effect. */
  isRepeat: boolean;
  log: ActionLog;
  ports: ActionPorts;
}

/** The argument of `simulate`: the same event, without the CRM. */
export interface SimulationContext extends EventContext, Abortable {
  names: Names;
  ports: Omit<ActionPorts, 'crm'>;
}

/** The part of a context that every effect on the CRM takes. */
export function effectOf(ctx: ActionContext): EffectContext {
  return {
    key: ctx.key,
    occurredAt: ctx.occurredAt,
    now: ctx.now,
    source: ctx.source,
    isRepeat: ctx.isRepeat,
    // A getter, because a signal is only created when it is used.
    get signal() {
      return ctx.signal;
    },
  };
}

/** Cancellation of an attempt: its timeout, the loss of its run's lease, or a stopping process. */
export interface Abortable {
  /** Pass it to every operation outside this process that accepts a signal. */
  readonly signal: AbortSignal;
  /** Runs the work and rejects with the signal's reason as soon as the signal is aborted, even if the work continues. */
  untilAborted<T>(work: () => Promise<T>): Promise<T>;
}

/** Wraps an existing signal. */
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
