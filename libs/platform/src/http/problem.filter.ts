import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ErrorCode, ProblemBody } from '@linkflow/contracts';
import { AppError } from '../errors';
import { Log } from '../log';

const CODE_BY_STATUS: Record<number, ErrorCode> = {
  400: 'validation.failed',
  401: 'session.required',
  403: 'access.denied',
  404: 'not-found',
  409: 'draft.stale',
  413: 'body.too-large',
  415: 'body.malformed',
  429: 'rate.limited',
  503: 'service.unavailable',
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
      this.log.error({ err: error, requestId: request.id, url: request.url }, 'request failed');
    void reply.status(status).header('content-type', 'application/problem+json').send(body);
  }
}

/** Status and body for a value thrown by this code, by Nest or by Fastify. */
export function toProblem(error: unknown, requestId: string): { status: number; body: ProblemBody } {
  if (error instanceof AppError) {
    const { code, message, issues, details } = error;
    return { status: error.status, body: { code, message, requestId, issues, details } };
  }
  const status = statusOf(error);
  const malformed = isMalformedBody(error);
  if (status >= 500 || (status < 400 && !malformed)) {
    return {
      status: 500,
      body: { code: 'internal', message: 'Something went wrong on our side.', requestId },
    };
  }
  const code: ErrorCode = malformed ? 'body.malformed' : (CODE_BY_STATUS[status] ?? 'validation.failed');
  const message = error instanceof Error ? error.message : 'The request could not be understood.';
  return { status: malformed ? 400 : status, body: { code, message, requestId } };
}

function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  if (
    typeof error === 'object' &&
    error !== null &&
    'statusCode' in error &&
    typeof error.statusCode === 'number'
  ) {
    return error.statusCode;
  }
  return 500;
}

const isMalformedBody = (error: unknown): boolean =>
  error instanceof SyntaxError ||
  (typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    [
      'FST_ERR_CTP_INVALID_MEDIA_TYPE',
      'FST_ERR_CTP_EMPTY_JSON_BODY',
      'FST_ERR_CTP_INVALID_JSON_BODY',
    ].includes(String(error.code)));
