import { z } from 'zod';
import { Id, Instant, PageQuery, Ref, type Page } from '../common';

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
  mailing: ['create', 'save', 'link', 'delete'],
  recipient: ['add', 'remove', 'address'],
  contact: ['create', 'change', 'join', 'leave', 'erase', 'export'],
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

/** What kind of entity an audit event is about. */
export const AuditTargetKind = z.enum([
  'run',
  'bulk',
  'pause',
  'link',
  'folder',
  'mailing',
  'recipient',
  'contact',
  'company',
  'follow-up',
  'request',
  'interest',
  'selection',
  'project',
  'category',
  'script',
  'field',
  'user',
  'key',
  'click',
  'queue',
]);
export type AuditTargetKind = z.infer<typeof AuditTargetKind>;

/**
 * One changed property. A reference to another entity is a {@link Ref}. Of long texts only the part that differs is kept, with `…` where
 * something was left out.
 */
export const AuditChange = z.object({
  property: z.string(),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
});
export type AuditChange = z.infer<typeof AuditChange>;

/** An audit event: something that a user did. */
export const AuditEntry = z.object({
  id: Id,
  at: Instant,
  /** The id is empty for a failed sign-in, because it is not known who attempted it. */
  by: Ref.extend({
    /** Name of the API key with which the user acted. Absent for a session. */
    key: z.string().optional(),
  }),
  action: z.string(),
  /** The entity that was changed. */
  target: z.object({ kind: AuditTargetKind, id: z.string(), name: z.string() }),
  changes: z.array(AuditChange).optional(),
  details: z.record(z.string(), z.unknown()).optional(),
  /** Present if the request was recorded but its completion was not: it is in progress, or it was interrupted. */
  pending: z.literal(true).optional(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;
/** `action` is the code of one action, or a prefix with a trailing dot for all actions on a subject: `run.`. */
export const AuditQuery = PageQuery.extend({ userId: Id.optional(), action: z.string().max(60).optional() });
export type AuditQuery = z.infer<typeof AuditQuery>;
export type AuditPage = Page<AuditEntry>;
