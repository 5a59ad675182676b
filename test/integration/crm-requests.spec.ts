import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CategoriesService, ContactsService, RequestsService } from '@linkflow/crm';
import { newId } from '@linkflow/platform';
import { testEnvironment } from '../support';
import { CrmScene, anEffect, request } from './crm.fixture';

const environment = testEnvironment('crm_requests');
let crm: CrmScene;
let other: CrmScene;
let priorityId: string;

beforeAll(async () => {
  crm = await CrmScene.start(environment);
  other = await crm.another();
  priorityId = await crm.aPriority();
});
afterAll(async () => {
  await other?.stop();
  await crm?.stop();
  await environment.dispose();
});

/** Creates `times` requests. Returns how many of them were assigned to each owner. */
async function handOut(
  categoryId: string,
  times: number,
  contactId: string,
): Promise<Map<string | null, number>> {
  const made = await Promise.all(
    Array.from({ length: times }, (_, n) =>
      (n % 2 ? crm : other).effects.perform(
        'create-request',
        anEffect(),
        request({ contactId, categoryId, priorityId }),
      ),
    ),
  );
  const given = new Map<string | null, number>();
  for (const { ownerId } of made) given.set(ownerId, (given.get(ownerId) ?? 0) + 1);
  return given;
}
const people = (count: number): Promise<string[]> =>
  Promise.all(Array.from({ length: count }, () => crm.aUser()));

describe('a created request', () => {
  it('has a first message with person, link, mailing and time in the language of its owner', async () => {
    const [contactId, ownerId] = [await crm.aContact(), await crm.aUser()];
    const categoryId = await crm.aCategory('none');
    const e = anEffect();
    const made = await crm.effects.perform(
      'create-request',
      e,
      request({ contactId, categoryId, priorityId, owner: { kind: 'user', userId: ownerId } }),
    );
    expect(made).toEqual({ id: e.key, ownerId, ownerName: 'Kari Hansen' });
    const { items } = await crm.app.get(RequestsService).page({ contactId, page: 1, pageSize: 50 });
    expect(items).toMatchObject([
      {
        id: e.key,
        title: 'Ønsker informasjon',
        body: 'Nora Berg (nora@example.no) klikket på koblingen «Ja, hold meg informert» i utsendelsen «Vårnyheter 2027» 10. mars 2027 kl. 10:05.',
        category: { id: categoryId },
        priority: { id: priorityId },
        owner: { id: ownerId, name: 'Kari Hansen' },
        contact: { name: 'Nora Berg' },
        status: 'active',
      },
    ]);
  });

  it('is created once per key, and a repeat returns the first owner although a person has reassigned it', async () => {
    const [contactId, members] = [await crm.aContact(), await people(3)];
    const categoryId = await crm.aCategory('even', members);
    const e = anEffect();
    const spec = request({ contactId, categoryId, priorityId });
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, n) => (n % 2 ? crm : other).effects.perform('create-request', e, spec)),
    );
    expect(new Set(answers.map(({ ownerId }) => ownerId)).size).toBe(1);
    await handOut(categoryId, 4, contactId);
    await crm.app.get(RequestsService).update(e.key, { ownerId: await crm.aUser() });
    expect(await other.effects.perform('create-request', e, spec)).toEqual(answers[0]);
    await crm.app.get(CategoriesService).retire(categoryId);
    expect(await other.effects.perform('create-request', e, spec)).toEqual(answers[0]);
    expect(await crm.collection('requests').countDocuments({ contactId })).toBe(1 + 4);
    const { changes } = await crm.app.get(ContactsService).card(contactId);
    expect(changes.filter(({ id }) => id === e.key)).toHaveLength(1);
  });

  it('is found by its status', async () => {
    const [contactId, categoryId] = [await crm.aContact(), await crm.aCategory('none')];
    const [active, closed, postponed] = [anEffect(), anEffect(), anEffect()];
    for (const e of [active, closed, postponed])
      await crm.effects.perform('create-request', e, request({ contactId, categoryId, priorityId }));
    const requests = crm.app.get(RequestsService);
    await requests.update(closed.key, { status: 'closed' });
    await requests.update(postponed.key, { status: 'postponed' });
    const idsOf = async (status: 'active' | 'closed' | 'postponed'): Promise<string[]> =>
      (await requests.page({ contactId, status, page: 1, pageSize: 50 })).items.map(({ id }) => id);
    expect(await idsOf('active')).toEqual([active.key]);
    expect(await idsOf('closed')).toEqual([closed.key]);
    expect(await idsOf('postponed')).toEqual([postponed.key]);
  });

  it('is refused with a reason when its category is deleted or its owner is retired', async () => {
    const [contactId, categoryId] = [await crm.aContact(), await crm.aCategory('none')];
    const retired = await crm.aUser({ name: 'Per Olsen', active: false });
    await expect(
      crm.effects.perform(
        'create-request',
        anEffect(),
        request({ contactId, categoryId, priorityId, owner: { kind: 'user', userId: retired } }),
      ),
    ).rejects.toMatchObject({ code: 'user.retired', params: { name: 'Per Olsen' } });
    await crm.app.get(CategoriesService).retire(categoryId);
    await expect(
      crm.effects.perform('create-request', anEffect(), request({ contactId, categoryId, priorityId })),
    ).rejects.toMatchObject({ code: 'category.deleted' });
    await expect(
      crm.effects.perform(
        'create-request',
        anEffect(),
        request({ contactId, categoryId: newId(), priorityId }),
      ),
    ).rejects.toMatchObject({ code: 'category.missing' });
    expect(await crm.collection('requests').countDocuments({ contactId })).toBe(0);
  });
});

