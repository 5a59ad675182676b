import { ERROR_STATUS, type ErrorCode, type Issue, type Text } from '@linkflow/contracts';

/** A failure with a code that the caller is meant to see. Everything else becomes `internal`. */
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

/** What a workflow points to is gone or retired. A step that meets it fails for good, with these words. */
export class MissingTarget extends Error {
  override readonly name = 'MissingTarget';
  constructor(
    readonly code: string,
    readonly text: Text,
  ) {
    super(text.en);
  }
}
