import { Injectable } from '@nestjs/common';
import type { ActionContext, ActionLog } from '@linkflow/actions';
import type { Condition, ConditionTrace } from '@linkflow/contracts';
import { Clock, Log, readConfig } from '@linkflow/platform';
import { evaluateCondition, factsInCondition, factsInText, mergeText } from '@linkflow/workflow';
import { Facts, MailingNames, Ports, type RunnableVersion } from '../ports';
import { RunsConfig } from '../runs.config';
import type { StoredRun } from '../store/stored-run';

const STEPS = 'steps.';
/** The address that the link had when the run's version was published. */
const LINK_URL = 'link.url';

export interface StepContext extends ActionContext {
  /** The last condition that was evaluated, for "why this way?". */
  readonly trace: ConditionTrace | undefined;
}

/** Gives an action the world it may see: this run, this node, facts read on demand. */
@Injectable()
export class StepContexts {
  private readonly house: ActionContext['house'];

  constructor(
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly facts: Facts,
    private readonly mailings: MailingNames,
    private readonly ports: Ports,
  ) {
    const config = readConfig(RunsConfig);
    this.house = { language: config.HOUSE_LANGUAGE, timeZone: config.HOUSE_TIME_ZONE };
  }

  async of(
    run: StoredRun,
    version: RunnableVersion,
    node: { id: string; type: string },
    attempt: number,
    signal: AbortSignal,
  ): Promise<StepContext> {
    const facts = (names: readonly string[]): Promise<Record<string, unknown>> =>
      this.read(run, version, names);
    const source: ActionContext['source'] = {
      kind: 'run',
      runId: run._id,
      nodeId: node.id,
      linkId: run.linkId,
      linkName: version.linkName,
      mailingId: run.mailingId,
      mailingName: await this.mailings.nameOf(run.mailingId),
      clickedAt: run.clickedAt,
    };
    const now = this.clock.now();
    let trace: ConditionTrace | undefined;
    return {
      key: `${run._id}:${node.id}`,
      attempt,
      signal,
      now,
      clickedAt: run.clickedAt,
      contactId: run.contactId,
      recipientId: run.recipientId,
      linkId: run.linkId,
      mailingId: run.mailingId,
      source,
      house: this.house,
      log: this.logFor(run, node),
      ports: this.ports,
      facts,
      async evaluate(condition: Condition) {
        const evaluated = await evaluateCondition(condition, await facts(factsInCondition(condition)), now);
        trace = evaluated.trace;
        return evaluated;
      },
      async merge(template) {
        const names = factsInText(template);
        return names.length === 0 ? template : mergeText(template, await facts(names), { escape: 'none' });
      },
      get trace() {
        return trace;
      },
    };
  }

  private async read(
    run: StoredRun,
    { workflow }: RunnableVersion,
    names: readonly string[],
  ): Promise<Record<string, unknown>> {
    const outside = names.filter((name) => !name.startsWith(STEPS) && name !== LINK_URL);
    const values = outside.length > 0 ? await this.facts.load(run, outside) : {};
    const address = names.includes(LINK_URL) ? { [LINK_URL]: workflow.url } : {};
    return { ...values, ...address, ...stepFacts(run, names) };
  }

  private logFor(run: StoredRun, node: { id: string; type: string }): ActionLog {
    const about = { runId: run._id, nodeId: node.id, type: node.type };
    return {
      info: (message, details) => this.log.info({ ...about, ...details }, message),
      warn: (message, details) => this.log.warn({ ...about, ...details }, message),
    };
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
