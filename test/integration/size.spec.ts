import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ClicksRepository } from '@linkflow/links';
import { newId } from '@linkflow/platform';
import { BYTES, sizeOf } from '../../scripts/lib/size.mjs';
import { ClickHistory } from '../bench/growth-data';
import { testEnvironment } from '../support';
import { Engine } from '../support/engine';

/** `npm run size` calculates with the bytes that MongoDB really uses, indexes included. */
const environment = testEnvironment('size');
const DOCUMENTS = 20_000;
let engine: Engine;

beforeAll(async () => {
  engine = await Engine.start(environment, {
    RECONCILE_MS: '60000',
    SWEEPER_MS: '60000',
    TOTALS_MS: '60000',
  });
  await engine.app.get(ClicksRepository, { strict: false }).createIndexes();
});
afterAll(async () => {
  await engine?.stop();
  await environment.dispose();
});

const collection = (name: string) => engine.connection.collection<{ _id: string; steps: unknown[] }>(name);

/** Bytes on disk per document, after a checkpoint. */
async function bytesOf(name: string): Promise<number> {
  await engine.connection.getClient().db('admin').command({ fsync: 1 });
  const [stats] = await collection(name)
    .aggregate<{ storageStats: { count: number; storageSize: number; totalIndexSize: number } }>([
      { $collStats: { storageStats: {} } },
    ])
    .toArray();
  if (!stats) throw new Error(`No statistics of ${name}`);
  const { count, storageSize, totalIndexSize } = stats.storageStats;
  return (storageSize + totalIndexSize) / count;
}

it('the bytes of a click, a clicker, a run, a step and a history line are those that MongoDB uses', async () => {
  const ids = (n: number): string[] => Array.from({ length: n }, newId);
  const people = ids(DOCUMENTS).map((recipientId) => ({ recipientId, contactId: newId() }));
  const targets = { links: ids(200), mailings: ids(50), people };
  const spread = { firstLink: 8, people: 'at-random' } as const;
  await new ClickHistory(engine.connection, targets, spread).growTo(DOCUMENTS);
  const changes = people.map(({ contactId }) => {
    const [runId, target, linkId, mailingId] = [newId(), newId(), newId(), newId()];
    const source = { kind: 'run', runId, nodeId: 'first', trigger: 'click', linkId, linkName: 'Meld deg på' };
    return {
      _id: `${runId}:first`,
      contactId,
      kind: 'interest-added',
      target: { id: target, name: 'Seminarer' },
      at: new Date(),
      applied: true,
      source: { ...source, mailingId, mailingName: 'Nyhetsbrev for november', occurredAt: new Date() },
    };
  });
  await collection('changes').insertMany(changes as never[]);
  const three = await bytesOf('runs');
  const runs = await collection('runs').find().toArray();
  const indexes = (await collection('runs').indexes()).filter(({ name }) => name !== '_id_');
  await collection('runs').drop();
  await collection('runs').createIndexes(indexes);
  await collection('runs').insertMany(runs.map((run) => ({ ...run, steps: run.steps.slice(0, 1) })));
  const one = await bytesOf('runs');
  const measured = {
    click: await bytesOf('clicks'),
    clicker: await bytesOf('clickers'),
    run: one - (three - one) / 2,
    step: (three - one) / 2,
    change: await bytesOf('changes'),
  };
  for (const [what, bytes] of Object.entries(BYTES)) {
    const found = measured[what as keyof typeof BYTES];
    // MongoDB's blocks are filled differently each time, and a step is the difference of two measurements.
    expect(bytes / found, `${what}: ${found} bytes`).toBeGreaterThan(0.5);
    expect(bytes / found, `${what}: ${found} bytes`).toBeLessThan(2);
  }
}, 120_000);

it('the calculator multiplies clicks a month by the months that they are kept', () => {
  const load = {
    clicks: 1_000_000,
    steps: 3,
    firstClicks: 0.8,
    days: { clicks: 304, runs: 30.4, history: 30.4 },
  };
  expect(sizeOf(load).map(({ documents }) => documents)).toEqual([
    10_000_000,
    1_000_000,
    3_000_000,
    Math.round(((1_000_000 * 365) / 30.4) * 0.8),
  ]);
  expect(sizeOf(load)[0]?.bytes).toBe(10_000_000 * BYTES.click);
});

it('the calculator accepts off, as the settings do, and then tells what each year adds', async () => {
  const args = ['scripts/size.mjs', '--clicks-days', 'off', '--runs-days', '90'];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  expect(stdout).toMatch(/^clicks +kept for ever, each year +12,006,579/);
  expect(stdout).toMatch(/^runs +kept 90 days/m);
  await expect(promisify(execFile)(process.execPath, [...args, '--clicks', 'off'])).rejects.toThrow(
    '--clicks must be a number.',
  );
});
