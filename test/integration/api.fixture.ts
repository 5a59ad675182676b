import 'reflect-metadata';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ProblemBody } from '@linkflow/contracts';
import type { TestEnvironment } from '../support';

/** Creates the api in the test's own process. It does not listen yet. */
export async function createTestApi(
  environment: TestEnvironment,
  more: Record<string, string> = {},
): Promise<NestFastifyApplication> {
  Object.assign(process.env, {
    MONGODB_URI: environment.mongoUri,
    REDIS_URL: environment.redisUrl,
    QUEUE_PREFIX: environment.queuePrefix,
    LOG_LEVEL: 'silent',
    PUBLIC_URL: 'http://localhost:3000',
    CLICK_URL: 'http://localhost:3001',
    LINK_KEYS: `k1:${'5a'.repeat(32)}`,
    SESSION_SECRET: '5b'.repeat(32),
    // A request fails if its response does not match the schema of the route. The test then fails too.
    CHECK_RESPONSES: 'true',
    ...more,
  });
  const { createApi } = await import('../../apps/api/src/create-api');
  return createApi();
}

/** Starts the api in the test's own process on a free port. */
export async function startApi(
  environment: TestEnvironment,
  more?: Record<string, string>,
): Promise<{ app: NestFastifyApplication; url: string }> {
  const app = await createTestApi(environment, more);
  await app.listen(0, '127.0.0.1');
  return { app, url: await app.getUrl() };
}

/** The status and the problem of an answer. @throws if the answer is not a problem */
export async function problem(
  answer: Promise<{ status: number; body: unknown }>,
): Promise<ProblemBody & { status: number }> {
  const { status, body } = await answer;
  return { ...ProblemBody.parse(body), status };
}
