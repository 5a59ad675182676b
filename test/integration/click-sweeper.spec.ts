import { mongo } from 'mongoose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ClickRecord } from '@linkflow/contracts';
import { ClickRecorder } from '@linkflow/links';
import { newId } from '@linkflow/platform';
import { ActionAdapters, Repairs } from '@linkflow/engine';
import type { Delivery } from '@linkflow/queues';
import { testEnvironment, until } from '../support';
import { Engine, interruptedDelivery, type Person } from '../support/engine';

/** The sweeper creates the missing runs of recorded clicks. Clicks that cannot be processed are set aside. */
const environment = testEnvironment('click_sweeper');
const LAG_MS = 2_000;
let engine: Engine;
let quarantine: { handle(job: object, delivery: Delivery): Promise<void> };

beforeAll(async () => {
  engine = await Engine.start(environment, { SWEEPER_MS: '100', SWEEPER_LAG_MS: String(LAG_MS) });
  const { QuarantineProcessor } = await import('../../apps/worker/src/processors/runs.processor');
  quarantine = engine.app.get(QuarantineProcessor, { strict: false });
});
beforeEach(() => engine.newInterest());
afterEach(() => {
  vi.restoreAllMocks();
});
afterAll(async () => {
  await engine?.stop();
  await environment.dispose();
});

describe('a recorded click without a run', () => {
  it('gets its run from the sweeper, and the repair is counted', async () => {
    const { link, person } = await engine.scene([engine.action('a')]);
    const click = engine.clickOf(link, person);
    await recorded(click, person);
    expect(await until(() => engine.ended(click.id))).toMatchObject({
      status: 'succeeded',
      trigger: { type: 'click', id: click.id, at: new Date(click.at) },
      subject: { contactId: person.contactId },
    });
    expect((await engine.app.get(Repairs, { strict: false }).read()).started).toBeGreaterThan(0);
    expect(await engine.count('clicks', { linkId: link })).toBe(1);
  });

  it('gets no run if its workflow has no background steps or the click was set aside', async () => {
    const idle = await engine.scene([]);
    const { link, person } = await engine.scene([engine.action('a')]);
    const nothing = engine.clickOf(idle.link, idle.person);
    await recorded(nothing, idle.person);
    const aside = engine.clickOf(link, person);
    await engine.put('clicks_set_aside', { _id: aside.id, click: aside, reason: 'crashed-worker' });
    await recorded(aside, person);
    const last = engine.clickOf(link, person);
    await recorded(last, person);
    await until(() => engine.ended(last.id));
    await until(async () => ((await bookmark())?.upTo ?? '') >= last.id);
    expect(await engine.count('runs', { _id: { $in: [nothing.id, aside.id] } })).toBe(0);
  });

  it('is found although it was recorded behind the position of the sweeper', async () => {
    const { link, person } = await engine.scene([engine.action('a')]);
    const early = idBefore(600_000);
    const passed = idBefore(300_000);
    const { person: other } = await engine.scene([engine.action('a')]);
    await recorded({ ...engine.clickOf(link, other), id: passed }, other);
    await until(async () => ((await bookmark())?.upTo ?? '') >= passed);

    // A late click has an id that the sweeper has passed already. The worker stores that id for the sweeper (SweepBookmarks.announceLate),
    // then records the click, and crashes before it starts the run.
    const late = { ...engine.clickOf(link, person), id: early };
    const { ClickIntake } = await import('../../apps/worker/src/processors/clicks.processor');
    vi.spyOn(engine.app.get(ClickRecorder, { strict: false }), 'record').mockImplementation(async () => {
      await recorded(late, person);
      throw new Error('crashed');
    });
    await expect(engine.app.get(ClickIntake, { strict: false }).process([late])).rejects.toThrow('crashed');
    vi.restoreAllMocks();
    expect(await until(() => engine.ended(early))).toMatchObject({ status: 'succeeded' });
  });

  it('is found behind the position of the sweeper after the position was deleted, as the reconciliation report advises', async () => {
    const { link, person } = await engine.scene([engine.action('a')]);
    const [early, passed] = [idBefore(900_000), idBefore(200_000)];
    const { person: other } = await engine.scene([engine.action('a')]);
    await recorded({ ...engine.clickOf(link, other), id: passed }, other);
    await until(async () => ((await bookmark())?.upTo ?? '') >= passed);
    await recorded({ ...engine.clickOf(link, person), id: early }, person);
    await engine.connection.collection<{ _id: string }>('sweep_bookmarks').deleteOne({ _id: 'clicks' });
    expect(await until(() => engine.ended(early))).toMatchObject({ status: 'succeeded' });
  });

  it('is not redelivered if its run is in a first step that takes longer than the lag of the sweeper', async () => {
    const { link, person } = await engine.scene([engine.action('a')]);
    const click = engine.clickOf(link, person);
    const repairs = engine.app.get(Repairs, { strict: false });
    const { started } = await repairs.read();
    const { crm } = engine.app.get(ActionAdapters, { strict: false });
    const perform = crm.perform.bind(crm);
    const step = vi.spyOn(crm, 'perform').mockImplementation(async (...args) => {
      // The step lasts until the sweeper has passed the next click, and so this one too.
      await until(async () => ((await bookmark())?.upTo ?? '') >= next.id);
      return perform(...args);
    });
    const delivered = engine.deliver([click]);
    const next = engine.clickOf(link, person);
    await engine.put('clicks_set_aside', { _id: next.id, click: next, reason: 'crashed-worker' });
    await recorded(next, person);
    await delivered;
    expect(await engine.get(click.id)).toMatchObject({ status: 'succeeded', fence: 1 });
    expect(step).toHaveBeenCalledOnce();
    expect((await repairs.read()).started).toBe(started);
  });

  it('does not announce clicks that are recorded in time', async () => {
    const { link, person } = await engine.scene([engine.action('a')]);
    await until(async () => {
      const where = await bookmark();
      return where && !('late' in where) && !('seen' in where);
    });
    await engine.deliver([engine.clickOf(link, person)]);
    expect(await bookmark()).not.toHaveProperty('late');
  });
});

