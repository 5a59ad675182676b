import { mongo } from 'mongoose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ClickRecord } from '@linkflow/contracts';
import { ClickRecorder } from '@linkflow/links';
import { newId } from '@linkflow/platform';
import { Ports, Repairs } from '@linkflow/engine';
import { testEnvironment, until } from '../support';
import { Engine, type Person } from '../support/engine';

/** Clicks that nobody has taken care of to the end, and clicks that nobody can. */
const environment = testEnvironment('click_patrol');
const LAG_MS = 2_000;
let engine: Engine;
let lone: { handle(job: object, delivery: { stalled: number }): Promise<void> };

beforeAll(async () => {
  engine = await Engine.start(environment, { PATROL_MS: '100', PATROL_LAG_MS: String(LAG_MS) });
  const { LoneHandler } = await import('../../apps/worker/src/lone/lone.handler');
  lone = engine.app.get(LoneHandler, { strict: false });
});
beforeEach(() => engine.newInterest());
afterEach(() => {
  vi.restoreAllMocks();
});
afterAll(async () => {
  await engine?.stop();
  await environment.dispose();
});

describe('a click that was recorded and has no run', () => {
  it('gets its run when the patrol comes by, and the repair is counted', async () => {
    const { link, person } = await engine.scene([engine.action('a')]);
    const click = engine.clickOf(link, person);
    await recorded(click, person);
    expect(await until(() => engine.ended(click.id))).toMatchObject({
      status: 'succeeded',
      clickedAt: new Date(click.at),
      contactId: person.contactId,
    });
    expect((await engine.app.get(Repairs, { strict: false }).read()).begun).toBeGreaterThan(0);
    expect(await engine.count('clicks', { linkId: link })).toBe(1);
  });

  it('gets none where its workflow does nothing in the background, or where the click was set aside', async () => {
    const idle = await engine.scene([]);
    const { link, person } = await engine.scene([engine.action('a')]);
    const nothing = engine.clickOf(idle.link, idle.person);
    await recorded(nothing, idle.person);
    const aside = engine.clickOf(link, person);
    await engine.put('clicks_set_aside', { _id: aside.id, click: aside, reason: 'poison' });
    await recorded(aside, person);
    const last = engine.clickOf(link, person);
    await recorded(last, person);
    await until(() => engine.ended(last.id));
    await until(async () => ((await place())?.upTo ?? '') >= last.id);
    expect(await engine.count('runs', { _id: { $in: [nothing.id, aside.id] } })).toBe(0);
  });

  it('is found too when it was recorded where the patrol had been already', async () => {
    const { link, person } = await engine.scene([engine.action('a')]);
    const early = idBefore(600_000);
    const passed = idBefore(300_000);
    const { person: other } = await engine.scene([engine.action('a')]);
    await recorded({ ...engine.clickOf(link, other), id: passed }, other);
    await until(async () => ((await place())?.upTo ?? '') >= passed);

    // Its worker announces it, records it, and dies before it has begun the run.
    const late = { ...engine.clickOf(link, person), id: early };
    const { ClickWork } = await import('../../apps/worker/src/clicks/click-work');
    vi.spyOn(engine.app.get(ClickRecorder, { strict: false }), 'record').mockImplementation(async () => {
      await recorded(late, person);
      throw new Error('died');
    });
    await expect(engine.app.get(ClickWork, { strict: false }).do([late])).rejects.toThrow('died');
    vi.restoreAllMocks();
    expect(await until(() => engine.ended(early))).toMatchObject({ status: 'succeeded' });
  });

  it('is told from one whose run has begun and whose first step takes longer than the patrol waits', async () => {
    const { link, person } = await engine.scene([engine.action('a')]);
    const click = engine.clickOf(link, person);
    const repairs = engine.app.get(Repairs, { strict: false });
    const { begun } = await repairs.read();
    const { crm } = engine.app.get(Ports, { strict: false });
    const setMembership = crm.setMembership.bind(crm);
    const step = vi.spyOn(crm, 'setMembership').mockImplementation(async (...args) => {
      // The patrol has been there when it has passed what came after.
      await until(async () => ((await place())?.upTo ?? '') >= next.id);
      return setMembership(...args);
    });
    const delivered = engine.deliver([click]);
    const next = engine.clickOf(link, person);
    await engine.put('clicks_set_aside', { _id: next.id, click: next, reason: 'poison' });
    await recorded(next, person);
    await delivered;
    expect(await engine.get(click.id)).toMatchObject({ status: 'succeeded', fence: 1 });
    expect(step).toHaveBeenCalledOnce();
    expect((await repairs.read()).begun).toBe(begun);
  });

  it('costs clicks that come in time nothing', async () => {
    const { link, person } = await engine.scene([engine.action('a')]);
    await until(async () => {
      const where = await place();
      return where && !('late' in where) && !('seen' in where);
    });
    await engine.deliver([engine.clickOf(link, person)]);
    expect(await place()).not.toHaveProperty('late');
  });
});

describe('a click that cannot be worked on', () => {
  it('that MongoDB refuses does not hold back those that came with it', async () => {
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

  it('goes on killing when it is alone: it is set aside, and its run fails where people see it', async () => {
    const { link, person } = await engine.scene([engine.action('a')]);
    const click = engine.clickOf(link, person);
    const before = vi.spyOn(engine.app.get(ClickRecorder, { strict: false }), 'record');
    await recorded(click, person);
    await lone.handle({ v: 1, kind: 'clicks', clicks: [click] }, { stalled: 2 });
    expect(before).not.toHaveBeenCalled();
    expect(await aside(click.id)).toMatchObject({ reason: 'poison' });
    expect(await engine.get(click.id)).toMatchObject({
      status: 'failed',
      failure: { reason: { code: 'run.poison' } },
    });
  });

  it('is set aside without a run when it could not even be recorded', async () => {
    const { link, person } = await engine.scene([engine.action('a')]);
    const click = engine.clickOf(link, person);
    await lone.handle({ v: 1, kind: 'clicks', clicks: [click] }, { stalled: 2 });
    expect(await aside(click.id)).toMatchObject({ reason: 'poison' });
    expect(await engine.count('runs', { _id: click.id })).toBe(0);
  });

  it('is told from those in its job, which are done one by one', async () => {
    const { link, person } = await engine.scene([engine.action('a')]);
    const clicks = [engine.clickOf(link, person), engine.clickOf(link, person), engine.clickOf(link, person)];
    await engine.deliver(clicks, { stalled: 2 });
    for (const { id } of clicks) {
      expect(await until(() => engine.ended(id))).toMatchObject({ status: 'succeeded' });
    }
    const more = [engine.clickOf(link, person), engine.clickOf(link, person)];
    await lone.handle({ v: 1, kind: 'clicks', clicks: more }, { stalled: 1 });
    for (const { id } of more) {
      expect(await until(() => engine.ended(id))).toMatchObject({ status: 'succeeded' });
    }
    expect(await engine.count('clicks_set_aside', { 'click.link': link })).toBe(0);
  });
});

/** A click as a worker has recorded it that died before it began the run. */
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

/** Where the patrol stands. */
const place = async (): Promise<{ upTo: string } | null> =>
  engine.connection.collection<{ _id: string; upTo: string }>('patrol').findOne({ _id: 'clicks' });

const aside = (id: string): Promise<unknown> =>
  engine.connection.collection<{ _id: string }>('clicks_set_aside').findOne({ _id: id });

/** An id that a click so long ago would have. */
const idBefore = (ms: number): string =>
  Math.floor((Date.now() - ms) / 1_000)
    .toString(16)
    .padStart(8, '0') + newId().slice(8);
