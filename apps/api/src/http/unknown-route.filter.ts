import { Catch, NotFoundException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ProblemBody } from '@linkflow/contracts';

/** Addresses that are not pages of the ui, so that a wrong one is an error and not the start page. */
const NOT_A_PAGE = /^\/(?:api|health|o|assets)(?:\/|$)/;

/**
 * An address that no route knows. A browser that wants a page gets the ui, whose own router knows more (and says so when it
 * does not); everybody else hears that there is nothing here.
 */
@Catch(NotFoundException)
export class UnknownRouteFilter implements ExceptionFilter<NotFoundException> {
  /** @param startPage index.html of the ui, when there is one */
  constructor(private readonly startPage: string | undefined) {}

  catch(_error: NotFoundException, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (this.startPage !== undefined && wantsPage(request)) {
      void reply.status(200).headers(PAGE_HEADERS).send(this.startPage);
      return;
    }
    const body: ProblemBody = {
      code: 'route.unknown',
      message: `There is nothing at ${request.method} ${request.url.split('?')[0]}.`,
      requestId: request.id,
    };
    void reply.status(404).header('content-type', 'application/problem+json').send(body);
  }
}

const PAGE_HEADERS = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' };

const wantsPage = ({ method, url, headers }: FastifyRequest): boolean =>
  (method === 'GET' || method === 'HEAD') &&
  !NOT_A_PAGE.test(url.split('?')[0] ?? '') &&
  (headers.accept ?? '*/*').includes('text/html');
