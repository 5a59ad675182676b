import { TRIGGER, Text, phrase, verbatim } from '@linkflow/contracts';
import type { FactDescriptor, FactType, NodeDescriptor, WorkflowDocument } from '@linkflow/contracts';
import { ancestorsOf, graphOf } from '../graph';

/** Prefix of the names of facts that are outputs of steps. */
export const STEPS_PREFIX = 'steps.';

/** Returns the name of the fact for an output of a step. */
function stepFactName(nodeId: string, output: string): string {
  return `${STEPS_PREFIX}${nodeId}.${output}`;
}

/** Returns the id of the node whose output a fact is, or null if the fact is not an output of a step. */
export function stepOfFact(fact: string): string | null {
  if (!fact.startsWith(STEPS_PREFIX)) return null;
  const end = fact.indexOf('.', STEPS_PREFIX.length);
  return end < 0 ? null : fact.slice(STEPS_PREFIX.length, end);
}

/**
 * Returns the facts of earlier steps that a node can use: `steps.<id>.<name>` for every output of every node that can run before it. If a
 * step did not run, its facts are unknown, so conditions on them are false.
 */
export function stepFactsAt(
  document: WorkflowDocument,
  nodeId: string,
  catalogue: readonly NodeDescriptor[],
): FactDescriptor[] {
  const before = ancestorsOf(graphOf(document), nodeId);
  return document.nodes.flatMap((node) => {
    if (!before.has(node.id) || node.id === TRIGGER || node.id === nodeId) return [];
    const descriptor = catalogue.find((entry) => entry.type === node.type);
    if (!descriptor) return [];
    const step = node.label ? verbatim(node.label) : descriptor.title;
    return outputsOf(descriptor).map(({ name, type, label }) => ({
      name: stepFactName(node.id, name),
      type,
      group: 'steps' as const,
      label: phrase({ en: '{step}: {output}', nb: '{step}: {output}' }, { step, output: label }),
    }));
  });
}

interface Output {
  name: string;
  type: FactType;
  label: Text;
}

/** Returns the outputs of a node type that conditions can use: all except objects. */
function outputsOf(descriptor: NodeDescriptor): Output[] {
  const { properties } = descriptor.output;
  if (!isRecord(properties)) return [];
  return Object.entries(properties).flatMap(([name, schema]) => {
    const type = isRecord(schema) ? factTypeOf(schema) : null;
    return type && isRecord(schema) ? [{ name, type, label: labelOf(schema, name) }] : [];
  });
}

function factTypeOf(schema: Record<string, unknown>): FactType | null {
  // The JSON Schema of a nullable value has a list of two types, or a union (`anyOf`) of two schemas. `null` is ignored in both.
  const choices = Array.isArray(schema.anyOf) ? schema.anyOf.filter(isRecord) : [];
  const choice = choices.find((entry) => entry.type !== 'null');
  if (choice) return factTypeOf(choice);
  const types: unknown[] = Array.isArray(schema.type) ? schema.type : [schema.type];
  switch (types.find((type) => type !== 'null')) {
    case 'string':
      return schema.format === 'date-time' || schema.format === 'date' ? 'date' : 'text';
    case 'number':
    case 'integer':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'array':
      return 'list';
    default:
      return null;
  }
}

function labelOf(schema: Record<string, unknown>, name: string): Text {
  const label = isRecord(schema.ui) ? Text.safeParse(schema.ui.label).data : undefined;
  return label ?? verbatim(typeof schema.title === 'string' ? schema.title : name);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
