import { ERROR_STATUS, type ErrorCode, type Issue } from '@linkflow/contracts';

/** A failure that is reported to the API's client with its code. Any other error becomes `internal`. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly status: number;
  readonly issues: Issue[] | undefined;
  readonly details: Record<string, unknown> | undefined;

  constructor(
    readonly code: ErrorCode,
    message: string,
    more: { issues?: Issue[]; details?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause });
    this.status = ERROR_STATUS[code];
    this.issues = more.issues;
    this.details = more.details;
  }
}
