import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { Catch, NotFoundException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ProblemBody } from '@linkflow/contracts';

const ONE_YEAR = 'public, max-age=31536000, immutable';

/**
 * Serves the built ui. Assets carry a hash in their names and may be cached for a year; everything else is revalidated.
 * @returns the content of index.html, the answer to all paths of the ui's router; undefined if there is no built ui
 */
export async function serveUi(
  fastify: FastifyInstance,
  folder: string | undefined,
): Promise<string | undefined> {
  if (folder === undefined) return undefined;
  const startPage = await readFile(join(folder, 'index.html'), 'utf8').catch(() => undefined);
  if (startPage === undefined) return undefined;
  await fastify.register(fastifyStatic, {
    root: folder,
    prefix: '/',
    // One route per existing file, so that every other path reaches UnknownRouteFilter.
    wildcard: false,
    decorateReply: false,
    cacheControl: false,
    setHeaders: (reply, path) => {
      reply.header('cache-control', path.startsWith(join(folder, 'assets')) ? ONE_YEAR : 'no-cache');
    },
  });
  return startPage;
}

/** Prefixes under which an unknown path is an error and never a page of the ui. */
const NOT_A_PAGE = /^\/(?:api|health|o|assets)(?:\/|$)/;

/** Answers requests that match no route: a browser that requests a page gets index.html, everything else gets `route.unknown`. */
@Catch(NotFoundException)
export class UnknownRouteFilter implements ExceptionFilter<NotFoundException> {
  /** @param startPage content of index.html; undefined if there is no built ui */
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
      message: `There is no route ${request.method} ${request.url.split('?')[0]}.`,
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
