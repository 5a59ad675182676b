import {
  type ArgumentsHost,
  ConflictException,
  MethodNotAllowedException,
  NotFoundException,
  ServiceUnavailableException,
} from '@nestjs/common';
import { Redis } from 'ioredis';
import { mongo } from 'mongoose';
import { expect, it } from 'vitest';
import { AppError, ProblemFilter, toProblem } from './errors';
import type { Log } from './log';

const problemOf = (error: unknown): { status: number; code: string } => {
  const { status, body } = toProblem(error, 'r1');
  return { status, code: body.code };
};

it.each([
  ['one of our own', new AppError('draft.stale', 'Stale'), 409, 'draft.stale'],
  ['a missing route', new NotFoundException(), 404, 'not-found'],
  ['a conflict that we did not name', new ConflictException(), 409, 'validation.failed'],
  ['a status without a code of its own', new MethodNotAllowedException(), 405, 'validation.failed'],
  ['a service that is not available', new ServiceUnavailableException(), 503, 'service.unavailable'],
  ['an error of Fastify', Object.assign(new Error('Too large'), { statusCode: 413 }), 413, 'body.too-large'],
  ['a lost connection to MongoDB', new mongo.MongoNetworkError('closed'), 503, 'service.unavailable'],
  ['a mistake of ours', new TypeError('x is undefined'), 500, 'internal'],
  ['a thrown text', 'text', 500, 'internal'],
])('reports %s with its status and code', (_what, error, status, code) => {
  expect(problemOf(error)).toEqual({ status, code });
});

it('reports stores that cannot be reached as unavailable', async () => {
  const client = new mongo.MongoClient('mongodb://127.0.0.1:1', { serverSelectionTimeoutMS: 20 });
  const noMongo: unknown = await client.connect().catch((error: unknown) => error);
  expect(problemOf(noMongo)).toEqual({ status: 503, code: 'service.unavailable' });
  await client.close();

  const redis = new Redis(1, '127.0.0.1', { maxRetriesPerRequest: 0, retryStrategy: () => 10 });
  redis.on('error', () => undefined);
  const noRedis: unknown = await redis.get('x').catch((error: unknown) => error);
  expect(problemOf(noRedis)).toEqual({ status: 503, code: 'service.unavailable' });
  redis.disconnect();
});

it('does not tell the client the details of a failure on our side', () => {
  const { body } = toProblem(new TypeError('x is undefined'), 'r1');
  expect(body).toEqual({ code: 'internal', message: 'Something went wrong on our side.', requestId: 'r1' });
});

it('logs the route of a failed request, and not its address, which may contain a token', () => {
  const lines: unknown[] = [];
  const request = { id: 'r1', method: 'GET', url: '/o/secret-token?x=1', routeOptions: { url: '/o/:token' } };
  const reply = { status: () => reply, header: () => reply, send: () => reply };
  const host = { switchToHttp: () => ({ getRequest: () => request, getResponse: () => reply }) };
  const log = { error: (line: unknown) => lines.push(line) };
  new ProblemFilter(log as unknown as Log).catch(new Error('broken'), host as unknown as ArgumentsHost);
  expect(lines).toEqual([{ err: new Error('broken'), requestId: 'r1', route: 'GET /o/:token' }]);
});
