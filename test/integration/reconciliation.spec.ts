import { getConnectionToken } from '@nestjs/mongoose';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Redis } from 'ioredis';
import type { Connection, mongo } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  RECONCILIATION_CHECKS,
  ROUTES,
  type ClickRecord,
  type Reconciliation,
  type ReconciliationCheck,
} from '@linkflow/contracts';
import { AcceptedClicks, ClickRollup } from '@linkflow/links';
import { Queues } from '@linkflow/queues';
import { DEMO_USER, signIn, testEnvironment, until, type ApiClient } from '../support';
import { Engine, type Person } from '../support/engine';
import { startApi } from './api.fixture';

/** The reconciliation report finds no difference in data that a worker has written, and finds every kind of damage. */
const environment = testEnvironment('reconciliation');
const HOUR_MS = 3_600_000;
let engine: Engine;
let app: NestFastifyApplication;
let ops: ApiClient;
let url: string;

beforeAll(async () => {
  engine = await Engine.start(environment, { SWEEPER_MS: '60000', TOTALS_MS: '60000' });
  await engine.newInterest();
  ({ app, url } = await startApi(environment, {
    SEED_DEMO: 'true',
    RETENTION_AUDIT_DAYS: '40',
    RETENTION_MS: '200',
  }));
  ops = await signIn(url, { ...DEMO_USER, email: 'ola@example.no' });
}, 120_000);
afterAll(async () => {
  await app?.close();
  await engine?.stop();
  await environment.dispose();
});

const collection = <T extends { _id: string } = { _id: string }>(name: string): mongo.Collection<T> =>
  app.get<Connection>(getConnectionToken()).collection<T>(name);

let made = 0;
const idAt = (ms: number): string =>
  Math.floor(ms / 1_000)
    .toString(16)
    .padStart(8, '0') + (made += 1).toString(16).padStart(16, '0');

/** Lets the worker process clicks that were made some hours ago. */
async function clicked(link: string, people: Person[], hours = 3): Promise<ClickRecord[]> {
  const at = Date.now() - hours * HOUR_MS;
  const clicks = people.map((person) => ({ ...engine.clickOf(link, person, at), id: idAt(at) }));
  await engine.deliver(clicks);
  await until(async () => (await Promise.all(clicks.map(({ id }) => engine.ended(id)))).every(Boolean));
  return clicks;
}

async function report(days = 7): Promise<Reconciliation> {
  const { id } = await ops.call(ROUTES.reconciliations.start, { body: { days } });
  return until(async () => {
    const [latest] = await ops.call(ROUTES.reconciliations.list);
    return latest?.id === id && latest.state !== 'running' ? latest : undefined;
  });
}
async function differences(): Promise<Partial<Record<ReconciliationCheck['code'], ReconciliationCheck>>> {
  const { state, checks } = await report();
  expect(state).toBe('done');
  expect(checks.map(({ code }) => code)).toEqual(RECONCILIATION_CHECKS);
  return Object.fromEntries(
    checks.filter((check) => check.differences > 0).map((check) => [check.code, check]),
  );
}

/** Damages the data, returns what the report then finds, and repairs the data. */
async function found(damage: () => Promise<() => Promise<unknown>>) {
  expect(await differences()).toEqual({});
  const repair = await damage();
  const after = await differences();
  await repair();
  return after;
}
/** Deletes one document; the repair inserts it again. */
const deleting = (name: string, _id: string) => async () => {
  const document = await collection(name).findOneAndDelete({ _id });
  if (!document) throw new Error(`${name} has no ${_id}`);
  return () => collection(name).insertOne(document);
};

it('the api deletes audit events after their retention, and keeps younger ones', async () => {
  const audit = collection<{ _id: string; at: Date; action: string }>('audit');
  const event = (days: number) => {
    const at = new Date(Date.now() - days * 24 * HOUR_MS);
    return {
      _id: idAt(at.getTime()),
      at,
      action: 'run.retry',
      by: { id: 'u', name: '' },
      target: { kind: 'run' },
    };
  };
  const [old, young] = [event(60), event(20)];
  await audit.insertMany([old, young]);
  await until(async () => (await audit.countDocuments({ _id: old._id })) === 0);
  expect(await audit.countDocuments({ _id: young._id })).toBe(1);
});

