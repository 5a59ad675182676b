import { Injectable } from '@nestjs/common';
import {
  actionOf,
  isStep,
  type ActionContext,
  type ActionLog,
  type ActionPorts,
  type AnyStep,
} from '@linkflow/actions';
import type { Condition, ConditionTrace, Repeat } from '@linkflow/contracts';
import { Batcher, Clock, Log, readConfig } from '@linkflow/platform';
import {
  evaluateCondition,
  factsInCondition,
  factsInText,
  mergeText,
  repeatScope,
  type CompiledNode,
} from '@linkflow/workflow';
import { EFFECTS, RUNS, type StoredClaim, type StoredRun } from '../persist/run.schema';
import { ActionAdapters, EngineConfig, Facts, type TriggerType } from '../ports';
import { AttemptAbort, StepTimeouts, type RunLease } from './interruptions';
import { ENGINE_REASONS, UNEXPECTED, outcomeOfFailure, type StepOutcome } from './step-outcome';

const DAY_MS = 86_400_000;

/**
 * Enforces the `repeat` setting of a step. There is one document per scope; its unique `_id` decides between runs that arrive at
 * the same moment. A run that already holds the claim gets it again.
 */
@Injectable()
export class EffectLedger {
  constructor(private readonly batcher: Batcher) {}

  /**
   * Claims the step for a run. Resolves after the claim is stored, so before any effect.
   * @returns the id of the run under whose effect key the step is executed, or null if it was done before. This is the run itself,
   * or its original run if that claimed the scope without completing the step: an effect that it did make is then found under its
   * key and not repeated.
   */
  async claim(run: StoredRun, nodeId: string, repeat: Repeat): Promise<string | null> {
    const { subject, context, trigger, workflow } = run;
    const _id = repeatScope(repeat, { owner: workflow.owner, nodeId, subject, context });
    if (_id === null) return run._id;
    const { contactId } = subject;
    const claim = { runId: run._id, at: trigger.at, ...(contactId !== null && { contactId }) };
    const outcome =
      repeat.kind === 'once-per-days'
        ? await this.batcher.update(EFFECTS, {
            _id,
            where: { at: { $lte: new Date(trigger.at.getTime() - repeat.days * DAY_MS) } },
            update: { $set: claim },
            upsert: true,
            proof: claim,
          })
        : await this.batcher.insertOnce(EFFECTS, { _id, ...claim });
    if (outcome === 'inserted' || outcome === 'matched') return run._id;
    const holder = (await this.batcher.read<StoredClaim>(EFFECTS, _id))?.runId;
    if (holder === run._id) return run._id;
    return holder !== undefined && (await this.isUnfinishedOriginal(run, holder, nodeId)) ? holder : null;
  }

  /** Whether `holder` is an original of this re-run that did not complete the step. */
  private async isUnfinishedOriginal(run: StoredRun, holder: string, nodeId: string): Promise<boolean> {
    for (let originalId = run.rerunOf; originalId !== undefined;) {
      const original: StoredRun | null = await this.batcher.read<StoredRun>(RUNS, originalId);
      if (original?._id === holder) {
        return !original.steps.some((step) => step.nodeId === nodeId && step.status === 'succeeded');
      }
      originalId = original?.rerunOf;
    }
    return false;
  }
}

const STEP_FACT_PREFIX = 'steps.';

/** One attempt at one step. */
export interface Attempt {
  readonly run: StoredRun;
  readonly trigger: TriggerType;
  readonly node: CompiledNode;
  /** Counts from 1. */
  readonly number: number;
  readonly abort: AttemptAbort;
}

/** Dependencies that all contexts share. */
interface Shared {
  readonly organisation: ActionContext['organisation'];
  readonly ports: ActionPorts;
  readonly facts: Facts;
  readonly log: Log;
}

/** Creates the context of an action: access to its run, node and ports, and to facts on demand. */
@Injectable()
export class StepContextFactory {
  private readonly shared: Shared;

  constructor(
    private readonly clock: Clock,
    log: Log,
    facts: Facts,
    timeouts: StepTimeouts,
    { crm, scripts, sandbox }: ActionAdapters,
  ) {
    const config = readConfig(EngineConfig);
    const organisation = { language: config.ORGANISATION_LANGUAGE, timeZone: config.ORGANISATION_TIME_ZONE };
    const ports = { crm, scripts, sandbox: excludingQueueTime(sandbox, timeouts) };
    this.shared = { organisation, ports, facts, log };
  }

  /** @param effectRunId the run under whose effect key the step is executed, see EffectLedger */
  async create(attempt: Attempt, effectRunId: string): Promise<StepContext> {
    const { run, node, trigger, number } = attempt;
    const source = trigger.sourceOf(run, node.id);
    return new StepContext(this.shared, attempt, {
      // Most sources are cached, and awaiting a plain value costs a turn of the event loop.
      source: source instanceof Promise ? await source : source,
      now: this.clock.now(),
      key: `${effectRunId}:${node.id}`,
      isRepeat: number > 1 || effectRunId !== run._id,
    });
  }
}

/** Stops a step's clock while its script waits for a free sandbox. A burst of events is a long queue of scripts. */
function excludingQueueTime(sandbox: ActionPorts['sandbox'], timeouts: StepTimeouts): ActionPorts['sandbox'] {
  return {
    async run(script) {
      const { signal } = script;
      if (!signal) return sandbox.run(script);
      timeouts.suspend(signal);
      return sandbox.run({ ...script, onStart: () => timeouts.resume(signal) });
    },
    checkSyntax: (source) => sandbox.checkSyntax(source),
    close: () => sandbox.close(),
  };
}

