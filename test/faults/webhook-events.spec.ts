import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROUTES } from '@linkflow/contracts';
import { startWebhookReceiver, until, type WebhookReceiver } from '../support';
import { RunLoad } from './runs.fixture';
import { FULL } from './seeded';

const CLICKS = FULL ? 2_000 : 300;
const KILLS = FULL ? 6 : 2;
/** Calls that a worker has with one server at a time. Those are what a kill may repeat. */
const AT_A_TIME = 20;

let scene: RunLoad;
let receiver: WebhookReceiver;
beforeAll(async () => {
  receiver = await startWebhookReceiver();
  scene = await RunLoad.start('webhook_events_killed', CLICKS, {
    OUTBOUND_ALLOW: '127.0.0.1/32',
    // Leases of deliveries last twice as long and ten seconds more.
    OUTBOUND_CONNECT_MS: '2000',
    OUTBOUND_ANSWER_MS: '2000',
    OUTBOUND_TOTAL_MS: '2000',
    CLICK_SETTLE_SECONDS: '0',
  });
}, 120_000);
afterAll(async () => {
  await scene?.stop();
  await receiver?.stop();
});

it(`every click reaches a subscribed system when the worker is killed ${KILLS} times, and only what was in progress comes again`, async () => {
  const { secret } = await scene.api.call(ROUTES.webhookSecrets.create, {
    body: { kind: 'signing', name: 'CRM' },
  });
  const { id } = await scene.api.call(ROUTES.webhookSubscriptions.create, {
    body: { name: 'CRM', url: receiver.url, types: ['click.recorded'], secretId: secret.id },
  });
  const lane = await scene.publish([await scene.interest('interest', 'set-interest')]);
  // A worker knows of a new subscription when it has read the list again; a click that comes then is the first event.
  const [first, ...others] = scene.people.map((person) => scene.clickOf(lane, person));
  if (!first) throw new Error('There is nobody');
  await until(
    async () => {
      await scene.feed([scene.clickOf(lane, scene.people[0] ?? { recipientId: '', contactId: '' })]);
      return receiver.calls.length > 0;
    },
    { deadlineMs: 60_000, everyMs: 1_000, what: 'the first event' },
  );
  const before = await scene.db.collection('clicks').countDocuments({ linkId: lane.linkId });
  await scene.feed([first, ...others], 7);

  for (let kill = 1; kill <= KILLS; kill += 1) {
    const target = Math.floor((kill / (KILLS + 1)) * CLICKS);
    await until(() => new Set(receiver.calls.map(({ headers }) => headers['webhook-id'])).size >= target, {
      deadlineMs: 120_000,
      everyMs: 5,
      what: `${target} events`,
    });
    await scene.apps.kill('worker', 'SIGKILL');
    await scene.apps.restart('worker');
  }

  const log = scene.db.collection('webhook_deliveries');
  await until(async () => (await log.countDocuments({ subscriptionId: id, state: 'delivered' })) >= CLICKS, {
    deadlineMs: 240_000,
    everyMs: 250,
    what: 'the delivery of all events',
  });
  await until(async () => (await log.countDocuments({ subscriptionId: id, state: 'pending' })) === 0, {
    deadlineMs: 60_000,
  });
  const bodies = new Map<unknown, Set<string>>();
  for (const { headers, body } of receiver.calls) {
    const ofId = bodies.get(headers['webhook-id']) ?? new Set();
    bodies.set(headers['webhook-id'], ofId.add(body));
  }
  const sent = [first, ...others].filter(({ id: click }) => bodies.has(`${click}-click-recorded-${id}`));
  expect(sent).toHaveLength(CLICKS);
  expect([...bodies.values()].every(({ size }) => size === 1)).toBe(true);
  expect(receiver.calls.length - bodies.size).toBeLessThanOrEqual(KILLS * AT_A_TIME);
  expect(await scene.db.collection('clicks').countDocuments({ linkId: lane.linkId })).toBeGreaterThanOrEqual(
    before + CLICKS,
  );
}, 600_000);
