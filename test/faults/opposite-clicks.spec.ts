import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { Retryable } from '@linkflow/actions';
import type { WorkflowNode } from '@linkflow/contracts';
import { FieldsService } from '@linkflow/crm';
import { ActionAdapters } from '@linkflow/engine';
import { testEnvironment, until } from '../support';
import { Engine, type Person } from '../support/engine';
import { FULL, seedOr, seeded } from './seeded';

const PEOPLE = FULL ? 1_000 : 60;
const SEED = seedOr(303);
const FIELD = 'mening';

const environment = testEnvironment('opposite_clicks');
let engine: Engine;
/** Number of attempts that will still be made to fail, by run id. */
const failing = new Map<string, number>();

beforeAll(async () => {
  engine = await Engine.start(environment);
  await engine.newInterest();
  const { crm } = engine.app.get(ActionAdapters, { strict: false });
  const perform = crm.perform.bind(crm);
  vi.spyOn(crm, 'perform').mockImplementation((name, context, input) => {
    failAtFirst(context.key);
    return perform(name, context, input);
  });
});
afterAll(async () => {
  await engine?.stop();
  await environment.dispose();
});

it(`(e) of two opposite clicks of each of ${PEOPLE} contacts the newer one wins even if retries delay the older one (seed ${SEED})`, async () => {
  const random = seeded(SEED);
  const { id: fieldId } = await engine.app.get(FieldsService, { strict: false }).create({
    key: FIELD,
    name: 'Mening',
    entity: 'contact',
    type: 'text',
  });
  const { link: yes } = await engine.scene(changes('set-interest', fieldId, 'ja'));
  const { link: no } = await engine.scene(changes('remove-interest', fieldId, 'nei'));

  const now = Date.now();
  const people = await Promise.all(Array.from({ length: PEOPLE }, () => engine.person()));
  const pairs = people.map((person) => {
    const [first, second] = random() < 0.5 ? [yes, no] : [no, yes];
    const older = engine.clickOf(first, person, now - 1 - Math.floor(random() * 60_000));
    const newer = engine.clickOf(second, person, now);
    failing.set(older.id, 1 + Math.floor(random() * 4));
    failing.set(newer.id, Math.floor(random() * 2));
    return { person, older, newer, order: random() };
  });
  // The older click is delivered first for 50 % of the pairs, and last for 20 %. For 30 % both clicks are in one job, the newer one first.
  await engine.deliver(pairs.filter(({ order }) => order < 0.5).map(({ older }) => older));
  await engine.deliver(pairs.flatMap(({ older, newer, order }) => (order < 0.7 ? [newer] : [newer, older])));
  await engine.deliver(pairs.filter(({ order }) => order >= 0.5 && order < 0.7).map(({ older }) => older));

  const ofBoth = { 'context.linkId': { $in: [yes, no] }, status: 'succeeded' };
  await until(async () => (await engine.count('runs', ofBoth)) === PEOPLE * 2, { deadlineMs: 120_000 });
  for (const { person, newer } of pairs) {
    expect(await stateOf(person), `of ${newer.id}`).toEqual(
      newer.link === yes ? { active: true, value: 'ja' } : { active: false, value: 'nei' },
    );
  }
  // Some older clicks must have been processed after the newer ones (their effect was not applied), or the test proves nothing.
  const late = await engine.count('runs', { ...ofBoth, 'steps.output.applied': false });
  expect(late).toBeGreaterThan(PEOPLE / 10);
}, 180_000);

function changes(type: string, fieldId: string, value: string): WorkflowNode[] {
  const policy = { attempts: 8, backoff: { baseMs: 100, capMs: 400 } };
  return [
    { ...engine.action('interest', type), policy },
    { id: 'field', type: 'set-field', params: { fieldId, value, clear: false }, policy },
  ];
}

function failAtFirst(key: string): void {
  const runId = key.split(':')[0] ?? '';
  const left = failing.get(runId) ?? 0;
  if (left === 0) return;
  failing.set(runId, left - 1);
  throw new Retryable({ code: 'test.away' });
}

async function stateOf({ contactId }: Person): Promise<{ active: unknown; value: unknown }> {
  const membership = await engine.connection
    .collection('memberships')
    .findOne({ contactId, targetId: engine.interestId });
  const contact = await engine.connection
    .collection<{ _id: string; fields: Record<string, unknown> }>('contacts')
    .findOne({ _id: contactId ?? '' });
  return { active: membership?.active, value: contact?.fields[FIELD] };
}
