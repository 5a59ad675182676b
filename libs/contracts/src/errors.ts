import { z } from 'zod';
import { Text } from './common';

/** All error codes of the API with their HTTP status. The meaning of a code never changes. The UI contains the texts for users. */
export const ERROR_STATUS = {
  'validation.failed': 400,
  'body.malformed': 400,
  'session.required': 401,
  'session.refused': 401,
  'key.refused': 401,
  'access.denied': 403,
  'passwords.off': 403,
  'not-found': 404,
  'password-link.invalid': 404,
  'route.unknown': 404,
  'draft.stale': 409,
  'name.taken': 409,
  'email.taken': 409,
  'user.last-admin': 409,
  'folder.not-empty': 409,
  'folder.cycle': 409,
  'run.not-retryable': 409,
  'run.busy': 409,
  'submission.settled': 409,
  'bulk.ended': 409,
  'bulk.not-ready': 409,
  'link.in-use': 409,
  'version.unchanged': 409,
  'mailing.sending-started': 409,
  'mailing.being-sent': 409,
  'limit.reached': 409,
  'mailing.not-ready': 422,
  'workflow.not-live': 409,
  'body.too-large': 413,
  'workflow.invalid': 422,
  'form.invalid': 422,
  'edit.refused': 422,
  'selection.not-static': 422,
  'target.missing': 422,
  'rate.limited': 429,
  internal: 500,
  'service.unavailable': 503,
} as const;
export type ErrorCode = keyof typeof ERROR_STATUS;
export const ErrorCode = z.enum(Object.keys(ERROR_STATUS) as [ErrorCode, ...ErrorCode[]]);

/** A problem at one place: a field of a request body (`path`) or a node of a workflow (`nodeId`, with `path` inside its params). */
export const Issue = z.object({
  code: z.string(),
  message: Text,
  path: z.string().optional(),
  nodeId: z.string().optional(),
});
export type Issue = z.infer<typeof Issue>;

/** Body of every response that is not a success. */
export const ProblemBody = z.object({
  code: ErrorCode,
  message: z.string(),
  requestId: z.string(),
  issues: z.array(Issue).optional(),
  /** Data for the client's next request, such as the current revision of a draft. */
  details: z.record(z.string(), z.unknown()).optional(),
});
export type ProblemBody = z.infer<typeof ProblemBody>;