describe('a click that cannot be processed', () => {
  it('does not block the other clicks of its job when MongoDB refuses it', async () => {
    const { link, person } = await engine.scene([engine.action('a')]);
    const [bad, good] = [engine.clickOf(link, person), engine.clickOf(link, person)];
    const recorder = engine.app.get(ClickRecorder, { strict: false });
    const record = recorder.record.bind(recorder);
    vi.spyOn(recorder, 'record').mockImplementation((clicks) =>
      clicks.some((click) => click.id === bad.id)
        ? Promise.reject(new mongo.MongoServerError({ message: 'refused', code: 2 }))
        : record(clicks),
    );
    await expect(engine.deliver([bad, good])).rejects.toThrow('refused');
    expect(await engine.get(good.id)).toMatchObject({ status: 'succeeded' });
  });

  it('is set aside, and its run fails, when it keeps crashing workers in quarantine', async () => {
    const { link, person } = await engine.scene([engine.action('a')]);
    const click = engine.clickOf(link, person);
    const before = vi.spyOn(engine.app.get(ClickRecorder, { strict: false }), 'record');
    await recorded(click, person);
    await quarantine.handle({ v: 1, kind: 'clicks', clicks: [click] }, interruptedDelivery(3));
    expect(before).not.toHaveBeenCalled();
    expect(await aside(click.id)).toMatchObject({ reason: 'crashed-worker' });
    expect(await engine.get(click.id)).toMatchObject({
      status: 'failed',
      failure: { reason: { code: 'run.crashed-worker' } },
    });
  });

  it('is set aside without a run when it was never recorded', async () => {
    const { link, person } = await engine.scene([engine.action('a')]);
    const click = engine.clickOf(link, person);
    await quarantine.handle({ v: 1, kind: 'clicks', clicks: [click] }, interruptedDelivery(3));
    expect(await aside(click.id)).toMatchObject({ reason: 'crashed-worker' });
    expect(await engine.count('runs', { _id: click.id })).toBe(0);
  });

  it('is separated from the other clicks of its job, which are processed one by one', async () => {
    const { link, person } = await engine.scene([engine.action('a')]);
    const clicks = [engine.clickOf(link, person), engine.clickOf(link, person), engine.clickOf(link, person)];
    await engine.deliver(clicks, interruptedDelivery(2));
    for (const { id } of clicks) {
      expect(await until(() => engine.ended(id))).toMatchObject({ status: 'succeeded' });
    }
    const more = [engine.clickOf(link, person), engine.clickOf(link, person)];
    await quarantine.handle({ v: 1, kind: 'clicks', clicks: more }, interruptedDelivery(1));
    for (const { id } of more) {
      expect(await until(() => engine.ended(id))).toMatchObject({ status: 'succeeded' });
    }
    expect(await engine.count('clicks_set_aside', { 'click.link': link })).toBe(0);
  });
});

