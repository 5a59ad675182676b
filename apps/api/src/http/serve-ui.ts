import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { Catch, NotFoundException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ProblemBody } from '@linkflow/contracts';

const ONE_YEAR = 'public, max-age=31536000, immutable';

const START_PAGE = 'index.html';

/**
 * Serves the built ui. Assets carry a hash in their names and may be cached for a year; everything else is revalidated. A file is sent
 * as the compressed copy that the client accepts: brotli before gzip. The build made these copies (ui/compressed-assets.ts).
 * @returns whether there is a built ui
 */
export async function serveUi(fastify: FastifyInstance, folder: string | undefined): Promise<boolean> {
  if (folder === undefined || !existsSync(join(folder, START_PAGE))) return false;
  const compressed = { preCompressed: true, cacheControl: false } as const;
  await fastify.register(fastifyStatic, {
    ...compressed,
    root: folder,
    prefix: '/',
    // One route per file, so that every other path reaches UnknownRouteFilter.
    wildcard: false,
    // The compressed copies have no URLs of their own.
    globIgnore: ['**/*.br', '**/*.gz', 'assets/**'],
    setHeaders: (reply) => void reply.header('cache-control', 'no-cache'),
  });
  await fastify.register(fastifyStatic, {
    ...compressed,
    root: join(folder, 'assets'),
    // One route for hundreds of files: a route for each would cost a second at every start.
    prefix: '/assets/',
    decorateReply: false,
    index: false,
    allowedPath: (path) => !/\.(?:br|gz)$/.test(path),
    setHeaders: (reply) => void reply.header('cache-control', ONE_YEAR),
  });
  return true;
}

/** Prefixes under which an unknown path is an error and never a page of the ui. */
const NOT_A_PAGE = /^\/(?:api|health|o|assets)(?:\/|$)/;

/** Answers requests that match no route: a browser that requests a page gets index.html, everything else gets `route.unknown`. */
@Catch(NotFoundException)
export class UnknownRouteFilter implements ExceptionFilter<NotFoundException> {
  /** @param hasUi whether there is a built ui, whose index.html is the answer to all paths of its router */
  constructor(private readonly hasUi: boolean) {}

  catch(_error: NotFoundException, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (this.hasUi && wantsPage(request)) {
      void reply.status(200).sendFile(START_PAGE);
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

const wantsPage = ({ method, url, headers }: FastifyRequest): boolean =>
  (method === 'GET' || method === 'HEAD') &&
  !NOT_A_PAGE.test(url.split('?')[0] ?? '') &&
  (headers.accept ?? '*/*').includes('text/html');
