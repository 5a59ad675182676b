import type { ProblemCode, Text, WorkflowDocument, WorkflowEdit, WorkflowLayout } from '@linkflow/contracts';

/** What an edit changes: a document and its layout. */
export interface WorkflowState {
  document: WorkflowDocument;
  layout: WorkflowLayout;
}

/** Why an edit was refused. */
export type EditProblemCode =
  | Extract<
      ProblemCode,
      | 'graph.many-triggers'
      | 'graph.duplicate-id'
      | 'graph.unknown-port'
      | 'graph.port-taken'
      | 'graph.cycle'
      | 'graph.into-trigger'
    >
  | 'edit.unknown-node'
  | 'edit.unknown-edge'
  | 'edit.unknown-note'
  | 'edit.trigger-stays';

export interface EditProblem {
  code: EditProblemCode;
  message: Text;
  nodeId?: string;
  edgeId?: string;
}

export type EditResult =
  ({ ok: true; inverse: WorkflowEdit } & WorkflowState) | { ok: false; problem: EditProblem };

const MESSAGES: Record<EditProblemCode, Text> = {
  'graph.many-triggers': {
    en: 'Only one click can start the workflow',
    nb: 'Bare ett klikk kan starte arbeidsflyten',
  },
  'graph.duplicate-id': { en: 'That id is taken', nb: 'Den id-en er tatt' },
  'graph.unknown-port': { en: 'The step has no such outlet', nb: 'Steget har ikke denne utgangen' },
  'graph.port-taken': {
    en: 'This outlet already has an arrow; remove it first',
    nb: 'Utgangen har allerede en pil. Fjern den først',
  },
  'graph.cycle': { en: 'Then the arrows would go in a circle', nb: 'Da ville pilene gått i ring' },
  'graph.into-trigger': {
    en: 'No arrow can lead back to the click',
    nb: 'Ingen pil kan gå tilbake til klikket',
  },
  'edit.unknown-node': { en: 'That step is gone', nb: 'Det steget er borte' },
  'edit.unknown-edge': { en: 'That arrow is gone', nb: 'Den pilen er borte' },
  'edit.unknown-note': { en: 'That note is gone', nb: 'Det notatet er borte' },
  'edit.trigger-stays': {
    en: 'The click starts the workflow, so it cannot be removed',
    nb: 'Klikket starter arbeidsflyten og kan ikke fjernes',
  },
};

/** Returns the result of an edit that is refused, with the text of the problem. */
export function refuse(
  code: EditProblemCode,
  at: { nodeId?: string; edgeId?: string } = {},
): { ok: false; problem: EditProblem } {
  return { ok: false, problem: { code, message: MESSAGES[code], ...at } };
}

/** Returns a copy of a list with an item inserted at an index. Without an index, or with one past the end, the item is appended. */
export function insertedAt<T>(list: readonly T[], item: T, at: number = list.length): T[] {
  return [...list.slice(0, at), item, ...list.slice(at)];
}

/** Returns a copy of a list with one item replaced. */
export function replacedAt<T>(list: readonly T[], index: number, item: T): T[] {
  return list.map((old, position) => (position === index ? item : old));
}

/** Returns a copy of a list without the item at an index. */
export function removedAt<T>(list: readonly T[], index: number): T[] {
  return list.filter((_, position) => position !== index);
}

/** Returns a copy of a record without one of its keys. */
export function without<T>(record: Readonly<Record<string, T>>, key: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
}

/** Returns the value of a key of a record. Ignores inherited properties, because the key is untrusted and could be `constructor`. */
export function ownValue<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
