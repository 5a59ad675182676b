import { AUDIT_ACTIONS, type AuditAction, type AuditChange, type AuditEntry } from '@linkflow/contracts';
import type { AuditSubjectName } from '@linkflow/contracts';

// The cast is needed because Object.keys returns string[]; these are all keys of the object.
export const AUDIT_SUBJECTS = Object.keys(AUDIT_ACTIONS) as AuditSubjectName[];

/** Returns the codes of all actions on one subject. To filter by all of them, the API also accepts a prefix such as `run.`. */
export const actionsOf = (subject: AuditSubjectName) =>
  AUDIT_ACTIONS[subject].map((name) => `${subject}.${name}` as AuditAction);

export const isAuditAction = (code: string): code is AuditAction =>
  AUDIT_SUBJECTS.flatMap(actionsOf).some((action) => action === code);

/** The one detail of an audit event that the list shows beside the action. */
type AuditDetail =
  | { kind: 'note'; note: string }
  | { kind: 'outcome'; outcome: 'succeeded' | 'failed' | 'retry' }
  | { kind: 'runs' | 'times' | 'added'; count: number }
  | { kind: 'version'; version: number }
  | { kind: 'name'; name: string };

export function detailOf({ details = {} }: Pick<AuditEntry, 'details'>): AuditDetail | null {
  const { note, outcome, total, version, times, added, to, address } = details;
  if (typeof note === 'string' && note !== '') return { kind: 'note', note };
  if (outcome === 'succeeded' || outcome === 'failed' || outcome === 'retry')
    return { kind: 'outcome', outcome };
  if (typeof total === 'number') return { kind: 'runs', count: total };
  if (typeof times === 'number') return { kind: 'times', count: times };
  if (typeof added === 'number') return { kind: 'added', count: added };
  if (typeof version === 'number') return { kind: 'version', version };
  const name = nameOf(to) ?? address;
  return typeof name === 'string' && name !== '' ? { kind: 'name', name } : null;
}

/** Texts that the sentence of a change needs, in the reader's language. */
interface ChangeTexts {
  property(name: string): string;
  /** Text of a value that is stored as a code; null for any other value. */
  code(value: string): string | null;
  yes: string;
  no: string;
  nothing: string;
}

/** The two values of a change as people read them. */
export function shownChange(
  { property, before, after }: AuditChange,
  texts: ChangeTexts,
): { property: string; before: string; after: string } {
  const show = (value: unknown): string => {
    if (value === null || value === undefined || value === '') return texts.nothing;
    if (typeof value === 'boolean') return value ? texts.yes : texts.no;
    if (typeof value === 'string') return texts.code(value) ?? value;
    if (Array.isArray(value)) return value.length === 0 ? texts.nothing : value.map(show).join(', ');
    return (
      nameOf(value) ?? memberOf(value) ?? (typeof value === 'number' ? String(value) : JSON.stringify(value))
    );
  };
  return { property: texts.property(property), before: show(before), after: show(after) };
}

/** The name in a reference to an entity; if it has none, its id. */
function nameOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || !('name' in value)) return null;
  const { name } = value;
  if (typeof name === 'string' && name !== '') return name;
  return 'id' in value && typeof value.id === 'string' ? value.id : null;
}

/** A member of a category with its weight. */
function memberOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || !('user' in value && 'weight' in value)) return null;
  const name = nameOf(value.user);
  return name === null ? null : `${name} (${String(value.weight)})`;
}
