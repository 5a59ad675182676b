import { z } from 'zod';
import { Id, Instant, PageQuery, Ref, type Page } from '../common';

/** What kind of entity an audit event is about. */
export const AuditTargetKind = z.enum([
  'run',
  'bulk',
  'pause',
  'link',
  'form',
  'folder',
  'mailing',
  'picture',
  'mail-template',
  'saved-block',
  'subscription-type',
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
  'webhook-secret',
  'webhook-subscription',
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
