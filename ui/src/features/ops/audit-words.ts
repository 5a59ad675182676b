import type { AuditEntry } from '@linkflow/contracts';
import { opsTexts } from './ops.texts';

/** Texts of all audit actions. The code `run.retry` has its text at `run`, the kind of the target, and `retry`. */
const ACTIONS = opsTexts.audit.actions;
type AuditKind = AuditEntry['target']['kind'];
type AuditAction = { [Kind in AuditKind]: `${Kind}.${keyof (typeof ACTIONS)[Kind] & string}` }[AuditKind];

// The cast is needed because Object.keys returns string[]; these are all keys of the object.
export const AUDIT_KINDS = Object.keys(ACTIONS) as AuditKind[];

/** Returns the codes of all actions on one kind of target. To filter by all of them, the API also accepts a prefix such as `run.`. */
export const actionsOf = (kind: AuditKind) =>
  Object.keys(ACTIONS[kind]).map((name) => `${kind}.${name}` as AuditAction);

export const isAuditAction = (code: string): code is AuditAction =>
  AUDIT_KINDS.flatMap(actionsOf).some((action) => action === code);

/** The one detail of an audit event that the list shows beside the action. */
type AuditDetail =
  | { kind: 'note'; note: string }
  | { kind: 'outcome'; outcome: 'succeeded' | 'failed' | 'retry' }
  | { kind: 'runs'; runs: number }
  | { kind: 'version'; version: number };

export function detailOf({ details = {} }: Pick<AuditEntry, 'details'>): AuditDetail | null {
  const { note, outcome, total, version } = details;
  if (typeof note === 'string' && note !== '') return { kind: 'note', note };
  if (outcome === 'succeeded' || outcome === 'failed' || outcome === 'retry')
    return { kind: 'outcome', outcome };
  if (typeof total === 'number') return { kind: 'runs', runs: total };
  if (typeof version === 'number') return { kind: 'version', version };
  return null;
}
