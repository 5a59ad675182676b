import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

const A_YEAR = 'public, max-age=31536000, immutable';

/**
 * Serves the built ui. Its assets carry their hash in their names and are kept for a year; everything else is asked for anew.
 * @returns index.html, for the pages that only the ui's own router knows; undefined when there is no built ui
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
    // One route for each file there is, so that every other address reaches the filter for unknown ones.
    wildcard: false,
    decorateReply: false,
    cacheControl: false,
    setHeaders: (reply, path) => {
      reply.header('cache-control', path.startsWith(join(folder, 'assets')) ? A_YEAR : 'no-cache');
    },
  });
  return startPage;
}
