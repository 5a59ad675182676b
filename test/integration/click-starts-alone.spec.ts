import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newId } from '@linkflow/platform';
import { startOwnServices, testEnvironment, until, type OwnServices } from '../support';
import { ClickScene, ask } from './click.fixture';

let services: OwnServices;
let scene: ClickScene;
let journal: string;
let link: string;

beforeAll(async () => {
  services = await startOwnServices('click-starts-alone');
  journal = await mkdtemp(join(tmpdir(), 'click-journal-'));
  scene = await ClickScene.start(testEnvironment('click-starts-alone', { services }), {
    JOURNAL_DIR: journal,
  });
  link = await scene.aLink();
  await ask(scene.urlOf(link));
  await until(async () => (await readFile(join(journal, 'link-snapshots.jsonl'), 'utf8')).includes(link));
}, 180_000);
afterAll(async () => {
  await scene?.stop();
  await services?.stop();
  await rm(journal, { recursive: true, force: true });
});

const readiness = async (): Promise<{ status: string }> =>
  (await (await fetch(`${scene.apps.clickUrl}/health/ready`)).json()) as { status: string };

it.each<['MongoDB' | 'Redis', 'mongo' | 'redis']>([
  ['MongoDB', 'mongo'],
  ['Redis', 'redis'],
])('apps/click starts and answers while %s is down', async (name, service) => {
  await services.kill(service);
  try {
    await scene.apps.restart('click');
    expect(await readiness()).toMatchObject({
      status: 'degraded',
      away: [name],
      journal: 'ok',
      suspendedScripts: [],
    });
    expect((await ask(scene.urlOf(link))).status).toBe(302);
  } finally {
    await services.restart(service);
  }
  await until(async () => (await readiness()).status === 'ok', { what: 'readiness' });
  const uncached = await scene.aLink();
  expect((await ask(scene.urlOf(uncached))).status).toBe(302);
});

it('apps/click that starts while MongoDB and Redis are down answers from the snapshot file and keeps the clicks', async () => {
  await services.kill('redis');
  await services.kill('mongo');
  const recipient = newId();
  try {
    await scene.apps.kill('click');
    await scene.apps.restart('click');
    expect(await readiness()).toMatchObject({
      status: 'degraded',
      away: ['MongoDB', 'Redis'],
      journal: 'ok',
      suspendedScripts: [],
    });
    expect((await ask(scene.urlOf(link, recipient))).status).toBe(302);
    expect((await ask(scene.urlOf(newId()))).status).toBe(503);
  } finally {
    await services.restart('mongo');
    await services.restart('redis');
  }
  await until(async () => (await scene.clicksOn(link)).some((click) => click.recipient === recipient));
  const fresh = await scene.aLink();
  await until(async () => (await ask(scene.urlOf(fresh))).status === 302, {
    what: 'the connection to MongoDB',
  });
});

it('a full journal is reported as degraded, and clicks are kept while Redis takes them', async () => {
  // Fills the journal (limit 1 MB) with a damaged segment, because damaged segments count towards its size.
  await writeFile(join(journal, 'kept.ndjson.damaged'), Buffer.alloc(1024 * 1024));
  await scene.apps.restart('click', { JOURNAL_MAX_MB: '1', CLICK_JOURNAL: 'always' });
  const recipient = newId();
  expect((await ask(scene.urlOf(link, recipient))).status).toBe(302);
  expect(await readiness()).toMatchObject({
    status: 'degraded',
    away: [],
    journal: 'full',
    clock: { status: 'ok' },
    suspendedScripts: [],
  });
  await until(async () => (await scene.clicksOn(link)).some((click) => click.recipient === recipient));

  const duringOutage = newId();
  await services.kill('redis');
  expect((await ask(scene.urlOf(link, duringOutage))).status).toBe(302);
  const hasLogged = async (words: string): Promise<boolean> =>
    (await readFile(scene.apps.logOf('click'), 'utf8')).includes(words);
  await until(() => hasLogged('the journal takes no clicks'), { what: 'the alarm' });
  await until(() => hasLogged('they are kept in memory'), { what: 'the log entry about the memory' });
  await services.restart('redis');
  await until(async () => (await scene.clicksOn(link)).some((click) => click.recipient === duringOutage));

  await rm(join(journal, 'kept.ndjson.damaged'));
  await until(async () => (await readiness()).status === 'ok', { what: 'readiness' });
});
