import type { ErrorCode, Issue, ProblemBody } from '@linkflow/contracts';

/** Codes of the API, plus `network` (no answer) and `unexpected` (an answer that is not problem JSON, such as a proxy's page). */
export type ApiErrorCode = ErrorCode | 'network' | 'unexpected';

/** A failed request. `issues` name what is wrong in which field or node. */
export class ApiError extends Error {
  readonly code: ApiErrorCode;
  readonly status: number;
  readonly issues: readonly Issue[];
  readonly details: Readonly<Record<string, unknown>>;
  readonly requestId: string | null;

  constructor(code: ApiErrorCode, status: number, message: string, problem?: ProblemBody) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.status = status;
    this.issues = problem?.issues ?? [];
    this.details = problem?.details ?? {};
    this.requestId = problem?.requestId ?? null;
  }

  /** Makes an error of any response that is not a success. */
  static fromAnswer(status: number, body: unknown): ApiError {
    if (isProblem(body)) return new ApiError(body.code, status, body.message, body);
    return new ApiError('unexpected', status, `Answer ${status} without a reason`);
  }
}

function isProblem(body: unknown): body is ProblemBody {
  return (
    typeof body === 'object' &&
    body !== null &&
    'code' in body &&
    typeof body.code === 'string' &&
    'message' in body &&
    typeof body.message === 'string'
  );
}

export function isApiError(error: unknown, code?: ApiErrorCode): error is ApiError {
  return error instanceof ApiError && (code === undefined || error.code === code);
}
