import { EffectKind, type NodeDescriptor, type Text, phrase, type AnyReasonTable } from '@linkflow/contracts';
import type { Crm } from '@linkflow/crm-port';
import { sentenceFaults, type Names, type ParamIssue } from '@linkflow/workflow';
import { z } from 'zod';
import { COMMON_REASONS } from './action-context';
import { isAction, isStep, jsonSchema, type AnyAction, type AnyStep } from './define-action';
import { ACTION_FILES } from './registry.generated';

/** Suffix of a file with one action. */
const ONE_ACTION = '.action.ts';
/** Order of the groups in the palette. */
const GROUPS: readonly AnyAction['group'][] = ['trigger', 'response', 'data', 'work', 'script', 'flow'];

/**
 * Collects the actions of modules and checks them when the process starts, before any run.
 * @param files modules by file name: `<type>.action.ts` exports one action of that type, `<subject>.actions.ts` exports several
 * @throws Error if a file has the wrong number of actions or the wrong name, if two actions have the same type, if an example or a default
 * does not fit its schema, or if a sentence uses a parameter that does not exist
 */
export function registryOf(files: Readonly<Record<string, object>>): ReadonlyMap<string, AnyAction> {
  const registry = new Map<string, AnyAction>();
  const actions = Object.entries(files).flatMap(([file, exported]) => actionsIn(file, exported));
  for (const action of actions.toSorted(byPlace)) {
    if (registry.has(action.type)) throw new Error(`Two actions have the type "${action.type}"`);
    registry.set(action.type, action);
  }
  return registry;
}

/** Every node type by its name, in the order of the palette. */
export const ACTIONS: ReadonlyMap<string, AnyAction> = registryOf(ACTION_FILES);

/** The node type if the engine executes it. */
export function stepOfType(type: string): AnyStep | undefined {
  const action = ACTIONS.get(type);
  return action && isStep(action) ? action : undefined;
}

/** Tables of the reasons for which steps fail, except the reasons of the CRM, which are in libs/crm-port. */
export const ACTION_REASONS: readonly AnyReasonTable[] = [
  COMMON_REASONS,
  ...[...ACTIONS.values()].flatMap((action) => (action.kind === 'step' ? action.reasons : [])),
];

function byPlace(a: AnyAction, b: AnyAction): number {
  return (
    GROUPS.indexOf(a.group) - GROUPS.indexOf(b.group) ||
    a.place - b.place ||
    a.title.en.localeCompare(b.title.en, 'en')
  );
}

function actionsIn(file: string, exported: object): AnyAction[] {
  const actions = Object.values(exported).filter(isAction);
  if (actions.length === 0) throw new Error(`${file} must export an action made by defineAction`);
  if (file.endsWith(ONE_ACTION)) {
    if (actions.length > 1) {
      throw new Error(
        `${file} exports ${actions.length} actions; a file with several is called *.actions.ts`,
      );
    }
    const type = file.slice(0, -ONE_ACTION.length);
    for (const action of actions) {
      if (action.type !== type) {
        throw new Error(`${file} exports the action "${action.type}"; name the file after the type`);
      }
    }
  }
  for (const action of actions) checkSamples(action);
  return actions;
}

function checkSamples(action: AnyAction): void {
  const [fault] = sentenceFaults({ sentence: action.sentence, params: action.paramsSchema });
  if (fault !== undefined) throw new Error(`The sentence of "${action.type}" is faulty: ${fault}`);
  const example = action.params.safeParse(action.example);
  if (!example.success)
    throw new Error(`The example of "${action.type}" does not fit: ${example.error.message}`);
  for (const [name, value] of Object.entries(action.defaults)) {
    const field = action.params.shape[name];
    if (!field || !z.safeParse(field, value).success) {
      throw new Error(`The default of "${name}" in "${action.type}" does not fit its schema`);
    }
  }
}

/** The part of a CRM that decides how the effects of a node type can be repeated. */
export type EffectKinds = Pick<Crm, 'repeatability'>;

const catalogues = new WeakMap<EffectKinds, NodeDescriptor[]>();

/**
 * Every node type as the API serves it, in the order of the palette. Always returns the same array for a CRM, because callers use it as
 * a cache key.
 */
export function catalogue(crm: EffectKinds): NodeDescriptor[] {
  let descriptors = catalogues.get(crm);
  if (!descriptors) {
    descriptors = [...ACTIONS.values()].map((action) => descriptorOf(action, crm));
    catalogues.set(crm, descriptors);
  }
  return descriptors;
}

/** The most dangerous kind among the effects of an action, in the order of {@link EffectKind}. */
function effectKindOf({ effects, otherEffect }: AnyAction, crm: EffectKinds): EffectKind {
  const kinds = new Set<EffectKind>([
    otherEffect ?? 'none',
    ...effects.map((name) => crm.repeatability(name)),
  ]);
  return EffectKind.options.findLast((kind) => kinds.has(kind)) ?? 'none';
}

/** Describes a node type as JSON data, for the API and the canvas. */
export function descriptorOf(action: AnyAction, crm: EffectKinds): NodeDescriptor {
  const { type, version, title, summary, icon, group, lane, risk } = action;
  return {
    type,
    version,
    title,
    summary,
    sentence: action.sentence,
    icon,
    group,
    lane,
    risk,
    effect: effectKindOf(action, crm),
    ports: action.ports,
    params: action.paramsSchema,
    defaults: action.defaults,
    output: jsonSchema(action.output, 'output'),
    policy: action.policy,
    repeat: action.repeat,
    example: action.example,
  };
}

/** Checks the parameters of a node with the schema of its action. Returns no issues for an unknown type. */
export function validateParams(type: string, params: Record<string, unknown>): readonly ParamIssue[] {
  return ACTIONS.get(type)?.params.safeParse(params).error?.issues ?? [];
}

const UNKNOWN_TYPE: Text = {
  en: 'A step of an unknown type: “{type}”',
  nb: 'Et steg av ukjent type: «{type}»',
};

/** One sentence that describes a node, finished or not. */
export function describeNode(node: { type: string; params: Record<string, unknown> }, names: Names): Text {
  return ACTIONS.get(node.type)?.describe(node.params, names) ?? phrase(UNKNOWN_TYPE, { type: node.type });
}
