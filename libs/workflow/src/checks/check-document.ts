import {
  RESPOND_PORT,
  THEN_PORT,
  TRIGGER,
  addressProblem,
  addressProblemText,
  isTriggerType,
  mendAddress,
  phrase,
  verbatim,
} from '@linkflow/contracts';
import type {
  FactDescriptor,
  NodeDescriptor,
  RefKind,
  Text,
  WorkflowDocument,
  WorkflowNode,
  WorkflowProblem,
} from '@linkflow/contracts';
import { factsInCondition } from '../conditions/condition-tree';
import { stepFactsAt, STEPS_PREFIX } from '../conditions/step-facts';
import { graphOf, lanesOf, passPortOf, portsOf } from '../graph';
import type { ReachedFrom } from '../graph';
import { factsInText, hasBrokenField } from '../merge-text';
import { checkCondition } from './check-condition';
import { checkGraph } from './check-graph';
import { checkParams, conditionsIn, paramFieldsOf, textsIn } from './node-params';
import type { ParamIssue, ValidateParams } from './node-params';
import { paramsValidatorOf } from './params-validator';
import { PROBLEM_TEXTS, errorOf } from './problem-texts';
import { checkShownParams, type TargetContext } from './shown-params';
import { checkConflicts, checkMissingTargets, kindsOf } from './targets';

/** What `checkDocument` needs in addition to the document. */
export interface CheckContext extends TargetContext {
  catalogue: readonly NodeDescriptor[];
  /** Type of the trigger that the workflow must have; by default that of a link. Only the workflow of a link has an address. */
  trigger?: string;
  /** Facts that conditions and texts may use, without the facts of earlier steps (`steps.*`): these are found from the catalogue. */
  facts: readonly FactDescriptor[];
  /** Validates the parameters of nodes. By default, with the JSON Schemas of the catalogue. */
  validateParams?: ValidateParams;
  /** Referenced entities that do not exist, as `<kind>:<id>`. The caller finds them with `referencesOf`. */
  missingTargets?: ReadonlySet<`${RefKind}:${string}`>;
}

/**
 * Returns all problems of a draft: first those of the graph, then those of each node. A workflow with only the trigger is valid. The
 * parameters of disabled nodes are not checked, so that a draft with an unfinished disabled node can be published. Does not throw if the
 * document fits the schema.
 */
export function checkDocument(
  document: WorkflowDocument,
  url: string,
  context: CheckContext,
): WorkflowProblem[] {
  return [...problemsInSteps(document, url, context)].flat();
}

/**
 * The problems of a draft, as `checkDocument` returns them, one part of the document at a time, so that a server can do other work between
 * the steps.
 */
export function* problemsInSteps(
  document: WorkflowDocument,
  url: string,
  context: CheckContext,
): Generator<WorkflowProblem[]> {
  const descriptors = new Map(context.catalogue.map((descriptor) => [descriptor.type, descriptor]));
  const { trigger = TRIGGER } = context;
  const problems = checkGraph(document, descriptors, trigger);
  const urlProblem = trigger === TRIGGER ? addressProblem(mendAddress(url)) : null;
  if (urlProblem) {
    const message = urlProblem === 'url.scheme' ? PROBLEM_TEXTS.linkUrl : addressProblemText(urlProblem);
    problems.unshift(errorOf(urlProblem, message));
  }
  const facts = byName(context.facts);
  for (const message of mergeFieldProblems(url, facts))
    problems.push({ code: 'params.invalid', severity: 'warning', message });
  yield problems;
  const graph = graphOf(document);
  const check: Check = {
    document,
    descriptors,
    context,
    facts,
    kinds: kindsOf(context.facts),
    lanes: lanesOf(graph),
  };
  for (const node of graph.nodes.values()) {
    if (!isTriggerType(node.type)) yield checkNode(node, check);
  }
  yield checkConflicts(document, descriptors);
}

interface Check {
  document: WorkflowDocument;
  descriptors: ReadonlyMap<string, NodeDescriptor>;
  context: CheckContext;
  facts: ReadonlyMap<string, FactDescriptor>;
  kinds: ReadonlyMap<string, RefKind>;
  lanes: ReadonlyMap<string, ReachedFrom>;
}

