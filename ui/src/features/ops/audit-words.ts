import type { AuditEntry } from '@linkflow/contracts';
import type { TextKey } from '../../i18n';
import type { opsTexts } from './ops.texts';

type Key = TextKey<typeof opsTexts>;

/** Texts of all audit actions. The part before the dot is the kind of the target. */
export const AUDIT_ACTIONS = {
  'run.retry': 'audit.actions.runRetry',
  'run.skip': 'audit.actions.runSkip',
  'run.cancel': 'audit.actions.runCancel',
  'run.start': 'audit.actions.runStart',
  'run.rerun': 'audit.actions.runRerun',
  'run.resolve': 'audit.actions.runResolve',
  'bulk.start': 'audit.actions.bulkStart',
  'bulk.continue': 'audit.actions.bulkContinue',
  'bulk.stop': 'audit.actions.bulkStop',
  'pause.set': 'audit.actions.pauseSet',
  'pause.end': 'audit.actions.pauseEnd',
  'link.publish': 'audit.actions.linkPublish',
  'link.rollback': 'audit.actions.linkRollback',
  'link.delete': 'audit.actions.linkDelete',
  'link.restore': 'audit.actions.linkRestore',
  'mailing.create': 'audit.actions.mailingCreate',
  'mailing.save': 'audit.actions.mailingSave',
  'mailing.link': 'audit.actions.mailingLink',
  'mailing.delete': 'audit.actions.mailingDelete',
} as const satisfies Record<string, Key>;
type AuditAction = keyof typeof AUDIT_ACTIONS;
export const isAuditAction = (code: string): code is AuditAction => code in AUDIT_ACTIONS;

export const AUDIT_KINDS = [
  'run',
  'bulk',
  'pause',
  'link',
  'mailing',
] as const satisfies readonly AuditEntry['target']['kind'][];

/** The actions of one kind. As a filter the API also takes the prefix, such as `run.`. */
export const actionsOf = (kind: (typeof AUDIT_KINDS)[number]): AuditAction[] =>
  (Object.keys(AUDIT_ACTIONS) as AuditAction[]) // the keys of a closed object
    .filter((action) => action.startsWith(`${kind}.`));

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
