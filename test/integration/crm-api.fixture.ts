import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll } from 'vitest';
import { signIn, type ApiClient, type TestEnvironment } from '../support';
import { startApi } from './api.fixture';

interface StartedCrmApi {
  app: NestFastifyApplication;
  url: string;
  /** Signed in as an administrator. */
  api: ApiClient;
  /** Signed in as somebody who may only read. */
  viewer: ApiClient;
}

/** Starts the api with the demo for a file. */
export function crmApiForFile(environment: TestEnvironment, started: (started: StartedCrmApi) => void): void {
  let app: NestFastifyApplication | undefined;
  beforeAll(async () => {
    const running = await startApi(environment, { SEED_DEMO: 'true' });
    ({ app } = running);
    const api = await signIn(running.url);
    const viewer = await signIn(running.url, { email: 'sara@example.no', password: 'linkflow' });
    started({ ...running, api, viewer });
  }, 120_000);
  afterAll(async () => {
    await app?.close();
    await environment.dispose();
  });
}
