import { afterAll, beforeAll, expect, it } from 'vitest';
import { LinkKeysConfig, LinkTokens, deriveKeys } from '@linkflow/links';
import { until } from '../support';
import { RunLoad, type Lane, type Target } from './runs.fixture';
import { FULL, seedOr, seeded } from './seeded';

const RUNS = FULL ? 1_000 : 300;
const CLICKS = FULL ? 6_000 : 1_200;
const SEED = seedOr(808);
const STOP_LIMIT_MS = 8_000;
const LINK_KEYS = `k1:${'5a'.repeat(32)}`;

let scene: RunLoad;
beforeAll(async () => {
  scene = await RunLoad.start(
    'deploy',
    Math.max(RUNS, CLICKS),
    // Leases are long, so the runs of the stopping worker end soon only if it ends them or hands them over to another worker.
    { LINK_KEYS, STOP_LIMIT_MS: String(STOP_LIMIT_MS), RUN_LEASE_MS: '60000', JOB_LOCK_MS: '30000' },
    ['api', 'click', 'worker'],
  );
}, 120_000);
afterAll(() => scene?.stop());

it(`no run is lost and no effect repeated when a worker stops during ${RUNS} runs and another continues (seed ${SEED})`, async () => {
  const random = seeded(SEED);
  const lane = await scene.publish(await scene.threeSteps());
  await scene.feed(
    scene.people.slice(0, RUNS).map((person) => scene.clickOf(lane, person)),
    3,
  );
  const reached = Math.floor(RUNS * (0.1 + 0.2 * random()));
  await until(async () => (await scene.runs(lane.linkId, 'succeeded')) >= reached, {
    deadlineMs: 120_000,
    everyMs: 5,
  });
  const other = await scene.apps.another('worker');
  const began = performance.now();
  expect(await scene.apps.end('worker'), 'exit code').toBe(0);
  expect(performance.now() - began).toBeLessThan(STOP_LIMIT_MS);

  expect(await scene.ended(lane.linkId, RUNS, 120_000)).toEqual({ succeeded: RUNS });
  expect(await scene.requests(lane.linkId)).toEqual({ runs: RUNS, most: 1 });
  expect(await scene.db.collection('clicks').countDocuments({ linkId: lane.linkId })).toBe(RUNS);
  await scene.apps.restart('worker');
  expect(await other.kill('SIGTERM')).toBe(0);
}, 300_000);

it(`none of ${CLICKS} answered clicks is lost when both click apps are replaced one after the other (seed ${SEED})`, async () => {
  const lane = await scene.publish([await scene.request('request')]);
  const replica = await scene.apps.another('click');
  const people = scene.people.slice(0, CLICKS);
  let sent = 0;
  const answers = sendThroughBalancer(
    lane,
    people,
    [scene.apps.clickUrl, replica.url],
    (count) => (sent = count),
  );

  const at = (share: number) => until(() => sent >= CLICKS * share, { deadlineMs: 60_000, everyMs: 5 });
  await at(0.2);
  expect(await scene.apps.end('click'), 'exit code').toBe(0);
  await scene.apps.restart('click');
  await at(0.6);
  expect(await replica.kill('SIGTERM'), 'exit code').toBe(0);

  const answered = (await answers).filter(({ status }) => status === 302);
  // Every click must be answered, because one replica is always available.
  expect(answered).toHaveLength(CLICKS);
  const ids = answered.map(({ person }) => person.recipientId);
  const clicks = scene.db.collection('clicks');
  await until(
    async () => (await clicks.distinct('recipientId', { linkId: lane.linkId })).length === ids.length,
    { deadlineMs: 60_000, everyMs: 100, what: 'a record of every answered click' },
  );
}, 180_000);

interface Answer {
  person: Target;
  status: number;
}

/** Sends clicks like a load balancer: if one replica refuses the connection, the click goes to the next replica. */
async function sendThroughBalancer(
  lane: Lane,
  people: readonly Target[],
  replicas: readonly string[],
  sent: (count: number) => void,
): Promise<Answer[]> {
  const tokens = new LinkTokens(deriveKeys(LinkKeysConfig.parse({ LINK_KEYS }).LINK_KEYS));
  const answers: Answer[] = [];
  let next = 0;
  const senders = Array.from({ length: 16 }, async () => {
    for (;;) {
      const person = people[next++];
      if (!person) return;
      sent(next);
      const path = `/c/${tokens.sign('click', lane.linkId, person.recipientId)}`;
      answers.push({ person, status: await request(path, replicas, next) });
    }
  });
  await Promise.all(senders);
  return answers;
}

async function request(path: string, replicas: readonly string[], turn: number): Promise<number> {
  for (let tries = 0; tries < replicas.length; tries += 1) {
    const replica = replicas[(turn + tries) % replicas.length];
    try {
      const answer = await fetch(`${replica}${path}`, {
        redirect: 'manual',
        headers: { 'user-agent': 'Firefox' },
      });
      return answer.status;
    } catch {
      // This replica is stopped or stopping.
    }
  }
  return 0;
}
