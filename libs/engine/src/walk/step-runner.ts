import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import {
  stepOfType,
  type ActionContext,
  type ActionLog,
  type ActionPorts,
  type AnyStep,
} from '@linkflow/actions';
import {
  addDays,
  localDay,
  startOfDay,
  type Condition,
  type ConditionTrace,
  type Repeat,
} from '@linkflow/contracts';
import { Batcher, Clock, Log, readConfig } from '@linkflow/platform';
import {
  evaluateCondition,
  factsInCondition,
  factsInText,
  mergeText,
  stepFormats,
  type CompiledNode,
  type CompiledWorkflow,
} from '@linkflow/workflow';
import { EFFECTS, RUNS, type StoredClaim, type StoredRun } from '../persist/run.schema';
import { ActionAdapters, EngineConfig, Facts, type TriggerType } from '../ports';
import {
  AttemptAbort,
  StepTimeouts,
  excludingQueueTime,
  excludingWaitForSlot,
  type RunLease,
} from './attempt-abort';
import { ENGINE_REASONS, UNEXPECTED, outcomeOfFailure, type StepOutcome } from './step-outcome';

type ScopedRun = Pick<StoredRun, 'subject' | 'context'> & { workflow: Pick<StoredRun['workflow'], 'owner'> };

/**
 * Returns the key of the scope in which a step happens only once (for `once-per-days`: once within that many calendar days), or null if it
 * happens for every event. The key contains the owner of the workflow, so that its versions share their scopes, and the id of the person's
 * contact card or, for a person without one, the id of the mailing's recipient or the address.
 */
export function repeatScope(
  { workflow, subject, context }: ScopedRun,
  nodeId: string,
  repeat: Repeat,
): string | null {
  const person = subject.contactId ?? context.recipientId ?? subject.address ?? '';
  switch (repeat.kind) {
    case 'every-click':
      return null;
    case 'once-per-recipient':
    case 'once-per-days':
      return `${workflow.owner}:${nodeId}:${person}`;
    case 'once-per-mailing':
      return `${workflow.owner}:${nodeId}:${person}:${context.mailingId ?? ''}`;
  }
}

/**
 * Enforces the `repeat` setting of a step, for example once per recipient. A run must claim the scope of the step (see `repeatScope`)
 * before it executes the step. Each scope has one document, so its unique `_id` lets only one of several concurrent runs claim it. The
 * run that holds the claim can claim the scope again.
 */
@Injectable()
export class EffectLedger {
  private readonly timeZone = readConfig(EngineConfig).ORGANISATION_TIME_ZONE;

  constructor(
    private readonly batcher: Batcher,
    @InjectConnection() private readonly connection: Connection,
  ) {}

