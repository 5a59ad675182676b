import { Transform, type Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ROUTE_DEFINITIONS, type Upload } from '@linkflow/contracts';
import { AppError } from '@linkflow/platform';

/** The largest JSON body that the API reads, in bytes. A mailing of half a million characters fits. */
export const BODY_LIMIT = 1_048_576;
/**
 * Maximum nesting depth of a body. No valid condition or edit is deeper, and recursive code that reads a body does not overflow the stack.
 */
const MAX_DEPTH = 64;
/**
 * Maximum number of values in a body: the largest valid one, a list of 10,000 ids or a large draft with its layout, is half as large. Parsing
 * and checking take time per value.
 */
const MAX_VALUES = 40_000;

/** The content types of files that some route takes. */
const UPLOAD_TYPES = new Set(
  [...ROUTE_DEFINITIONS.values()].flatMap(({ upload }) => upload?.mediaTypes ?? []),
);
const JSON_ONLY = 'Send JSON, with the content type application/json.';

/** The body of an upload, which has not been read. */
class UnreadBody {
  constructor(readonly stream: Readable) {}
}

/**
 * Parses JSON bodies, leaves files to `uploadOf`, and refuses other content types. An empty body counts as no body. Nesting deeper than `MAX_DEPTH` and more than
 * `MAX_VALUES` values fail with `body.malformed`.
 */
export function registerBodies(fastify: FastifyInstance): void {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') return done(null, undefined);
    const { depth, values } = shapeOf(body);
    if (depth > MAX_DEPTH) return done(malformed(`The body nests deeper than ${MAX_DEPTH} levels.`));
    if (values > MAX_VALUES) return done(malformed(`The body has more than ${MAX_VALUES} values.`));
    return parse(request, body, (error, value) =>
      error ? done(malformed('The body is not JSON.', error)) : done(null, value),
    );
  });
  fastify.addContentTypeParser([...UPLOAD_TYPES], (_request, payload, done) =>
    done(null, new UnreadBody(payload)),
  );
  fastify.addContentTypeParser('*', (_request, payload, done) => {
    payload.resume();
    done(malformed(JSON_ONLY));
  });
  // What no handler reads is discarded, so that the client can read the response while it is still sending.
  fastify.addHook('onResponse', ({ body }, _reply, done) => {
    if (body instanceof UnreadBody) body.stream.resume();
    done();
  });
}

/** @throws AppError body.malformed if the body is a file, for routes that take JSON */
export function refuseFile({ body }: FastifyRequest): void {
  if (body instanceof UnreadBody) throw malformed(JSON_ONLY);
}

/**
 * The body of an upload.
 * @returns a stream that fails with `body.too-large` when more bytes arrive than are allowed
 * @throws AppError body.malformed for another content type
 */
export function uploadOf({ body, headers }: FastifyRequest, { mediaTypes, maxBytes }: Upload): Readable {
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (!(body instanceof UnreadBody) || !mediaTypes.includes(type))
    throw malformed(`Send a file, with one of these content types: ${mediaTypes.join(', ')}.`);
  const tooLarge = (): AppError =>
    new AppError('body.too-large', `The file is larger than ${maxBytes} bytes.`);
  if (Number(headers['content-length'] ?? 0) > maxBytes) throw tooLarge();
  let size = 0;
  const limit = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      if (size > maxBytes) done(tooLarge());
      else done(null, chunk);
    },
  });
  body.stream.once('error', (error) => limit.destroy(error));
  return body.stream.pipe(limit);
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

/** Nesting depth of a JSON text and the number of values in it, counted without parsing it. An empty list counts as two values. */
export function shapeOf(json: string): { depth: number; values: number } {
  let values = 1;
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let at = 0; at < json.length; at++) {
    const code = json.charCodeAt(at);
    if (inString) {
      if (code === BACKSLASH) at++;
      else if (code === QUOTE) inString = false;
    } else if (code === QUOTE) inString = true;
    else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      deepest = Math.max(deepest, ++depth);
      values++;
    } else if (code === COMMA) values++;
    else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) depth--;
  }
  return { depth: deepest, values };
}

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_BRACE, OPEN_BRACKET, CLOSE_BRACE, CLOSE_BRACKET] = [0x7b, 0x5b, 0x7d, 0x5d];
