import type { TextKey } from '../i18n';
import type { opsTexts } from './ops.texts';

/** What people can have done, by the code that it is written down under. */
export const AUDIT_ACTIONS = {
  'run.retry': 'audit.actions.runRetry',
  'run.skip': 'audit.actions.runSkip',
  'run.cancel': 'audit.actions.runCancel',
  'run.again': 'audit.actions.runAgain',
  'run.resolve': 'audit.actions.runResolve',
  'bulk.start': 'audit.actions.bulkStart',
  'bulk.continue': 'audit.actions.bulkContinue',
  'bulk.stop': 'audit.actions.bulkStop',
  'pause.set': 'audit.actions.pauseSet',
  'pause.lift': 'audit.actions.pauseLift',
} as const satisfies Record<string, TextKey<(typeof opsTexts)['texts']>>;
export type AuditAction = keyof typeof AUDIT_ACTIONS;

export const isAuditAction = (code: string): code is AuditAction => code in AUDIT_ACTIONS;