describe('a late click of an erased recipient', () => {
  const late = async () => {
    const { link, person } = await engine.scene([engine.action('a')]);
    await engine.connection
      .collection<{ _id: string }>('recipients')
      .updateOne({ _id: person.recipientId }, { $set: { erasedAt: new Date(), email: '', name: '' } });
    return { ...engine.clickOf(link, person), ua: 'Mozilla/5.0 (Karis maskin)' };
  };

  it('is recorded and starts no run', async () => {
    const click = await late();
    await engine.deliver([click]);
    // Delivers the click again, as after a crash between the recording of the click and the start of its run.
    await engine.deliver([click]);
    expect(await engine.count('clicks', { _id: click.id, run: false, contactId: null, ua: null })).toBe(1);
    expect(await engine.count('runs', { _id: click.id })).toBe(0);
  });

  it('gets no failed run when it crashes its workers, and is set aside without the browser', async () => {
    const click = await late();
    await engine.app.get(ClickRecorder, { strict: false }).record([click]);
    await quarantine.handle({ v: 1, kind: 'clicks', clicks: [click] }, interruptedDelivery(3));
    expect(await aside(click.id)).toMatchObject({ reason: 'crashed-worker', click: { id: click.id } });
    expect(await engine.count('clicks_set_aside', { _id: click.id, 'click.ua': { $exists: true } })).toBe(0);
    expect(await engine.count('runs', { _id: click.id })).toBe(0);
  });
});

it('keeps only the family and version of the browser of a click that is set aside', async () => {
  const { link, person } = await engine.scene([engine.action('a')]);
  const ua = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0 (machine of Kari Prøve)';
  const click = { ...engine.clickOf(link, person), ua };
  await quarantine.handle({ v: 1, kind: 'clicks', clicks: [click] }, interruptedDelivery(3));
  expect(await aside(click.id)).toMatchObject({ click: { id: click.id, link, ua: 'Firefox 140' } });
});

/** Records a click without starting its run. A worker leaves this state if it crashes between the two. */
async function recorded(click: ClickRecord, { mailingId, contactId }: Person): Promise<void> {
  await engine.put('clicks', {
    _id: click.id,
    linkId: click.link,
    mailingId,
    recipientId: click.recipient,
    contactId,
    at: new Date(click.at),
    version: click.version,
    kind: click.kind,
    run: click.run,
    ua: null,
  });
}

/** Returns the bookmark of the sweeper; `upTo` is the id up to which it has checked all clicks. */
const bookmark = async (): Promise<{ upTo: string } | null> =>
  engine.connection.collection<{ _id: string; upTo: string }>('sweep_bookmarks').findOne({ _id: 'clicks' });

const aside = (id: string): Promise<unknown> =>
  engine.connection.collection<{ _id: string }>('clicks_set_aside').findOne({ _id: id });

/** Returns an id for a click of that many ms ago. */
const idBefore = (ms: number): string =>
  Math.floor((Date.now() - ms) / 1_000)
    .toString(16)
    .padStart(8, '0') + newId().slice(8);