describe('the reconciliation report', () => {
  let link: string;
  let person: Person;
  let click: ClickRecord;
  let other: ClickRecord;

  beforeAll(async () => {
    ({ link, person } = await engine.scene([engine.action('a'), engine.action('b', 'remove-interest')]));
    const people = [person, await engine.person(), await engine.person()];
    [click, other] = (await clicked(link, people)) as [ClickRecord, ClickRecord];
    // Makes the slices an hour older, so that they are rolled up. The first call recounts everything, the second rolls up newer slices.
    for (let n = 0; n < 2; n += 1) {
      await collection('click_slices').updateMany({ touchedAt: { $exists: true } }, [
        { $set: { touchedAt: { $subtract: ['$touchedAt', HOUR_MS] } } },
      ]);
      await engine.app.get(ClickRollup, { strict: false }).run();
    }
  });

  it('finds no difference in what a worker has done, and says how much it compared', async () => {
    expect(await differences()).toEqual({});
    const { checks, by } = await report();
    const checked = Object.fromEntries(checks.map((check) => [check.code, check.checked]));
    expect(checked).toMatchObject({
      'clicks-without-clicker': 3,
      'clicks-without-run': 3,
      'runs-without-click': 3,
      'steps-without-effect': 6,
      'effects-without-step': 6,
    });
    expect(checked.totals).toBeGreaterThan(0);
    expect(by.name).toBe('Ola Nordmann');
  });

  it('finds a click without its run', async () => {
    expect(await found(deleting('runs', click.id))).toMatchObject({
      'clicks-without-run': { differences: 1, examples: [{ kind: 'click', id: click.id }] },
      'effects-without-step': { differences: 2 },
    });
  });

  it('finds a run without its click, and the total that still has it', async () => {
    expect(await found(deleting('clicks', click.id))).toMatchObject({
      'runs-without-click': { differences: 1, examples: [{ kind: 'run', id: click.id }] },
      totals: { differences: 2 },
    });
  });

  it('finds a click whose recipient is not among the clickers', async () => {
    expect(await found(deleting('clickers', `${link}:${other.recipient}`))).toMatchObject({
      'clicks-without-clicker': { differences: 1, examples: [{ kind: 'click', id: other.id }] },
    });
  });

  it('finds such a click also after its retention, because it is kept then', async () => {
    const result = await found(async () => {
      const repair = await deleting('clickers', `${link}:${other.recipient}`)();
      const marks = collection<{ _id: string; before: Date }>('retention');
      await marks.insertOne({ _id: 'clicks', before: new Date(Date.now() - HOUR_MS) });
      return async () => {
        await marks.deleteOne({ _id: 'clicks' });
        await repair();
      };
    });
    expect(result).toMatchObject({
      'clicks-without-clicker': { differences: 1, examples: [{ kind: 'click', id: other.id }] },
    });
  });

  it('finds a completed step whose effect is missing, but not that of an erased run', async () => {
    const losing = deleting('changes', `${click.id}:a`);
    expect(await found(losing)).toMatchObject({
      'steps-without-effect': { differences: 1, examples: [{ kind: 'run', id: click.id, name: 'a' }] },
    });
    const erased = await found(async () => {
      const repair = await losing();
      await collection('runs').updateOne({ _id: click.id }, { $set: { erasedAt: new Date() } });
      return async () => {
        await collection('runs').updateOne({ _id: click.id }, { $unset: { erasedAt: '' } });
        await repair();
      };
    });
    expect(erased).toEqual({});
  });

  it('finds effects of a run that failed without completing their step', async () => {
    const before = await engine.get(click.id);
    const result = await found(async () => {
      await collection('runs').updateOne(
        { _id: click.id },
        {
          $set: { status: 'failed', 'steps.1.status': 'failed' },
        },
      );
      return () => collection('runs').replaceOne({ _id: click.id }, before);
    });
    expect(result).toEqual({
      'effects-without-step': {
        code: 'effects-without-step',
        checked: 6,
        differences: 1,
        examples: [{ kind: 'run', id: click.id, name: 'b' }],
      },
    });
  });

  it('finds totals that differ from the clicks, and names the link with both numbers', async () => {
    const result = await found(async () => {
      await collection('click_totals').updateOne({ _id: link }, { $inc: { clicks: 5 } });
      return () => collection('click_totals').updateOne({ _id: link }, { $inc: { clicks: -5 } });
    });
    expect(result.totals?.examples).toEqual([
      { kind: 'link', id: link, name: 'Prøve', expected: 3, found: 8 },
    ]);
  });

  it('finds clicks that exist only in a failed job, and hours with more accepted than recorded clicks', async () => {
    const lost = { ...click, id: idAt(Date.now() - 3 * HOUR_MS) };
    const queue = app.get(Queues, { strict: false }).of('clicks')[0];
    const job = await queue?.add('clicks', { v: 1, clicks: [lost, click] }, { delay: 60_000_000 });
    const client = new Redis(environment.redisUrl);
    const [delayed = '', failed = ''] = [queue?.toKey('delayed'), queue?.toKey('failed')];
    await client.zrem(delayed, job?.id ?? '');
    await client.zadd(failed, Date.now(), job?.id ?? '');
    const accepted = app.get(AcceptedClicks, { strict: false });
    for (const { id } of [click, click, other, lost]) accepted.add(id);
    await accepted.save();
    await accepted.save();
    const result = await differences();
    expect(result).toMatchObject({
      'clicks-in-failed-jobs': { checked: 2, differences: 1, examples: [{ kind: 'click', id: lost.id }] },
      'clicks-lost': {
        checked: 4,
        differences: 1,
        examples: [{ kind: 'hour', expected: 4, found: 3 }],
      },
    });
    await job?.remove();
    await client.del(`${environment.queuePrefix}:accepted-clicks`);
    client.disconnect();
  });

  it('does not compare what was deleted after its retention', async () => {
    const result = await found(async () => {
      const repair = await deleting('runs', click.id)();
      const marks = collection<{ _id: string; before: Date }>('retention');
      await marks.insertOne({ _id: 'runs', before: new Date(Date.now() - HOUR_MS) });
      return async () => {
        await marks.deleteOne({ _id: 'runs' });
        await repair();
      };
    });
    expect(result).toEqual({});
  });

  it('is made by one process at a time; if that process ends, the report is shown as interrupted', async () => {
    const both = await Promise.all([1, 2].map(() => ops.call(ROUTES.reconciliations.start, { body: {} })));
    expect(new Set(both.map((one) => one.id)).size).toBe(1);
    await until(async () => (await ops.call(ROUTES.reconciliations.list))[0]?.state === 'done');
    const leases = collection<{ _id: string; holder: string; until: Date }>('leases');
    const reports = collection('reconciliations');
    const { id } = await report();
    await reports.updateOne({ _id: id }, { $set: { state: 'running' }, $unset: { endedAt: '' } });
    await until(async () => (await leases.countDocuments({ _id: 'reconciliation' })) === 0);
    await leases.insertOne({
      _id: 'reconciliation',
      holder: 'another',
      until: new Date(Date.now() + 60_000),
    });
    expect(await ops.call(ROUTES.reconciliations.list)).toContainEqual(
      expect.objectContaining({ id, state: 'running' }),
    );
    expect(await ops.call(ROUTES.reconciliations.start, { body: {} })).toMatchObject({ id });
    await leases.deleteOne({ _id: 'reconciliation' });
    expect((await ops.call(ROUTES.reconciliations.list))[0]).toMatchObject({ id, state: 'interrupted' });
    expect((await report()).id).not.toBe(id);
  });

  it('is printed by npm run reconcile, with what each difference means, and its exit code tells whether there is one', async () => {
    const { reconcile } = await import('../../apps/api/src/ops/reconcile-command');
    const printed = async (args: string[]): Promise<{ code: number; text: string }> => {
      let text = '';
      const write = (chunk: unknown): boolean => {
        text += String(chunk);
        return true;
      };
      const spies = [process.stdout, process.stderr].map((stream) =>
        vi.spyOn(stream, 'write').mockImplementation(write),
      );
      const code = await reconcile(args);
      for (const spy of spies) spy.mockRestore();
      return { code, text };
    };
    const fine = await printed([]);
    expect(fine.text).toContain('No differences.');
    expect(fine.code).toBe(0);
    const repair = await deleting('runs', click.id)();
    const damaged = await printed(['--days', '1']);
    await repair();
    expect(damaged.code).toBe(1);
    expect(damaged.text).toContain('Clicks without a run: 1 of 3');
    expect(damaged.text).toContain(`click ${click.id}`);
    expect(damaged.text).toContain('The sweeper starts missing runs by itself');
    expect(await printed(['--days', 'many'])).toEqual({
      code: 2,
      text: '\n  --days must be a whole number from 1 to 3650.\n\n',
    });
  });

  it('is for ops, and refuses a period that is not a number of days', async () => {
    const marketer = await signIn(url, { ...DEMO_USER, email: 'kari@example.no' });
    expect(await marketer.send('GET', '/api/ops/reconciliations')).toMatchObject({ status: 403 });
    expect(await marketer.send('POST', '/api/ops/reconciliations', { days: 1 })).toMatchObject({
      status: 403,
    });
    expect(await ops.send('POST', '/api/ops/reconciliations', { days: 0 })).toMatchObject({ status: 400 });
  });
});
