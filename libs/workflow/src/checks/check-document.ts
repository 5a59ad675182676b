import { RESPOND_PORT, THEN_PORT, TRIGGER } from '@linkflow/contracts';
import type {
  FactDescriptor,
  NodeDescriptor,
  RefKind,
  Text,
  WorkflowDocument,
  WorkflowNode,
  WorkflowProblem,
} from '@linkflow/contracts';
import { factsInCondition } from '../conditions/shape';
import { stepFactsAt, STEPS_PREFIX } from '../conditions/step-facts';
import { graphOf, lanesOf } from '../graph/graph';
import type { ReachedFrom } from '../graph/graph';
import { passPortOf, portsOf } from '../graph/ports';
import { factsInText } from '../text/merge-text';
import { checkCondition } from './check-condition';
import { checkGraph } from './check-graph';
import { checkParams, isAddress } from './check-params';
import { checkConflicts, checkMissingTargets } from './check-targets';
import { conditionsIn, paramFieldsOf, textsIn } from './param-fields';
import { paramsValidatorOf } from './params-validator';
import type { ParamIssue, ValidateParams } from './params-validator';
import { SAY } from './problem-texts';
import { kindsOf } from './references';

/** What the checks need to know beside the document. */
export interface CheckContext {
  catalogue: readonly NodeDescriptor[];
  /** The facts that conditions and texts may ask for; those of earlier steps come from the catalogue. */
  facts: readonly FactDescriptor[];
  /** Absent: the JSON Schema of the catalogue decides. */
  validateParams?: ValidateParams;
  /** Things that the document points to and that are gone, as `<kind>:<id>`; see `referencesOf`. */
  missingTargets?: ReadonlySet<`${RefKind}:${string}`>;
}

/**
 * Everything that is wrong with a draft: first the drawing, then node by node. Errors stop publishing, warnings may stand. The
 * trigger alone is in order. What a node that is turned off would do is not checked, so that a half-made one can be published.
 * Never throws on a document that fits the schema.
 */
export function checkDocument(
  document: WorkflowDocument,
  url: string,
  context: CheckContext,
): WorkflowProblem[] {
  const descriptors = new Map(context.catalogue.map((descriptor) => [descriptor.type, descriptor]));
  const problems = checkGraph(document, descriptors);
  if (!isAddress(url)) problems.unshift({ code: 'url.scheme', severity: 'error', message: SAY.linkUrl() });
  const graph = graphOf(document);
  const check: Check = {
    document,
    descriptors,
    context,
    facts: byName(context.facts),
    kinds: kindsOf(context.facts),
    lanes: lanesOf(graph),
  };
  for (const node of graph.nodes.values()) {
    if (node.type !== TRIGGER) problems.push(...checkNode(node, check));
  }
  problems.push(...checkConflicts(document, descriptors));
  return problems;
}

/** Whether a draft with these problems may be published. */
export function isPublishable(problems: readonly WorkflowProblem[]): boolean {
  return problems.every((problem) => problem.severity !== 'error');
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
  const descriptor = check.descriptors.get(node.type);
  if (!descriptor) {
    return [
      { code: 'node.unknown-type', severity: 'error', message: SAY.unknownType(node.type), nodeId: node.id },
    ];
  }
  const problems = checkLane(node, descriptor, check);
  if (node.disabled) {
    const pass = passPortOf(descriptor, node);
    const port = portsOf(descriptor, node).find((entry) => entry.id === pass);
    // "Goes on by Next" says nothing; the name matters where there is a choice.
    const named = port && portsOf(descriptor, node).length > 1 ? port.label : null;
    return [
      ...problems,
      { code: 'node.disabled', severity: 'warning', message: SAY.disabled(named), nodeId: node.id },
    ];
  }
  const validate = check.context.validateParams ?? paramsValidatorOf(check.context.catalogue);
  const issues = validate(node.type, node.params);
  for (const problem of checkParams(descriptor, node.params, issues)) {
    problems.push({ ...problem, severity: 'error', nodeId: node.id });
  }
  problems.push(...checkFactUse(node, descriptor, issues, check));
  problems.push(
    ...checkMissingTargets(node, descriptor, check.kinds, check.context.missingTargets ?? new Set()),
  );
  return problems;
}

/** A node that is reached from both lanes must be able to stand in both. */
function checkLane(
  node: WorkflowNode,
  descriptor: NodeDescriptor,
  { descriptors, lanes }: Check,
): WorkflowProblem[] {
  const reached = lanes.get(node.id);
  const wrong = (message: Text): WorkflowProblem[] => [
    { code: 'node.wrong-lane', severity: 'error', message, nodeId: node.id },
  ];
  const portLabel = (port: string): Text =>
    descriptors.get(TRIGGER)?.ports.fixed.find((entry) => entry.id === port)?.label ?? { en: port, nb: port };
  if (descriptor.lane === 'respond' && reached?.then) return wrong(SAY.respondOnly(portLabel(RESPOND_PORT)));
  if (descriptor.lane === 'then' && reached?.respond) return wrong(SAY.thenOnly(portLabel(THEN_PORT)));
  return [];
}

/** Conditions and texts may ask only for facts that exist and are known by then. */
function checkFactUse(
  node: WorkflowNode,
  descriptor: NodeDescriptor,
  issues: readonly ParamIssue[],
  check: Check,
): WorkflowProblem[] {
  const conditions = conditionsIn(descriptor, node.params);
  const texts = textsIn(node.params).filter(({ text }) => text.includes('{{'));
  if (conditions.length === 0 && texts.length === 0) return [];
  const asked = [
    ...conditions.flatMap(({ condition }) => factsInCondition(condition)),
    ...texts.flatMap(({ text }) => factsInText(text)),
  ];
  // Most nodes ask for none of an earlier step, and to find those is the dearest part of the checks.
  const facts = asked.some((fact) => fact.startsWith(STEPS_PREFIX))
    ? new Map([...check.facts, ...byName(stepFactsAt(check.document, node.id, check.context.catalogue))])
    : check.facts;
  const problems: WorkflowProblem[] = [];
  const fields = paramFieldsOf(descriptor);
  for (const { condition, path } of conditions) {
    // A condition that may be left out, and is.
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
    for (const fact of factsInText(text)) {
      if (facts.has(fact)) continue;
      const message = SAY.unknownMergeField(fact);
      problems.push({ code: 'params.invalid', severity: 'warning', message, nodeId: node.id, path });
    }
  }
  return problems;
}

function byName(facts: readonly FactDescriptor[]): ReadonlyMap<string, FactDescriptor> {
  return new Map(facts.map((fact) => [fact.name, fact]));
}
