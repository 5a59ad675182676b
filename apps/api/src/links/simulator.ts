import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import {
  NotApplicable,
  Permanent,
  Retryable,
  ACTIONS,
  describeNode,
  isStep,
  type SimulationContext,
} from '@linkflow/actions';
import type {
  ConditionTrace,
  Reason,
  SimulatedStep,
  Simulation,
  WorkflowDocument,
} from '@linkflow/contracts';
import { CrmNames, CrmScripts } from '@linkflow/crm-port';
import { FactReader } from '@linkflow/facts';
import { AppError, Clock, EventLoopShare, Log, readConfig } from '@linkflow/platform';
import { ENGINE_REASONS, EngineConfig } from '@linkflow/engine';
import {
  afterFailure,
  afterSuccess,
  compileWorkflow,
  nextStep,
  type CompiledNode,
  type CompiledWorkflow,
  type PlannedStep,
} from '@linkflow/workflow';
import { createSandbox } from '@linkflow/sandbox';
import { WorkflowCatalogue, nodeNames, type NodeNames } from '../catalogue/workflow-catalogue';
import { reasonView } from '../runs/run-views';
import { answerSentence, scriptSentence, simulateAnswer } from './simulated-answer';
import { SimulatedClick } from './simulated-click';

/** Time limit of one simulated step. If the step's own timeout is shorter, that one applies. */
const MAX_STEP_MS = 5_000;

/** Time limit of a whole simulation, ms. When it is over, the step that runs fails, and the simulation ends. */
const MAX_SIMULATION_MS = 8_000;

/** The workflow to simulate, and the contact that clicks. `contactId: null` simulates a recipient without a contact. */
export interface SimulationRequest {
  linkId: string;
  linkName: string;
  url: string;
  document: WorkflowDocument;
  contactId: string | null;
}

/** A simulation in progress. */
interface Walk {
  workflow: CompiledWorkflow;
  click: SimulatedClick;
  namesAt: NodeNames;
  /** Aborted when the time of the simulation is over. */
  deadline: AbortSignal;
  share: EventLoopShare;
}

/** The ports that a simulated step may use: scripts and their sandbox, but nothing that changes data. */
@Injectable()
export class SimulationPorts implements OnApplicationShutdown {
  readonly all: SimulationContext['ports'];
  private readonly sandbox = createSandbox({ threads: 2 });

  constructor(scripts: CrmScripts) {
    this.all = { sandbox: this.sandbox, scripts: { sourceOf: (id) => scripts.sourceOf(id) } };
  }

  onApplicationShutdown(): Promise<void> {
    return this.sandbox.close();
  }
}

/**
 * Walks a workflow as if a contact had clicked, with the planner of real runs but without effects: each step only describes what it would
 * do. `repeat` policies are ignored, so a step is also shown if a real run would skip it as done before for the recipient.
 */
