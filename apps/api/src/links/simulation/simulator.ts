import { Injectable } from '@nestjs/common';
import {
  NOT_A_CONTACT,
  Permanent,
  Retryable,
  actionOf,
  catalogue,
  describeNode,
  isStep,
} from '@linkflow/actions';
import type {
  ConditionTrace,
  Reason,
  SimulatedStep,
  Simulation,
  WorkflowDocument,
} from '@linkflow/contracts';
import { ContactFacts, CrmNames } from '@linkflow/crm';
import { ClickCounter } from '@linkflow/links';
import { AppError, Clock, Log, readConfig } from '@linkflow/platform';
import { RunsConfig } from '@linkflow/engine';
import {
  afterFailure,
  afterSuccess,
  compileWorkflow,
  nextStep,
  type CompiledNode,
  type CompiledWorkflow,
  type PlannedStep,
} from '@linkflow/workflow';
import { FactCatalogue } from '../../catalogue/fact-catalogue';
import { Targets, teller, type Teller } from '../../catalogue/targets';
import { Trial } from './trial';
import { TrialPorts } from './trial-ports';

/** Longer than this nobody waits for one step that is only tried. */
const STEP_MS = 5_000;

export interface Tried {
  linkId: string;
  linkName: string;
  url: string;
  document: WorkflowDocument;
  contactId: string | null;
}

/**
 * Walks a workflow as a click of this contact would, by the planner that runs are planned by, and changes nothing: each step
 * only tells what it would do. Whether a step has been done before for the recipient is left out of account.
 */
@Injectable()
export class Simulator {
  constructor(
    private readonly facts: FactCatalogue,
    private readonly targets: Targets,
    private readonly names: CrmNames,
    private readonly cards: ContactFacts,
    private readonly counter: ClickCounter,
    private readonly ports: TrialPorts,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** @throws AppError not-found when there is no such contact */
  async simulate({ linkId, linkName, url, document, contactId }: Tried): Promise<Simulation> {
    const [contact, facts, hits] = await Promise.all([
      this.names.refOf('contact', contactId),
      this.facts.list(),
      this.counter.hitsOf([linkId]),
    ]);
    if (contact?.missing) throw new AppError('not-found', 'There is no such contact');
    const config = readConfig(RunsConfig);
    const trial = new Trial({
      linkId,
      linkName,
      linkUrl: url.trim(),
      hits: hits.get(linkId) ?? 0,
      contactId,
      startedAt: this.clock.now(),
      house: { language: config.HOUSE_LANGUAGE, timeZone: config.HOUSE_TIME_ZONE },
      ports: this.ports.all,
      cards: this.cards,
    });
    const workflow = compileWorkflow(document, url, catalogue());
    const tell = teller(document, facts, await this.targets.of(document, facts));
    const answer = await this.answer(workflow, trial, tell);
    const { steps, outcome } = await this.background(workflow, trial, tell);
    return { contact: contact && { id: contact.id, name: contact.name }, answer, steps, outcome };
  }

  /** The way to the answer; it ends with the first response, or where the link's own address is the answer. */
  private async answer(workflow: CompiledWorkflow, trial: Trial, tell: Teller): Promise<SimulatedStep[]> {
    const steps: SimulatedStep[] = [];
    let nodeId = workflow.respondStart;
    while (nodeId !== null && steps.length < workflow.nodes.size) {
      const node = workflow.nodes.get(nodeId);
      if (!node) break;
      const step = await this.step(node, trial, tell);
      steps.push(step);
      if (node.descriptor?.group === 'response') break;
      nodeId = afterSuccess(workflow, nodeId, step.port).nodeId;
    }
    return steps;
  }

  private async background(
    workflow: CompiledWorkflow,
    trial: Trial,
    tell: Teller,
  ): Promise<{ steps: SimulatedStep[]; outcome: Simulation['outcome'] }> {
    const steps: SimulatedStep[] = [];
    for (;;) {
      const next = nextStep(workflow, steps.map(planned));
      const node = next.kind === 'run' ? workflow.nodes.get(next.nodeId) : undefined;
      if (!node) {
        return {
          steps,
          outcome: next.kind === 'finish' && next.status === 'failed' ? 'failed' : 'succeeded',
        };
      }
      const step = await this.step(node, trial, tell);
      const { port } =
        step.status === 'failed'
          ? afterFailure(workflow, node.id)
          : afterSuccess(workflow, node.id, step.port);
      steps.push({ ...step, ...(port !== null && { port }) });
    }
  }

  private async step(node: CompiledNode, trial: Trial, tell: Teller): Promise<SimulatedStep> {
    const action = actionOf(node.type);
    const say = tell(node.id);
    const about = { nodeId: node.id, type: node.type };
    const sentence = describeNode(node, say);
    if (!action) return { ...about, sentence, status: 'failed', reason: UNKNOWN_TYPE };
    if (!isStep(action)) return { ...about, sentence, status: 'succeeded' };
    const traces: ConditionTrace[] = [];
    const signal = AbortSignal.timeout(Math.min(STEP_MS, node.policy.timeoutMs));
    try {
      const would = await action.simulate(trial.contextOf(node.id, say, signal, traces), node.params);
      trial.remember(node.id, would.output);
      if (would.wait) trial.now = would.wait.until;
      return {
        ...about,
        sentence: would.sentence,
        status: 'succeeded',
        port: would.port,
        trace: traceOf(traces),
        waitsUntil: would.wait?.until.toISOString(),
      };
    } catch (error) {
      const reason = this.reasonOf(error, node);
      const status = reason.code === NOT_A_CONTACT ? 'skipped' : 'failed';
      return { ...about, sentence, status, reason, trace: traceOf(traces) };
    }
  }

  private reasonOf(error: unknown, node: CompiledNode): Reason {
    if (error instanceof Permanent || error instanceof Retryable) {
      return { code: error.code, message: error.text };
    }
    if (error instanceof DOMException && error.name === 'TimeoutError') return TOO_SLOW;
    this.log.error({ err: error, nodeId: node.id, type: node.type }, 'a tried step failed unforeseen');
    return UNFORESEEN;
  }
}

const planned = ({ nodeId, status, port }: SimulatedStep): PlannedStep => ({ nodeId, status, port });

/** Of a choice between several conditions the last one that was asked for decided. */
const traceOf = (traces: readonly ConditionTrace[]): ConditionTrace | undefined => traces.at(-1);

const UNKNOWN_TYPE: Reason = {
  code: 'node.unknown-type',
  message: {
    en: 'This system does not know this type of step',
    nb: 'Dette systemet kjenner ikke denne typen steg',
  },
};
const TOO_SLOW: Reason = {
  code: 'step.timeout',
  message: { en: 'The step took too long and was stopped', nb: 'Steget tok for lang tid og ble stoppet' },
};
const UNFORESEEN: Reason = {
  code: 'step.unforeseen',
  message: { en: 'Something unforeseen happened in this step', nb: 'Noe uforutsett skjedde i dette steget' },
};