  /**
   * Claims the scope of a step for a run. Resolves when the claim is stored, so that no effect happens without a claim.
   * @returns the id of the run whose effect key the step must use, or null if another run holds the claim and the step must be skipped.
   * The id is that of `run`, unless `run` is a re-run and its original run holds the claim without having completed the step. Then it is
   * that of the original run: if the original did make the effect, the step finds it under the original's key and does not repeat it.
   */
  async claim(run: StoredRun, nodeId: string, repeat: Repeat): Promise<string | null> {
    const _id = repeatScope(run, nodeId, repeat);
    if (_id === null) return run._id;
    const { trigger } = run;
    const { contactId } = run.subject;
    const claim = { runId: run._id, at: trigger.at, ...(contactId !== null && { contactId }) };
    const outcome =
      repeat.kind === 'once-per-days'
        ? await this.batcher.update(EFFECTS, {
            _id,
            where: { at: { $lt: this.startOfDays(trigger.at, repeat.days) } },
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

  /** The start of the first of the `days` calendar days that end with that of `at`. */
  private startOfDays(at: Date, days: number): Date {
    return startOfDay(addDays(localDay(at, this.timeZone), 1 - days), this.timeZone);
  }

  /**
   * Releases the scope of a step that has failed permanently, so that another run may execute the step. No effect if another run holds the
   * claim.
   */
  async release(run: StoredRun, nodeId: string, repeat: Repeat): Promise<void> {
    const _id = repeatScope(run, nodeId, repeat);
    if (_id === null) return;
    await this.connection.collection<StoredClaim>(EFFECTS).deleteOne({ _id, runId: run._id });
  }

  /** Whether `run` is a re-run, direct or indirect, of the run `holder`, and `holder` did not complete the step. */
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
  readonly workflow: CompiledWorkflow;
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
    { crm, scripts, sandbox, webhooks, mailings }: ActionAdapters,
  ) {
    const config = readConfig(EngineConfig);
    const organisation = { language: config.ORGANISATION_LANGUAGE, timeZone: config.ORGANISATION_TIME_ZONE };
    const ports = {
      crm,
      scripts,
      sandbox: excludingQueueTime(sandbox, timeouts),
      webhooks: excludingWaitForSlot(webhooks, timeouts),
      mailings,
    };
    this.shared = { organisation, ports, facts, log };
  }

  /** @param key the effect key, see EffectLedger.claim; `isRepeat`: whether an earlier attempt may have had the effect */
  async create(
    attempt: Attempt,
    effect: Pick<StepContextValues, 'key' | 'isRepeat' | 'undoes'>,
  ): Promise<StepContext> {
    const { run, node, trigger } = attempt;
    const source = trigger.sourceOf(run, node.id);
    return new StepContext(this.shared, attempt, {
      // Awaits only a promise: most sources are cached plain values, and `await` would delay these too.
      source: source instanceof Promise ? await source : source,
      now: this.clock.now(),
      ...effect,
    });
  }
}

interface StepContextValues {
  source: ActionContext['source'];
  now: Date;
  /** Effect key `<run>:<node>`. */
  key: string;
  isRepeat: boolean;
  /** The effect that is undone. */
  undoes?: NonNullable<ActionContext['undoes']>;
}

/** The context of one attempt at one step. */
class StepContext implements ActionContext {
  readonly source: ActionContext['source'];
  readonly attempt: number;
  readonly now: Date;
  readonly key: string;
  readonly isRepeat: boolean;
  readonly undoes?: NonNullable<ActionContext['undoes']>;
  /** Trace of the last condition that was evaluated. */
  trace: ConditionTrace | undefined;
  private readonly run: StoredRun;

  constructor(
    private readonly shared: Shared,
    private readonly current: Attempt,
    { source, now, key, isRepeat, undoes }: StepContextValues,
  ) {
    this.run = current.run;
    this.attempt = current.number;
    this.now = now;
    this.key = key;
    this.isRepeat = isRepeat;
    if (undoes) this.undoes = undoes;
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
    const { now, organisation } = this;
    const facts = await this.facts(factsInCondition(condition));
    const evaluated = await evaluateCondition(condition, facts, { now, timeZone: organisation.timeZone });
    this.trace = evaluated.trace;
    return evaluated;
  }

  async merge(template: string): Promise<string> {
    const names = factsInText(template);
    if (names.length === 0) return template;
    const formats = stepFormats(names, this.current.workflow.nodes);
    const texts = await this.shared.facts.texts(await this.facts(names), this.organisation.language, formats);
    return mergeText(template, texts, { escape: 'none' });
  }
}

/** Returns the facts in `names` that are outputs of earlier steps (`steps.<node>.<key>`). A fact without such an output is absent. */
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
    const action = stepOfType(node.type);
    if (!action) {
      return {
        outcome: { kind: 'failed', reason: ENGINE_REASONS('node.unknown-type', { type: node.type }) },
      };
    }
    const effectRunId = node.repeat ? await this.ledger.claim(run, node.id, node.repeat) : run._id;
    // The original run, whose effect key would be used, may have made the effect. For an at-most-once effect that cannot be looked up,
    // so the step is skipped.
    const isOther = effectRunId !== run._id && node.descriptor?.effect === 'atMostOnce';
    if (effectRunId === null || isOther) return { outcome: { kind: 'skipped', reason: DONE_BEFORE } };
    return this.execute(action, attempt, lease, effectRunId);
  }

  /** Releases the `repeat` scope of a step that has failed permanently, see EffectLedger.release. */
  async release({ run, node }: Pick<Attempt, 'run' | 'node'>): Promise<void> {
    if (node.repeat) await this.ledger.release(run, node.id, node.repeat);
  }

  private async execute(
    action: AnyStep,
    attempt: Attempt,
    lease: RunLease,
    effectRunId: string,
  ): Promise<AttemptResult> {
    const { run, node, number, abort } = attempt;
    const ctx = await this.contexts.create(attempt, {
      key: `${effectRunId}:${node.id}`,
      isRepeat: number > 1 || effectRunId !== run._id,
    });
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

/**
 * Whether a stopping process may abort an attempt and remove it from the run, so that another worker makes it again. False if the
 * effect requires that every attempt is recorded (`searchable`, `atMostOnce`).
 */
function isAbortable({ descriptor }: CompiledNode): boolean {
  return descriptor?.effect !== 'atMostOnce' && descriptor?.effect !== 'searchable';
}