function checkNode(node: WorkflowNode, check: Check): WorkflowProblem[] {
  const { id: nodeId } = node;
  const descriptor = check.descriptors.get(node.type);
  if (!descriptor) {
    const message = phrase(PROBLEM_TEXTS.unknownType, { type: node.type });
    return [errorOf('node.unknown-type', message, { nodeId })];
  }
  const problems = checkLane(node, descriptor, check);
  if (node.disabled) {
    const pass = passPortOf(descriptor, node);
    const port = portsOf(descriptor, node).find((entry) => entry.id === pass);
    // The message names the port only if the node has several.
    const named = port && portsOf(descriptor, node).length > 1 ? port.label : null;
    const message = named ? phrase(PROBLEM_TEXTS.disabledWithPort, { port: named }) : PROBLEM_TEXTS.disabled;
    return [...problems, { code: 'node.disabled', severity: 'warning', message, nodeId }];
  }
  const validate = check.context.validateParams ?? paramsValidatorOf(check.context.catalogue);
  const issues = validate(node.type, node.params);
  const shown = checkShownParams(descriptor, node.params, check.context);
  const paths = new Set(shown.map(({ path }) => path));
  const others = checkParams(descriptor, node.params, issues).filter(({ path }) => !paths.has(path));
  for (const problem of [...shown, ...others]) problems.push({ ...problem, severity: 'error', nodeId });
  const missing = check.context.missingTargets ?? new Set();
  return [
    ...problems,
    ...checkFactUse(node, descriptor, issues, check),
    ...checkMissingTargets(node, descriptor, check.kinds, missing),
  ];
}

/** Checks that a node type is allowed in each lane from which the node is reachable. */
function checkLane(
  node: WorkflowNode,
  descriptor: NodeDescriptor,
  { descriptors, lanes }: Check,
): WorkflowProblem[] {
  const reached = lanes.get(node.id);
  const wrong = (message: Text) => [errorOf('node.wrong-lane', message, { nodeId: node.id })];
  const portLabel = (port: string): Text =>
    descriptors.get(TRIGGER)?.ports.fixed.find((entry) => entry.id === port)?.label ?? verbatim(port);
  if (descriptor.lane === 'respond' && reached?.then)
    return wrong(phrase(PROBLEM_TEXTS.respondOnly, { respond: portLabel(RESPOND_PORT) }));
  if (descriptor.lane === 'then' && reached?.respond)
    return wrong(phrase(PROBLEM_TEXTS.thenOnly, { then: portLabel(THEN_PORT) }));
  return [];
}

/** Checks the conditions and merge fields of a node: they may use only facts that exist and that can be known before the node runs. */
function checkFactUse(
  node: WorkflowNode,
  descriptor: NodeDescriptor,
  issues: readonly ParamIssue[],
  check: Check,
): WorkflowProblem[] {
  const conditions = conditionsIn(descriptor, node.params);
  const texts = textsIn(node.params).filter(({ text }) => text.includes('{{'));
  if (conditions.length === 0 && texts.length === 0) return [];
  const used = [
    ...conditions.flatMap(({ condition }) => factsInCondition(condition)),
    ...texts.flatMap(({ text }) => factsInText(text)),
  ];
  // Finds the facts of earlier steps only if the node uses some: this is the most expensive part of the checks, and most nodes use none.
  const facts = used.some((fact) => fact.startsWith(STEPS_PREFIX))
    ? new Map([...check.facts, ...byName(stepFactsAt(check.document, node.id, check.context))])
    : check.facts;
  const problems: WorkflowProblem[] = [];
  const fields = paramFieldsOf(descriptor);
  for (const { condition, path } of conditions) {
    // An absent condition is a problem only if the validation of the parameters reports it; otherwise it is optional.
    if (condition === undefined && !issues.some((issue) => path.startsWith(issue.path.map(String).join('.'))))
      continue;
    for (const problem of checkCondition(condition, path, facts)) {
      const hint =
        problem.code === 'condition.empty' && problem.path === path ? fields.get(path)?.hint : undefined;
      const message = hint?.missing ?? problem.message;
      problems.push({ ...problem, message, severity: 'error', nodeId: node.id });
    }
  }
  for (const { text, path } of texts) {
    for (const message of mergeFieldProblems(text, facts))
      problems.push({ code: 'params.invalid', severity: 'warning', message, nodeId: node.id, path });
  }
  return problems;
}

/** What is wrong with the merge fields of a text. */
function mergeFieldProblems(text: string, facts: ReadonlyMap<string, FactDescriptor>): Text[] {
  const unknown = factsInText(text).filter((fact) => !facts.has(fact));
  return [
    ...unknown.map((fact) => phrase(PROBLEM_TEXTS.unknownMergeField, { fact })),
    ...(hasBrokenField(text) ? [phrase(PROBLEM_TEXTS.brokenMergeField)] : []),
  ];
}

function byName(facts: readonly FactDescriptor[]): ReadonlyMap<string, FactDescriptor> {
  return new Map(facts.map((fact) => [fact.name, fact]));
}
