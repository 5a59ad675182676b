import { z } from 'zod';
import { isAction, type AnyAction } from './define-action';
import { ACTION_FILES } from './registry.generated';

/** The groups in the order of the palette. */
const GROUPS: readonly AnyAction['group'][] = ['trigger', 'response', 'data', 'work', 'script', 'flow'];

/**
 * Reads actions out of their modules. An action that can't be right stops the process at its start, not a run at night.
 * @param files modules by the name of their file, without `.action.ts`
 * @throws Error when a file holds no action or several, is called otherwise than its type, or its example or defaults don't fit
 */
export function registryOf(files: Readonly<Record<string, object>>): ReadonlyMap<string, AnyAction> {
  const actions = Object.entries(files).map(([file, exported]) => actionIn(file, exported));
  return new Map(actions.toSorted(byPlace).map((action) => [action.type, action]));
}

const REGISTRY = registryOf(ACTION_FILES);

/** Every node type, in the order of the palette. */
export const ACTIONS: readonly AnyAction[] = [...REGISTRY.values()];

/** The node type of this name, if there is one. */
export function actionOf(type: string): AnyAction | undefined {
  return REGISTRY.get(type);
}

function byPlace(a: AnyAction, b: AnyAction): number {
  return (
    GROUPS.indexOf(a.group) - GROUPS.indexOf(b.group) ||
    a.place - b.place ||
    a.title.en.localeCompare(b.title.en, 'en')
  );
}

function actionIn(file: string, exported: object): AnyAction {
  const actions = Object.values(exported).filter(isAction);
  const [action] = actions;
  if (!action || actions.length > 1) {
    throw new Error(
      `${file}.action.ts must export one action, made by defineAction; it exports ${actions.length}`,
    );
  }
  if (action.type !== file) {
    throw new Error(`${file}.action.ts holds the action "${action.type}": name the file after its type`);
  }
  const example = action.params.safeParse(action.example);
  if (!example.success)
    throw new Error(`The example of "${action.type}" does not fit: ${example.error.message}`);
  for (const [name, value] of Object.entries(action.defaults)) {
    const field = action.params.shape[name];
    if (!field || !z.safeParse(field, value).success) {
      throw new Error(`The default of "${name}" in "${action.type}" does not fit its schema`);
    }
  }
  return action;
}