@Injectable()
export class Simulator {
  constructor(
    private readonly workflows: WorkflowCatalogue,
    private readonly names: CrmNames,
    private readonly factReader: FactReader,
    private readonly ports: SimulationPorts,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** @throws AppError not-found when there is no such contact */
  async simulate({ linkId, linkName, url, document, contactId }: SimulationRequest): Promise<Simulation> {
    const contact = await this.names.refOf('contact', contactId);
    if (contact?.missing) throw new AppError('not-found', 'There is no such contact');
    const config = readConfig(EngineConfig);
    const workflow = compileWorkflow(document, url, this.workflows.catalogue);
    const click = new SimulatedClick({
      linkId,
      linkName,
      linkUrl: url.trim(),
      contactId,
      startedAt: this.clock.now(),
      organisation: { language: config.ORGANISATION_LANGUAGE, timeZone: config.ORGANISATION_TIME_ZONE },
      ports: this.ports.all,
      facts: this.factReader,
      nodes: workflow.nodes,
    });
    const namesAt = nodeNames(document, await this.workflows.surroundingsOf(document));
    const walk: Walk = {
      workflow,
      click,
      namesAt,
      deadline: AbortSignal.timeout(MAX_SIMULATION_MS),
      share: new EventLoopShare(),
    };
    const { answer, address } = await this.answer(walk);
    const { steps, outcome } = await this.background(walk);
    return { contact: contact && { id: contact.id, name: contact.name }, answer, address, steps, outcome };
  }

  /** Simulates the respond lane up to the first response. A lane without a response node redirects to the URL of the link. */
  private async answer(walk: Walk): Promise<Pick<Simulation, 'answer' | 'address'>> {
    const { workflow } = walk;
    const steps: SimulatedStep[] = [];
    let nodeId = workflow.respondStart;
    while (nodeId !== null && steps.length < workflow.nodes.size && !walk.deadline.aborted) {
      const node = workflow.nodes.get(nodeId);
      if (!node) break;
      const step = await this.step(node, walk);
      steps.push(step);
      if (node.descriptor?.group === 'response') break;
      nodeId = afterSuccess(workflow, nodeId, step.port).nodeId;
    }
    return this.answered(steps, walk);
  }

  /** Simulates the response, and rewrites the sentences of the steps that determine it: they say what the recipient would get. */
  private async answered(
    steps: SimulatedStep[],
    { workflow, click, namesAt, deadline: signal }: Walk,
  ): Promise<Pick<Simulation, 'answer' | 'address'>> {
    const { answer, scripts } = await simulateAnswer({
      workflow,
      ports: click.answerPorts(),
      contextOf: ({ id }) => click.contextOf({ nodeId: id, names: namesAt(id), signal, traces: [] }),
    });
    const shown = steps.map((step): SimulatedStep => {
      const script = scripts.get(step.nodeId);
      if (script) {
        const failed = script.url === null &&
          script.reason && { status: 'failed' as const, reason: script.reason };
        return { ...step, sentence: scriptSentence(script, step.sentence), ...failed };
      }
      if (workflow.nodes.get(step.nodeId)?.descriptor?.group !== 'response') return step;
      return { ...step, sentence: answerSentence(answer, namesAt(step.nodeId)) };
    });
    return { answer: shown, address: answer.kind === 'redirect' ? answer.url : null };
  }

  private async background(walk: Walk): Promise<{ steps: SimulatedStep[]; outcome: Simulation['outcome'] }> {
    const { workflow } = walk;
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
      const step = await this.step(node, walk);
      if (walk.deadline.aborted && step.status === 'failed')
        return { steps: [...steps, step], outcome: 'failed' };
      const { port } =
        step.status === 'failed'
          ? afterFailure(workflow, node.id)
          : afterSuccess(workflow, node.id, step.port);
      steps.push({ ...step, ...(port !== null && { port }) });
    }
  }

  private async step(node: CompiledNode, { click, namesAt, deadline, share }: Walk): Promise<SimulatedStep> {
    await share.give();
    const action = ACTIONS.get(node.type);
    const names = namesAt(node.id);
    const about = { nodeId: node.id, type: node.type };
    const sentence = describeNode(node, names);
    if (!action) return { ...about, sentence, status: 'failed', reason: unknownType(node.type) };
    if (!isStep(action)) return { ...about, sentence, status: 'succeeded' };
    const traces: ConditionTrace[] = [];
    const signal = AbortSignal.any([
      deadline,
      AbortSignal.timeout(Math.min(MAX_STEP_MS, node.policy.timeoutMs)),
    ]);
    try {
      const would = await action.simulate(
        click.contextOf({ nodeId: node.id, names, signal, traces }),
        node.params,
      );
      click.setOutput(node.id, would.output);
      if (would.wait) click.now = would.wait.until;
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
      const status = error instanceof NotApplicable ? 'skipped' : 'failed';
      return { ...about, sentence, status, reason, trace: traceOf(traces) };
    }
  }

  private reasonOf(error: unknown, node: CompiledNode): Reason {
    if (error instanceof NotApplicable || error instanceof Permanent || error instanceof Retryable) {
      return reasonView(error.reason);
    }
    if (error instanceof DOMException && error.name === 'TimeoutError')
      return reasonView(ENGINE_REASONS('step.timeout'));
    this.log.error({ err: error, nodeId: node.id, type: node.type }, 'a simulated step failed unexpectedly');
    return reasonView(ENGINE_REASONS('step.unexpected-error'));
  }
}

const planned = ({ nodeId, status, port }: SimulatedStep): PlannedStep => ({ nodeId, status, port });

/** The trace of the last condition that was evaluated, which decided the port. */
const traceOf = (traces: readonly ConditionTrace[]): ConditionTrace | undefined => traces.at(-1);

const unknownType = (type: string): Reason => reasonView(ENGINE_REASONS('node.unknown-type', { type }));
