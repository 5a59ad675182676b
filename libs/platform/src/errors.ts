import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Error as MongooseError, mongo } from 'mongoose';
import { ERROR_STATUS, type ErrorCode, type Issue, type ProblemBody } from '@linkflow/contracts';
import { Log } from './log';

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

/** Codes of errors of Nest and Fastify. There is none for 409, because each of our codes with that status says what the conflict is. */
const CODE_BY_STATUS: Record<number, ErrorCode> = {
  400: 'validation.failed',
  401: 'session.required',
  403: 'access.denied',
  404: 'not-found',
  413: 'body.too-large',
  415: 'body.malformed',
  429: 'rate.limited',
};

/** Converts any thrown value into problem JSON with the request id. Stacks are logged, never sent. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: Log) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const { status, body } = toProblem(error, request.id);
    if (status >= 500)
      // The route instead of the URL, because a URL may contain a token or the code of a sign-in.
      this.log.error({ err: error, requestId: request.id, route: routeOf(request) }, 'request failed');
    void reply.status(status).header('content-type', 'application/problem+json').send(body);
  }
}

/** The method and the pattern of a route, e.g. `GET /o/:token`. */
const routeOf = ({ method, routeOptions }: FastifyRequest): string =>
  `${method} ${routeOptions.url ?? '(none)'}`;

/** Status and body of the response to a thrown value, whether our code, Nest or Fastify threw it. */
export function toProblem(error: unknown, requestId: string): { status: number; body: ProblemBody } {
  if (error instanceof AppError) {
    const { status, code, message, issues, details } = error;
    return { status, body: { code, message, requestId, issues, details } };
  }
  const message = error instanceof Error ? error.message : 'The request could not be understood.';
  if (isMalformedBody(error)) return { status: 400, body: { code: 'body.malformed', message, requestId } };
  const status = error instanceof HttpException ? error.getStatus() : Number(fieldsOf(error).statusCode);
  if (status >= 400 && status < 500) {
    return { status, body: { code: CODE_BY_STATUS[status] ?? 'validation.failed', message, requestId } };
  }
  if (status === 503 || isStoreAway(error)) {
    const unavailable = 'The service is not available at the moment. Try again later.';
    return { status: 503, body: { code: 'service.unavailable', message: unavailable, requestId } };
  }
  return { status: 500, body: { code: 'internal', message: 'Something went wrong on our side.', requestId } };
}

/** Whether MongoDB or Redis could not be reached. */
export const isStoreAway = (error: unknown): boolean =>
  error instanceof mongo.MongoServerSelectionError ||
  error instanceof mongo.MongoNetworkError ||
  error instanceof MongooseError.MongooseServerSelectionError ||
  // ioredis does not export the class.
  (error instanceof Error && error.name === 'MaxRetriesPerRequestError');

const MALFORMED_BODY_CODES = [
  'FST_ERR_CTP_INVALID_MEDIA_TYPE',
  'FST_ERR_CTP_EMPTY_JSON_BODY',
  'FST_ERR_CTP_INVALID_JSON_BODY',
];

const isMalformedBody = (error: unknown): boolean =>
  error instanceof SyntaxError || MALFORMED_BODY_CODES.includes(String(fieldsOf(error).code));

/** Reads the fields `code` and `statusCode`, which errors of Fastify have. */
const fieldsOf = (error: unknown): { code?: unknown; statusCode?: unknown } =>
  typeof error === 'object' && error !== null ? error : {};
