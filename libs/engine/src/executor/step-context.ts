import { Injectable } from '@nestjs/common';
import type { ActionContext, ActionLog, ActionPorts } from '@linkflow/actions';
import type { Condition, ConditionTrace } from '@linkflow/contracts';
import { Clock, Log, readConfig } from '@linkflow/platform';
import { evaluateCondition, factsInCondition, factsInText, mergeText } from '@linkflow/workflow';
import { Facts, MailingNames, Ports, type RunnableVersion } from '../ports';
import { RunsConfig } from '../runs.config';
import type { StoredRun } from '../store/stored-run';
import type { Cutoff } from './cutoff';
import { StepLimits } from './step-limits';

const STEPS = 'steps.';
/** The address that the link had when the run's version was published. */
const LINK_URL = 'link.url';

/** What a context needs that is the same for all of them. */
interface World {
  readonly house: ActionContext['house'];
  readonly ports: ActionPorts;
  readonly facts: Facts;
  readonly log: Log;
}

/** Gives an action the world it may see: this run, this node, facts read on demand. */
@Injectable()
export class StepContexts {
  private readonly world: World;

  constructor(
    private readonly clock: Clock,
    private readonly mailings: MailingNames,
    log: Log,
    facts: Facts,
    limits: StepLimits,
    { crm, scripts, sandbox }: Ports,
  ) {
    const config = readConfig(RunsConfig);
    const house = { language: config.HOUSE_LANGUAGE, timeZone: config.HOUSE_TIME_ZONE };
    const ports = { crm, scripts, sandbox: onItsOwnTime(sandbox, limits) };
    this.world = { house, ports, facts, log };
  }

  async of(
    run: StoredRun,
    version: RunnableVersion,
    node: { id: string; type: string },
    attempt: number,
    cutoff: Cutoff,
    doer: string,
  ): Promise<StepContext> {
    const name = this.mailings.nameOf(run.mailingId);
    const mailingName = typeof name === 'string' ? name : await name;
    const key = `${doer}:${node.id}`;
    return new StepContext(
      this.world,
      run,
      version,
      node,
      attempt,
      cutoff,
      mailingName,
      this.clock.now(),
      key,
    );
  }
}

/** A burst of clicks is a long line of scripts; the time of a step runs while its own script does. */
function onItsOwnTime(sandbox: ActionPorts['sandbox'], limits: StepLimits): ActionPorts['sandbox'] {
  return {
    async run(script) {
      const { signal } = script;
      if (!signal) return sandbox.run(script);
      limits.suspend(signal);
      return sandbox.run({ ...script, begun: () => limits.resume(signal) });
    },
    checkSyntax: (source) => sandbox.checkSyntax(source),
    close: () => sandbox.close(),
  };
}

/** The world as one attempt at one step sees it. */
export class StepContext implements ActionContext {
  readonly source: ActionContext['source'];
  /** The last condition that was evaluated, for "why this way?". */
  trace: ConditionTrace | undefined;

  constructor(
    private readonly world: World,
    private readonly run: StoredRun,
    private readonly version: RunnableVersion,
    private readonly node: { id: string; type: string },
    readonly attempt: number,
    private readonly cutoff: Cutoff,
    mailingName: string,
    readonly now: Date,
    /** `<run>:<node>`, of the run in whose name the step is done. */
    readonly key: string,
  ) {
    this.source = {
      kind: 'run',
      runId: run._id,
      nodeId: node.id,
      linkId: run.linkId,
      linkName: version.linkName,
      mailingId: run.mailingId,
      mailingName,
      clickedAt: run.clickedAt,
    };
  }

  get signal(): AbortSignal {
    return this.cutoff.signal;
  }
  untilAborted<T>(work: () => Promise<T>): Promise<T> {
    return this.cutoff.untilAborted(work);
  }
  get clickedAt(): Date {
    return this.run.clickedAt;
  }
  get contactId(): string | null {
    return this.run.contactId;
  }
  get recipientId(): string {
    return this.run.recipientId;
  }
  get linkId(): string {
    return this.run.linkId;
  }
  get mailingId(): string {
    return this.run.mailingId;
  }
  get house(): ActionContext['house'] {
    return this.world.house;
  }
  get ports(): ActionContext['ports'] {
    return this.world.ports;
  }
  get log(): ActionLog {
    const { log } = this.world;
    const about = { runId: this.run._id, nodeId: this.node.id, type: this.node.type };
    return {
      info: (message, details) => log.info({ ...about, ...details }, message),
      warn: (message, details) => log.warn({ ...about, ...details }, message),
    };
  }

  async facts(names: readonly string[]): Promise<Record<string, unknown>> {
    const { run, version } = this;
    const outside = names.filter((name) => !name.startsWith(STEPS) && name !== LINK_URL);
    const values = outside.length > 0 ? await this.world.facts.load(run, outside) : {};
    const address = names.includes(LINK_URL) ? { [LINK_URL]: version.workflow.url } : {};
    return { ...values, ...address, ...stepFacts(run, names) };
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

/** `steps.<node>.<key>`: what earlier steps gave. A step that gave nothing leaves its facts unknown. */
function stepFacts(run: StoredRun, names: readonly string[]): Record<string, unknown> {
  const facts: Record<string, unknown> = {};
  for (const name of names) {
    if (!name.startsWith(STEPS)) continue;
    const [nodeId, ...path] = name.slice(STEPS.length).split('.');
    const output = run.steps.find((step) => step.nodeId === nodeId)?.output;
    const key = path.join('.');
    if (output && key in output) facts[name] = output[key];
  }
  return facts;
}
