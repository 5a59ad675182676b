import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  startApps,
  startOwnServices,
  testEnvironment,
  until,
  type App,
  type OwnServices,
  type RunningApps,
} from '../support';

let services: OwnServices;
let apps: RunningApps;

beforeAll(async () => {
  services = await startOwnServices('health');
  apps = await startApps({ environment: testEnvironment('health', { services }), only: ['api', 'worker'] });
}, 180_000);
afterAll(async () => {
  await apps?.stop();
  await services?.stop();
});

const urlOf = (app: App): string => (app === 'api' ? apps.apiUrl : apps.workerUrl);

const readiness = async (app: App): Promise<{ code: number; status: string; away: string[] }> => {
  const answer = await fetch(`${urlOf(app)}/health/ready`);
  return { code: answer.status, ...((await answer.json()) as { status: string; away: string[] }) };
};

describe.each<App>(['api', 'worker'])('%s', (app) => {
  it.each([
    ['mongo', 'MongoDB'],
    ['redis', 'Redis'],
  ] as const)('is not ready without %s and says so, lives on, and is ready again', async (service, name) => {
    expect(await readiness(app)).toEqual({ code: 200, status: 'ok', away: [] });
    // Frozen, it takes connections and does not answer: the harder case.
    await services.kill(service, 'SIGSTOP');
    try {
      expect(await readiness(app)).toEqual({ code: 503, status: 'away', away: [name] });
      expect((await fetch(`${urlOf(app)}/health/live`)).status).toBe(200);
    } finally {
      await services.kill(service, 'SIGCONT');
    }
    await until(async () => (await readiness(app)).code === 200, { what: `${app} with ${name} back` });
  });
});