describe('automatic assignment', () => {
  it('distributes 300 concurrent requests of two processes evenly in turn', async () => {
    const [contactId, members] = [await crm.aContact(), await people(5)];
    const given = await handOut(await crm.aCategory('even', members), 300, contactId);
    expect(given).toEqual(new Map(members.map((id) => [id, 60])));
  });

  it('skips retired members', async () => {
    const [contactId, members] = [await crm.aContact(), await people(3)];
    await crm.collection('users').updateOne({ _id: members[1] ?? '' }, { $set: { active: false } });
    const given = await handOut(await crm.aCategory('even', members), 40, contactId);
    expect(given).toEqual(new Map([members[0] ?? '', members[2] ?? ''].map((id) => [id, 20])));
  });

  it('follows the weights, and never selects weight 0', async () => {
    const [contactId, [one = '', three = '', zero = '']] = [await crm.aContact(), await people(3)];
    const members = [
      { userId: one, weight: 1 },
      { userId: three, weight: 3 },
      { userId: zero, weight: 0 },
    ];
    const given = await handOut(await crm.aCategory('weighted', [], { members }), 400, contactId);
    expect(given.has(zero)).toBe(false);
    expect((given.get(three) ?? 0) / (given.get(one) ?? 1)).toBeGreaterThan(2);
    expect((given.get(three) ?? 0) / (given.get(one) ?? 1)).toBeLessThan(4.5);
  });

  it('balances open requests by the rule fewest-open, also for concurrent requests', async () => {
    const [contactId, [busy = '', idle = '']] = [await crm.aContact(), await people(2)];
    const none = await crm.aCategory('none');
    for (let n = 0; n < 6; n += 1) {
      const owner = { kind: 'user' as const, userId: busy };
      await crm.effects.perform(
        'create-request',
        anEffect(),
        request({ contactId, categoryId: none, priorityId, owner }),
      );
    }
    const categoryId = await crm.aCategory('fewest-open', [busy, idle]);
    const made = await Promise.all(
      Array.from({ length: 20 }, () =>
        crm.effects.perform('create-request', anEffect(), request({ contactId, categoryId, priorityId })),
      ),
    );
    const toIdle = made.filter(({ ownerId }) => ownerId === idle).length;
    expect(toIdle).toBe(13);
  });

  it('selects our contact first if the category is set so, and no owner without members', async () => {
    const [ours, members] = [await crm.aUser(), await people(2)];
    const contactId = await crm.aContact({ ourContactId: ours });
    const first = await crm.aCategory('even', members, { ourContactFirst: true });
    expect(await handOut(first, 4, contactId)).toEqual(new Map([[ours, 4]]));
    for (const categoryId of [await crm.aCategory('even'), await crm.aCategory('none', members)]) {
      expect(await handOut(categoryId, 2, contactId)).toEqual(new Map([[null, 2]]));
    }
  });
});
