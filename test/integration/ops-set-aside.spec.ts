import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ROUTES, type SetAsideClick } from '@linkflow/contracts';
import { newId } from '@linkflow/platform';
import { JobProducer } from '@linkflow/queues';
import { testEnvironment, until } from '../support';
import { Interest, startOps, statusOf, type Ops } from './ops.fixture';

/** Clicks that could not be processed: ops see why, and send them again. A real worker processes them. */
const environment = testEnvironment('ops_set_aside');
let system: Ops;

beforeAll(async () => {
  system = await startOps(environment);
}, 120_000);
afterAll(async () => {
  await system?.close();
  await environment.dispose();
});

const listed = async (id: string): Promise<SetAsideClick | undefined> =>
  (await system.ops.call(ROUTES.setAside.list)).items.find((click) => click.id === id);

const sendAgain = (id: string): Promise<SetAsideClick> =>
  system.ops.call(ROUTES.setAside.sendAgain, { params: { id } });

/** A click of an unknown recipient, which the worker sets aside. */
async function unusable() {
  const link = await system.scene.link([(await Interest.create(system.admin)).step('a')]);
  const person = { recipientId: newId(), mailingId: newId(), contactId: newId() };
  const [id = ''] = await system.scene.click(link, [person]);
  const click = await until(() => listed(id));
  return { link, id, person, click };
}

describe('a click that was set aside', () => {
  it('is listed with its link, its recipient and the reason', async () => {
    const { link, id, person, click } = await unusable();
    expect(click).toMatchObject({
      id,
      link: { id: link, name: 'Prøve' },
      recipient: { id: person.recipientId, name: '' },
      reason: 'recipient.unknown',
      version: 1,
      kind: 'click',
    });
    expect(click).not.toHaveProperty('sentAgainAt');
    expect((await system.ops.call(ROUTES.ops.overview)).setAside).toBeGreaterThan(0);
  });

  it('gets its run when it is sent again after the cause is gone, and an audit event says who did it', async () => {
    const { id, person } = await unusable();
    const known = await system.scene.person();
    await system.scene.put('recipients', {
      _id: person.recipientId,
      mailingId: newId(),
      contactId: known.contactId,
      email: 'gjenfunnet@example.no',
      name: 'Gjenfunnet Prøve',
      addedAt: new Date(),
      removedAt: null,
    });
    expect(await sendAgain(id)).toHaveProperty('sentAgainAt');
    await system.scene.waitForStatus(id, 'succeeded');
    expect(await listed(id)).toMatchObject({
      recipient: { name: 'Gjenfunnet Prøve' },
      run: { id, status: 'succeeded' },
    });
    const { items } = await system.ops.call(ROUTES.ops.audit, { query: { action: 'click.send-again' } });
    expect(items[0]).toMatchObject({ target: { kind: 'click', id, name: 'Prøve' } });
  });

  it('is listed as not sent again if it is set aside again', async () => {
    const { id, click } = await unusable();
    await sendAgain(id);
    await until(async () => {
      const again = await listed(id);
      return again && again.sentAgainAt === undefined && again.setAsideAt > click.setAsideAt;
    });
  });

  it('is listed as sent only after it was sent, so that it is not forgotten if the api is killed before', async () => {
    const { id } = await unusable();
    let fail = (_reason: Error): void => undefined;
    const sending = new Promise<void>((_resolve, reject) => (fail = reject));
    const add = vi.spyOn(JobProducer.prototype, 'add').mockReturnValue(sending);
    try {
      const outcome = sendAgain(id).catch((error: unknown) => error);
      await until(() => add.mock.calls.length > 0);
      expect(await listed(id)).not.toHaveProperty('sentAgainAt');
      fail(new Error('Redis is away'));
      expect(await outcome).toBeInstanceOf(Error);
    } finally {
      add.mockRestore();
    }
    expect(await listed(id)).not.toHaveProperty('sentAgainAt');
  });

  it('has its failed run retried when it is sent again', async () => {
    const [fine, gone] = await Promise.all([Interest.create(system.admin), Interest.create(system.admin)]);
    await gone.retire();
    const link = await system.scene.link([
      fine.step('a'),
      gone.step('b', { policy: { onError: 'stop' as const } }),
    ]);
    const run = await system.scene.run(link, 'failed');
    await system.scene.put('clicks_set_aside', {
      _id: run._id,
      click: {
        id: run._id,
        at: Date.now(),
        link,
        recipient: run.context.recipientId,
        version: 1,
        kind: 'click',
        run: true,
      },
      reason: 'crashed-worker',
      at: new Date(),
    });
    await gone.restore();
    await sendAgain(run._id);
    expect(await system.scene.waitForStatus(run._id, 'succeeded')).toMatchObject({ _id: run._id });
  });

  it('is shown to ops and admins only, and unknown ones cannot be sent', async () => {
    const { id } = await unusable();
    expect((await system.marketer.send('GET', '/api/ops/set-aside-clicks')).status).toBe(403);
    expect((await statusOf(system.viewer, `/api/ops/set-aside-clicks/${id}/send`))[0]).toBe(403);
    expect(await statusOf(system.ops, `/api/ops/set-aside-clicks/${newId()}/send`)).toEqual([
      404,
      'not-found',
    ]);
  });
});
