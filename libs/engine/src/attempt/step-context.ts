import { Injectable } from '@nestjs/common';
import type { ActionContext, ActionLog, ActionPorts } from '@linkflow/actions';
import type { Condition, ConditionTrace } from '@linkflow/contracts';
import { Clock, Log, readConfig } from '@linkflow/platform';
import { evaluateCondition, factsInCondition, factsInText, mergeText } from '@linkflow/workflow';
import type { StoredRun } from '../persist/run.schema';
import { ActionAdapters, EngineConfig, Facts, type RunnableVersion, type TriggerType } from '../ports';
import { StepTimeouts, type AttemptAbort } from './step-timeouts';

const STEP_FACT_PREFIX = 'steps.';

/** One attempt at one step. */
export interface Attempt {
  readonly run: StoredRun;
  readonly version: RunnableVersion;
  readonly trigger: TriggerType;
  readonly node: { id: string; type: string };
  /** Counts from 1. */
  readonly number: number;
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

  /** `effectRunId`: the run under whose effect key the step is executed, see EffectLedger. */
  async create({
    attempt,
    abort,
    effectRunId,
  }: {
    attempt: Attempt;
    abort: AttemptAbort;
    effectRunId: string;
  }): Promise<StepContext> {
    const source = attempt.trigger.sourceOf(attempt.run, attempt.node.id);
    return new StepContext(this.shared, attempt, {
      abort,
      // Most sources are cached, and awaiting a plain value costs a turn of the event loop.
      source: source instanceof Promise ? await source : source,
      now: this.clock.now(),
      key: `${effectRunId}:${attempt.node.id}`,
      isRepeat: attempt.number > 1 || effectRunId !== attempt.run._id,
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
  abort: AttemptAbort;
  source: ActionContext['source'];
  now: Date;
  /** Effect key `<run>:<node>`. */
  key: string;
  isRepeat: boolean;
}

/** The context of one attempt at one step. */
export class StepContext implements ActionContext {
  readonly source: ActionContext['source'];
  readonly attempt: number;
  readonly now: Date;
  readonly key: string;
  readonly isRepeat: boolean;
  /** Trace of the last condition that was evaluated. */
  trace: ConditionTrace | undefined;

  private readonly run: StoredRun;
  private readonly node: Attempt['node'];
  private readonly abort: AttemptAbort;

  constructor(
    private readonly shared: Shared,
    { run, node, number }: Attempt,
    { abort, source, now, key, isRepeat }: StepContextValues,
  ) {
    this.run = run;
    this.node = node;
    this.attempt = number;
    this.abort = abort;
    this.now = now;
    this.key = key;
    this.isRepeat = isRepeat;
    this.source = source;
  }

  get signal(): AbortSignal {
    return this.abort.signal;
  }
  untilAborted<T>(work: () => Promise<T>): Promise<T> {
    return this.abort.untilAborted(work);
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
    const fields = { runId: this.run._id, nodeId: this.node.id, type: this.node.type };
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
