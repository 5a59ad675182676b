import type { FastifyInstance } from 'fastify';
import { AppError } from '@linkflow/platform';

/** The largest body that the API reads, in bytes. A mailing of half a million characters fits. */
export const BODY_LIMIT = 1_048_576;
/**
 * Maximum nesting depth of a body. No valid condition or edit is deeper, and recursive code that reads a body does not overflow the stack.
 */
const MAX_DEPTH = 64;

/**
 * Parses JSON bodies. An empty body counts as no body. Nesting deeper than `MAX_DEPTH` and other content types fail with `body.malformed`.
 */
export function registerJsonBody(fastify: FastifyInstance): void {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') return done(null, undefined);
    if (depthOf(body) > MAX_DEPTH) return done(malformed(`The body nests deeper than ${MAX_DEPTH} levels.`));
    return parse(request, body, (error, value) =>
      error ? done(malformed('The body is not JSON.', error)) : done(null, value),
    );
  });
  fastify.addContentTypeParser('*', (_request, payload, done) => {
    payload.resume();
    done(malformed('Send JSON, with the content type application/json.'));
  });
}

/**
 * Reads and discards the rest of an oversized body, so that the client can read the 413 response. Without this, Fastify closes the
 * connection while the client is still sending, which browsers show as a network error. `requestTimeout` limits how long a client may keep
 * sending.
 */
export function drainOversizedBodies(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (request, reply, _payload, done) => {
    if (reply.statusCode === 413) {
      reply.removeHeader('connection');
      request.raw.resume();
    }
    done();
  });
}

const malformed = (message: string, cause?: unknown): AppError =>
  new AppError('body.malformed', message, { cause });

/** Nesting depth of a JSON text, counted without parsing it. */
export function depthOf(json: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let at = 0; at < json.length; at++) {
    const code = json.charCodeAt(at);
    if (inString) {
      if (code === BACKSLASH) at++;
      else if (code === QUOTE) inString = false;
    } else if (code === QUOTE) inString = true;
    else if (code === OPEN_BRACE || code === OPEN_BRACKET) deepest = Math.max(deepest, ++depth);
    else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) depth--;
  }
  return deepest;
}

const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const [OPEN_BRACE, OPEN_BRACKET, CLOSE_BRACE, CLOSE_BRACKET] = [0x7b, 0x5b, 0x7d, 0x5d];
