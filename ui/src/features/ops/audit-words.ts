import type { AuditEntry } from '@linkflow/contracts';
import { opsTexts } from './ops.texts';

/** Texts of all audit actions by the kind of the target and the rest of their code. */
const ACTIONS = opsTexts.audit.actions;
type AuditKind = AuditEntry['target']['kind'];
type AuditAction = { [Kind in AuditKind]: `${Kind}.${keyof (typeof ACTIONS)[Kind] & string}` }[AuditKind];

// The keys of closed objects.
export const AUDIT_KINDS = Object.keys(ACTIONS) as AuditKind[];

/** The actions of one kind. As a filter the API also takes the prefix, such as `run.`. */
export const actionsOf = (kind: AuditKind) =>
  Object.keys(ACTIONS[kind]).map((name) => `${kind}.${name}` as AuditAction);

export const isAuditAction = (code: string): code is AuditAction =>
  AUDIT_KINDS.flatMap(actionsOf).some((action) => action === code);

/** The detail of an audit event that is shown beside the action. */
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
