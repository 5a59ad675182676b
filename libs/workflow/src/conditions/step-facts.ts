import { TRIGGER, phrase, verbatim } from '@linkflow/contracts';
import type {
  FactDescriptor,
  FactType,
  FieldDefinition,
  FieldType,
  NodeDescriptor,
  ScriptOutput,
  ScriptSignature,
  Text,
  ValueFormat,
  WorkflowDocument,
  WorkflowNode,
} from '@linkflow/contracts';
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

/** What decides which facts the outputs of steps are. */
export interface StepFactSources {
  catalogue: readonly NodeDescriptor[];
  /** The extra fields that the document refers to, by id. An output with the value of another field is shown as it is. */
  fields?: ReadonlyMap<string, FieldDefinition> | undefined;
  /** What is declared by the scripts that the document refers to, by the id of the script. */
  scripts?: ReadonlyMap<string, ScriptSignature> | undefined;
}

/**
 * Returns the facts of earlier steps that a node can use: `steps.<id>.<name>` for every output of every node that can run before it. If a
 * step did not run, its facts are unknown, so conditions on them are false.
 */
export function stepFactsAt(
  document: WorkflowDocument,
  nodeId: string,
  sources: StepFactSources,
): FactDescriptor[] {
  const before = ancestorsOf(graphOf(document), nodeId);
  const known = getOrCreate(factsBySources, sources, () => new WeakMap<WorkflowNode, FactDescriptor[]>());
  return document.nodes.flatMap((node) => {
    if (!before.has(node.id) || node.id === TRIGGER || node.id === nodeId) return [];
    return getOrCreate(known, node, () => factsOfStep(node, sources));
  });
}

/** The facts of each step, because the facts of all nodes of a document are asked for, and each step comes before many others. */
const factsBySources = new WeakMap<StepFactSources, WeakMap<WorkflowNode, FactDescriptor[]>>();

function factsOfStep(node: WorkflowNode, sources: StepFactSources): FactDescriptor[] {
  const descriptor = sources.catalogue.find((entry) => entry.type === node.type);
  if (!descriptor) return [];
  const step = node.label ? verbatim(node.label) : descriptor.title;
  return outputsOf(node, descriptor, sources).map(({ name, type, format, label }) => ({
    name: stepFactName(node.id, name),
    type,
    ...(format && { format }),
    group: 'steps' as const,
    label: phrase({ en: '{step}: {output}', nb: '{step}: {output}' }, { step, output: label }),
  }));
}

function getOrCreate<K extends WeakKey, V>(map: WeakMap<K, V>, key: K, create: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = create()));
  return value;
}

type NodeWithParams = Pick<WorkflowNode, 'params'>;

/** An output of a step that conditions and texts can use. */
export interface StepOutput {
  name: string;
  type: FactType;
  /** See `FactDescriptor`. */
  format?: FieldType | undefined;
  label: Text;
}

/**
 * Returns the outputs of a node: all that are not objects, and those that are declared: by the script that it runs (`outputsOf` names the parameter
 * with its id), or in a parameter of the node (`outputsIn`).
 */
export function outputsOf(
  node: NodeWithParams,
  descriptor: NodeDescriptor,
  { fields, scripts }: Pick<StepFactSources, 'fields' | 'scripts'> = {},
): StepOutput[] {
  const { properties, ui } = descriptor.output;
  const hint = isRecord(ui) ? ui : {};
  const declared =
    typeof hint.outputsIn === 'string'
      ? declaredIn(node.params[hint.outputsIn])
      : (scripts?.get(textParam(node, hint.outputsOf))?.outputs ?? []);
  const names = new Set(declared.map(({ name }) => name));
  const fixed = Object.entries(isRecord(properties) ? properties : {}).flatMap(([name, schema]) => {
    const type = isRecord(schema) && !names.has(name) ? factTypeOf(schema) : null;
    if (!type || !isRecord(schema)) return [];
    const field = fields?.get(textParam(node, isRecord(schema.ui) ? schema.ui.follows : undefined));
    if (field)
      return [
        { name, type: FACT_TYPE_OF_FIELD[field.type], format: field.type, label: labelOf(schema, name) },
      ];
    return [{ name, type, label: labelOf(schema, name) }];
  });
  return [...declared.map(({ name, type }) => ({ name, type, label: verbatim(name) })), ...fixed];
}

/** The outputs in a parameter: a list of `{ name, type }`. Unfinished and repeated ones are left out. */
function declaredIn(value: unknown): readonly ScriptOutput[] {
  const items: unknown[] = Array.isArray(value) ? value : [];
  const outputs = new Map<string, ScriptOutput>();
  for (const item of items) {
    const { name, type } = isRecord(item) ? item : {};
    const known = FACT_TYPES.find((one) => one === type);
    if (typeof name === 'string' && known && OUTPUT_NAME.test(name) && !outputs.has(name))
      outputs.set(name, { name, type: known });
  }
  return [...outputs.values()];
}

const FACT_TYPES: readonly FactType[] = ['text', 'number', 'boolean', 'date', 'list'];
/** As in `ScriptOutput`. */
const OUTPUT_NAME = /^[A-Za-z_][A-Za-z0-9_]{0,59}$/;

/** A node whose outputs are formatted. */
type WrittenNode = NodeWithParams & { descriptor: NodeDescriptor | undefined };

/**
 * Returns, by fact, how to format the facts that are outputs of steps; other facts are absent. An output that its step does not declare,
 * such as that of a script, has the type `date`: a text in the form of a date is formatted, all other values stay as they are.
 */
export function stepFormats(
  facts: readonly string[],
  nodes: ReadonlyMap<string, WrittenNode>,
): ReadonlyMap<string, ValueFormat> {
  return new Map(
    facts.flatMap((fact): [string, ValueFormat][] => {
      const nodeId = stepOfFact(fact);
      const node = nodeId === null ? undefined : nodes.get(nodeId);
      if (!node) return [];
      const name = fact.slice(stepFactName(nodeId ?? '', '').length);
      const output = node.descriptor && outputsOf(node, node.descriptor).find((one) => one.name === name);
      return [[fact, { type: output ? (output.format ?? output.type) : 'date' }]];
    }),
  );
}

/** Fact type for each type of extra field. A `list` field is a text with options, because a card has one value of the list. */
export const FACT_TYPE_OF_FIELD: Record<FieldType, FactType> = {
  text: 'text',
  'long-text': 'text',
  list: 'text',
  integer: 'number',
  decimal: 'number',
  time: 'number',
  timespan: 'number',
  boolean: 'boolean',
  date: 'date',
  'date-time': 'date',
};

/** The value of a parameter if it is a text, else an empty text. */
function textParam({ params }: NodeWithParams, name: unknown): string {
  const value = typeof name === 'string' ? params[name] : undefined;
  return typeof value === 'string' ? value : '';
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
  const label = isRecord(schema.ui) ? schema.ui.label : undefined;
  return isText(label) ? label : verbatim(typeof schema.title === 'string' ? schema.title : name);
}

/** Checked without a schema: canvases describe facts before zod is loaded. */
function isText(value: unknown): value is Text {
  return (
    isRecord(value) &&
    Object.values(value).every((text) => typeof text === 'string') &&
    'en' in value &&
    'nb' in value
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