interface StepContextValues {
  source: ActionContext['source'];
  now: Date;
  /** Effect key `<run>:<node>`. */
  key: string;
  isRepeat: boolean;
}

/** The context of one attempt at one step. */
class StepContext implements ActionContext {
  readonly source: ActionContext['source'];
  readonly attempt: number;
  readonly now: Date;
  readonly key: string;
  readonly isRepeat: boolean;
  /** Trace of the last condition that was evaluated. */
  trace: ConditionTrace | undefined;
  private readonly run: StoredRun;

  constructor(
    private readonly shared: Shared,
    private readonly current: Attempt,
    { source, now, key, isRepeat }: StepContextValues,
  ) {
    this.run = current.run;
    this.attempt = current.number;
    this.now = now;
    this.key = key;
    this.isRepeat = isRepeat;
    this.source = source;
  }

  get signal(): AbortSignal {
    return this.current.abort.signal;
  }
  untilAborted<T>(work: () => Promise<T>): Promise<T> {
    return this.current.abort.untilAborted(work);
  }
  get occurredAt(): Date {
    return this.run.trigger.at;
  }
  get contactId(): string | null {
    return this.run.subject.contactId;
  }
  get context(): ActionContext['context'] {
    return this.run.context;
  }
  get organisation(): ActionContext['organisation'] {
    return this.shared.organisation;
  }
  get ports(): ActionContext['ports'] {
    return this.shared.ports;
  }
  get log(): ActionLog {
    const { log } = this.shared;
    const { id: nodeId, type } = this.current.node;
    const fields = { runId: this.run._id, nodeId, type };
    return {
      info: (message, details) => log.info({ ...fields, ...details }, message),
      warn: (message, details) => log.warn({ ...fields, ...details }, message),
    };
  }

  async facts(names: readonly string[]): Promise<Record<string, unknown>> {
    const { run } = this;
    const external = names.filter((name) => !name.startsWith(STEP_FACT_PREFIX));
    const values = external.length > 0 ? await this.shared.facts.load(run, external) : {};
    return { ...values, ...stepFacts(run, names) };
  }

  async evaluate(condition: Condition): Promise<{ result: boolean; trace: ConditionTrace }> {
    const evaluated = await evaluateCondition(
      condition,
      await this.facts(factsInCondition(condition)),
      this.now,
    );
    this.trace = evaluated.trace;
    return evaluated;
  }

  async merge(template: string): Promise<string> {
    const names = factsInText(template);
    return names.length === 0 ? template : mergeText(template, await this.facts(names), { escape: 'none' });
  }
}

/** `steps.<node>.<key>`: outputs of earlier steps. Facts of a step without output are absent. */
function stepFacts(run: StoredRun, names: readonly string[]): Record<string, unknown> {
  const facts: Record<string, unknown> = {};
  for (const name of names) {
    if (!name.startsWith(STEP_FACT_PREFIX)) continue;
    const [nodeId, ...path] = name.slice(STEP_FACT_PREFIX.length).split('.');
    const output = run.steps.find((step) => step.nodeId === nodeId)?.output;
    const key = path.join('.');
    if (output && key in output) facts[name] = output[key];
  }
  return facts;
}

const DONE_BEFORE = ENGINE_REASONS('repeat.done-before');

interface AttemptResult {
  outcome: StepOutcome;
  /** Trace of the last condition that the step evaluated. */
  trace?: ConditionTrace;
}

/** Executes one attempt at one step within the time limit of its policy. */
@Injectable()
export class StepRunner {
  constructor(
    private readonly contexts: StepContextFactory,
    private readonly ledger: EffectLedger,
    private readonly timeouts: StepTimeouts,
    private readonly log: Log,
  ) {}

  async attempt(attempt: Attempt, lease: RunLease): Promise<AttemptResult> {
    const { run, node } = attempt;
    const action = actionOf(node.type);
    if (!action || !isStep(action)) {
      return {
        outcome: { kind: 'failed', reason: ENGINE_REASONS('node.unknown-type', { type: node.type }) },
      };
    }
    const effectRunId = node.repeat ? await this.ledger.claim(run, node.id, node.repeat) : run._id;
    // An at-most-once effect cannot be looked up by its key, so it is never executed under the key of another run.
    const isOther = effectRunId !== run._id && node.descriptor?.effect === 'atMostOnce';
    if (effectRunId === null || isOther) return { outcome: { kind: 'skipped', reason: DONE_BEFORE } };
    return this.execute(action, attempt, lease, effectRunId);
  }

  private async execute(
    action: AnyStep,
    attempt: Attempt,
    lease: RunLease,
    effectRunId: string,
  ): Promise<AttemptResult> {
    const { run, node, number, abort } = attempt;
    const ctx = await this.contexts.create(attempt, effectRunId);
    this.timeouts.set(abort, node.policy.timeoutMs);
    lease.attach(abort, isAbortable(node));
    try {
      const result = await action.run(ctx, node.params);
      return { outcome: { kind: 'done', result }, trace: ctx.trace };
    } catch (error) {
      const outcome = outcomeOfFailure(error, node.descriptor?.effect ?? 'none');
      if ('reason' in outcome && outcome.reason === UNEXPECTED) {
        this.log.error(
          { err: error, runId: run._id, nodeId: node.id, type: node.type, attempt: number },
          'step failed with an unexpected error',
        );
      }
      return { outcome, trace: ctx.trace };
    } finally {
      this.timeouts.clear(abort);
      lease.attach(undefined);
    }
  }
}

/** Whether an attempt may be aborted and withdrawn for another worker: its effect needs no record of the attempt. */
function isAbortable({ descriptor }: CompiledNode): boolean {
  return descriptor?.effect !== 'atMostOnce' && descriptor?.effect !== 'searchable';
}
