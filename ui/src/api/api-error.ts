import type { ErrorCode, Issue, ProblemBody } from '@linkflow/contracts';

/** Codes of the API, plus `network` (no response) and `unexpected` (a response that is not problem JSON, such as a proxy's page). */
export type ApiErrorCode = ErrorCode | 'network' | 'unexpected';

/** Error of a failed request. Each issue in `issues` describes one problem and names the field or node that it concerns. */
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

  /** Creates the error for a response with a failure status. `body` is the parsed JSON, or undefined if it is not JSON. */
  static fromAnswer(status: number, body: unknown): ApiError {
    if (isProblem(body)) return new ApiError(body.code, status, body.message, body);
    return new ApiError('unexpected', status, `The response with status ${status} is not problem JSON`);
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
