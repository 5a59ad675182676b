/**
 * Everything that the audit log records, by subject. The code of an action is `<subject>.<name>`, for example `run.retry`. The UI has a text
 * for each.
 */
export const AUDIT_ACTIONS = {
  session: ['sign-in', 'sign-in-failed', 'sign-out', 'end', 'end-all', 'change-password', 'use-link'],
  user: [
    'invite',
    'change',
    'retire',
    'restore',
    'password-link',
    'end-sessions',
    'make-admin',
    'create',
    'link-identity',
    'unlink-identity',
  ],
  key: ['create', 'revoke'],
  link: ['create', 'change', 'publish', 'rollback', 'delete', 'restore'],
  folder: ['create', 'change', 'delete'],
  mailing: ['create', 'save', 'link', 'delete', 'picture', 'send', 'schedule', 'cancel', 'pause', 'resume', 'stop', 'send-again', 'test'],
  recipient: ['add', 'remove', 'address', 'upload', 'remove-source', 'update', 'refresh'],
  contact: ['create', 'change', 'join', 'leave', 'erase', 'export', 'subscription', 'clear-bounce'],
  company: ['create', 'change', 'delete'],
  work: ['follow-up', 'request'],
  list: ['create', 'change', 'retire', 'restore'],
  script: ['create', 'change', 'retire', 'restore'],
  field: ['create'],
  run: ['start', 'retry', 'skip', 'cancel', 'rerun', 'resolve'],
  bulk: ['start', 'continue', 'stop'],
  pause: ['set', 'end'],
  click: ['send-again'],
  queue: ['repair'],
} as const;
export type AuditSubjectName = keyof typeof AUDIT_ACTIONS;
export type AuditAction = {
  [S in AuditSubjectName]: `${S}.${(typeof AUDIT_ACTIONS)[S][number]}`;
}[AuditSubjectName];
