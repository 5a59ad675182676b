import { describe, expect, it } from 'vitest';
import {
  ROUTES,
  activityFactName,
  type BulkState,
  type ClientRequest,
  type Condition,
  type PeopleBulkView,
  type PeopleFilterInput,
} from '@linkflow/contracts';
import { newId } from '@linkflow/platform';
import { until } from '../support';
import { problem } from './api.fixture';
import { peopleForFile } from './people.fixture';

/** From clickers to work: a real worker does it, and MongoDB is counted again. */
const scene = peopleForFile('people-bulks');
const sorted = (ids: readonly (string | undefined)[]) => ids.filter((id) => id !== undefined).sort();

const count = (filter: PeopleFilterInput) => scene.api.call(ROUTES.people.count, { body: { filter } });
const start = (body: ClientRequest<typeof ROUTES.peopleBulks.start>['body']): Promise<PeopleBulkView> =>
  scene.api.call(ROUTES.peopleBulks.start, { body });
const inState = (id: string, state: BulkState): Promise<PeopleBulkView> =>
  until(
    async () => {
      const view = await scene.api.call(ROUTES.peopleBulks.get, { params: { id } });
      return view.state === state && view;
    },
    { what: `a bulk for people that is ${state}`, deadlineMs: 60_000 },
  );
/** The people of a filter, found by adding them to a new selection. */
async function peopleOf(filter: PeopleFilterInput): Promise<string[]> {
  const work = { do: 'add', kind: 'selection', target: { name: newId() } } as const;
  const bulk = await start({ filter, work, canary: 0, perSecond: 1_000 });
  const { done, about, total } = await inState(bulk.id, 'done');
  const members = await scene.members('selection', about.target?.id ?? '');
  expect([done, total]).toEqual([members.length, members.length]);
  expect(await count(filter)).toMatchObject({ people: members.length, complete: true });
  return members;
}

/** Six contacts and a recipient without a card; two links. The last contact did not get the mailing. */
async function aScene() {
  const links = await scene.links(2);
  const contacts = await scene.contacts(6);
  const mailing = await scene.sent(links, [...contacts, null], { unsent: [5] });
  await mailing.click([
    { who: 0, link: 0 },
    { who: 0, link: 1 },
    { who: 1, link: 0 },
    { who: 2, link: 0, verdict: 'suspect' },
    { who: 3, link: 0, verdict: 'bot' },
    { who: 3, link: 1, verdict: 'bot' },
    { who: 6, link: 0 },
  ]);
  const [first = '', second = ''] = links;
  return { links: [first, second] as const, contacts, mailing };
}

describe('the people of a filter', () => {
  it('are those of a link, as its list of clickers has them', async () => {
    const { links, contacts, mailing } = await aScene();
    const [linkId] = links;
    const of = (...numbers: number[]) => sorted(numbers.map((n) => contacts[n]));
    expect(await peopleOf({ of: 'link', linkId })).toEqual(of(0, 1));
    expect(await count({ of: 'link', linkId })).toEqual({
      people: 2,
      withoutCard: 1,
      complete: true,
      resetLinks: [],
    });
    expect(await peopleOf({ of: 'link', linkId, clicks: 'all' })).toEqual(of(0, 1, 2, 3));
    expect(await peopleOf({ of: 'link', linkId, clicks: 'all', verdict: 'bot' })).toEqual(of(3));
    const recipientIds = [mailing.recipients[1] ?? ''];
    expect(await peopleOf({ of: 'link', linkId, recipientIds })).toEqual(of(1));
    expect(await peopleOf({ of: 'link', linkId, mailingId: newId() })).toEqual([]);
  });

  it('are each contact once, who got several mailings with the link', async () => {
    const { links, contacts } = await aScene();
    const again = await scene.sent(links, [...contacts].reverse());
    await again.click([
      { who: 5, link: 0 }, // The first contact.
      { who: 3, link: 0 }, // The third, for whom a machine clicked before.
    ]);
    const filter = { of: 'link', linkId: links[0] } as const;
    expect(await peopleOf(filter)).toEqual(sorted([contacts[0], contacts[1], contacts[2]]));
    expect(await peopleOf({ ...filter, mailingId: again.id })).toEqual(sorted([contacts[0], contacts[2]]));
  });

  it('are recipients who clicked nothing, or this and not that, among those who got the mailing', async () => {
    const { links, contacts, mailing } = await aScene();
    const of = (...numbers: number[]) => sorted(numbers.map((n) => contacts[n]));
    const filter = { of: 'mailing', mailingId: mailing.id } as const;
    expect(await peopleOf({ ...filter, clicked: 'any' })).toEqual(of(0, 1));
    expect(await peopleOf({ ...filter, clicked: 'none' })).toEqual(of(2, 3, 4));
    expect(await peopleOf({ ...filter, clicked: 'none', clicks: 'all' })).toEqual(of(4));
    expect(await peopleOf({ ...filter, with: [links[0]], without: [links[1]] })).toEqual(of(1));
    expect(await peopleOf({ ...filter, without: [links[1]] })).toEqual(of(1, 2, 3, 4));
    expect(await peopleOf(filter)).toEqual(of(0, 1, 2, 3, 4, 5));
    expect(await count({ ...filter, clicked: 'any' })).toMatchObject({ people: 2, withoutCard: 1 });
  });

  it('are without those whose clicks a reset left out', async () => {
    const { links, contacts, mailing } = await aScene();
    const startedAt = new Date(Date.now() - 3_600_000);
    await scene.db
      .collection<{ _id: string }>('mailings')
      .updateOne({ _id: mailing.id }, { $set: { sending: { state: 'finished', startedAt } } });
    await scene.api.call(ROUTES.links.reset, { params: { id: links[0] }, body: { mailingId: null } });
    const none = { of: 'mailing', mailingId: mailing.id, clicked: 'none' } as const;
    await until(async () => (await count(none)).people === 4, { what: 'the reset', deadlineMs: 30_000 });
    const { name } = await scene.api.call(ROUTES.links.get, { params: { id: links[0] } });
    expect((await count(none)).resetLinks).toEqual([{ id: links[0], name }]);
    expect((await count({ ...none, clicked: 'any' })).resetLinks).toEqual([]);
    expect(await peopleOf({ of: 'link', linkId: links[0] })).toEqual([]);
    expect(await peopleOf({ ...none, clicked: 'any' })).toEqual(sorted([contacts[0]]));
  });
});

describe('a bulk for people', () => {
  it('adds to a selection once and takes out of it again, with the origin on the card', async () => {
    const { links } = await aScene();
    const filter = { of: 'link', linkId: links[0] } as const;
    const added = await start({
      filter,
      work: { do: 'add', kind: 'selection', target: { name: newId() } },
      canary: 0,
    });
    const { about } = await inState(added.id, 'done');
    const target = { id: about.target?.id ?? '' };
    const again = await start({ filter, work: { do: 'add', kind: 'selection', target }, canary: 0 });
    expect(await inState(again.id, 'done')).toMatchObject({ done: 0, unchanged: 2, total: 2 });
    const members = await scene.api.call(ROUTES.selections.members, { params: { id: target.id } });
    expect(members.items).toHaveLength(2);
    expect(members.items[0]?.source).toMatchObject({
      kind: 'bulk',
      bulkId: added.id,
      link: { id: links[0] },
    });
    const out = await start({
      filter,
      work: { do: 'remove', kind: 'selection', target },
      canary: 0,
    });
    expect(await inState(out.id, 'done')).toMatchObject({ done: 2, unchanged: 0 });
    expect(await scene.members('selection', target.id)).toEqual([]);
  });

  it('makes follow-ups for a few first, then for the others, one for each person', async () => {
    const { mailing, contacts } = await aScene();
    const [type] = (await scene.api.call(ROUTES.settings.taskTypes)).filter(({ kind }) => kind === 'to-do');
    const bulk = await start({
      filter: { of: 'mailing', mailingId: mailing.id },
      work: { do: 'follow-up', kind: 'to-do', taskTypeId: type?.id ?? '', text: 'Ring' },
      canary: 2,
      perSecond: 100,
    });
    expect(await inState(bulk.id, 'checking')).toMatchObject({ done: 2, total: 6, withoutCard: 1 });
    const made = () =>
      scene.db
        .collection('follow_ups')
        .find({ 'source.bulkId': bulk.id })
        .toArray()
        .then((found) => sorted(found.map(({ contactId }) => String(contactId))));
    expect(await made()).toHaveLength(2);
    await scene.api.call(ROUTES.peopleBulks.continue, { params: { id: bulk.id } });
    expect(await inState(bulk.id, 'done')).toMatchObject({ done: 6, failures: [] });
    expect(await made()).toEqual(sorted(contacts));
  });

  it('repeats a page after a crash without doing anything twice', async () => {
    const { mailing, contacts } = await aScene();
    const [[category], [priority]] = await Promise.all([
      scene.api.call(ROUTES.categories.list, {}).then(({ items }) => items),
      scene.api.call(ROUTES.settings.priorities),
    ]);
    const bulk = await start({
      filter: { of: 'mailing', mailingId: mailing.id },
      work: { do: 'request', title: 'Ring', categoryId: category?.id ?? '', priorityId: priority?.id ?? '' },
      canary: 0,
      perSecond: 1_000,
    });
    await inState(bulk.id, 'done');
    // As if the worker had crashed before it stored what it had done.
    await scene.db
      .collection<{ _id: string }>('people_bulks')
      .updateOne(
        { _id: bulk.id },
        { $set: { state: 'rest', cursor: '', done: 0, unchanged: 0 }, $inc: { rev: 1 } },
      );
    expect(await inState(bulk.id, 'done')).toMatchObject({ done: 6, unchanged: 0 });
    const requests = await scene.db.collection('requests').find({ 'source.bulkId': bulk.id }).toArray();
    expect(sorted(requests.map(({ contactId }) => String(contactId)))).toEqual(sorted(contacts));
  });

  it('is stopped, and what was done stays', async () => {
    const { mailing } = await aScene();
    const work = { do: 'add', kind: 'project', target: { name: newId() } } as const;
    const bulk = await start({ filter: { of: 'mailing', mailingId: mailing.id }, work, canary: 1 });
    const { about } = await inState(bulk.id, 'checking');
    const stopped = await scene.api.call(ROUTES.peopleBulks.stop, { params: { id: bulk.id } });
    expect(stopped.state).toBe('stopped');
    expect(await scene.members('project', about.target?.id ?? '')).toHaveLength(1);
    const again = problem(scene.api.send('POST', `/api/people-bulks/${bulk.id}/continue`));
    expect(await again).toMatchObject({ code: 'bulk.ended' });
  });

  it('counts what it did, also when it is stopped in the middle of a page', async () => {
    const contacts = await scene.manyContacts(600);
    const [linkId = ''] = await scene.links(1);
    const mailing = await scene.sent([linkId], contacts);
    const filter = { of: 'mailing', mailingId: mailing.id } as const;
    for (let round = 0; round < 3; round += 1) {
      const work = { do: 'add', kind: 'project', target: { name: newId() } } as const;
      const { id, about } = await start({ filter, work, canary: 0, perSecond: 1_000 });
      const members = () => scene.members('project', about.target?.id ?? '');
      await until(async () => (await members()).length > 0, { what: 'the first members', everyMs: 1 });
      await scene.api.send('POST', `/api/people-bulks/${id}/stop`);
      await until(
        async () => {
          const lease = await scene.db
            .collection<{ _id: string }>('leases')
            .findOne({ _id: { $regex: id }, until: { $gt: new Date() } });
          return lease === null;
        },
        { what: 'the end of the page', deadlineMs: 60_000 },
      );
      const { done } = await scene.api.call(ROUTES.peopleBulks.get, { params: { id } });
      expect(done).toBe((await members()).length);
    }
  });

  it('says for how many it failed, and why', async () => {
    const { mailing } = await aScene();
    const { id } = await scene.api.call(ROUTES.projects.create, { body: { name: newId() } });
    const work = { do: 'add', kind: 'project', target: { id } } as const;
    const bulk = await start({ filter: { of: 'mailing', mailingId: mailing.id }, work, canary: 1 });
    await inState(bulk.id, 'checking');
    await scene.api.call(ROUTES.projects.retire, { params: { id } });
    await scene.api.call(ROUTES.peopleBulks.continue, { params: { id: bulk.id } });
    const { done, failures } = await inState(bulk.id, 'done');
    expect([done, failures.map((failure) => failure.count)]).toEqual([1, [5]]);
    expect(failures[0]?.reason.en).toMatch(/^The project “.*” has been deleted$/);
  });

  it('is refused for what does not exist, and for selections that are not static', async () => {
    const filter = { of: 'link', linkId: newId() } as const;
    const refused = (target: { id: string }) =>
      problem(
        scene.api.send('POST', '/api/people-bulks', {
          filter,
          work: { do: 'add', kind: 'selection', target },
        }),
      );
    expect(await refused({ id: newId() })).toMatchObject({ code: 'validation.failed' });
    const body = { name: newId(), kind: 'dynamic' } as const;
    const { id } = await scene.api.call(ROUTES.selections.create, { body });
    expect(await refused({ id })).toMatchObject({ code: 'selection.not-static' });
  });
});

describe('a new mailing to people', () => {
  it('has them as recipients, as a copy or empty', async () => {
    const { mailing, contacts } = await aScene();
    const filter = { of: 'mailing', mailingId: mailing.id, clicked: 'any', q: '@example.no' } as const;
    for (const copyOf of [mailing.id, undefined]) {
      const { id, html } = await scene.api.call(ROUTES.people.mail, {
        body: { filter, name: 'Again', copyOf },
      });
      expect(html.includes('{{link:')).toBe(copyOf !== undefined);
      const recipients = await until(
        async () => {
          const { items, total } = await scene.api.call(ROUTES.recipients.list, { params: { id } });
          return total === 2 && items;
        },
        { what: 'the recipients', deadlineMs: 30_000 },
      );
      expect(sorted(recipients.map(({ contact }) => contact?.id))).toEqual(sorted(contacts.slice(0, 2)));
      const source = await until(
        async () => {
          const { sources } = await scene.api.call(ROUTES.audience.get, { params: { id } });
          return sources[0]?.state === 'done' && sources[0];
        },
        { what: 'the end of the reading', deadlineMs: 30_000 },
      );
      expect(source).toMatchObject({ kind: 'people', people: { about: { mailing: { id: mailing.id } } } });
      expect(source.people?.filter).not.toHaveProperty('q');
    }
  });
});

describe('criteria about clicks and mailings', () => {
  const DAY_MS = 86_400_000;
  const found = async (contacts: readonly string[], criteria: Condition): Promise<number[]> => {
    const body = { criteria };
    const { contacts: first, complete } = await scene.api.call(ROUTES.selections.preview, { body });
    expect(complete).toBe(true);
    const ids = new Set(first.map(({ id }) => id));
    return contacts.flatMap((id, n) => (ids.has(id) ? [n] : []));
  };

  it('find who clicked a link in a mailing, in the last days, did not click, or got it', async () => {
    const links = await scene.links(2);
    const contacts = await scene.contacts(4);
    const mailing = await scene.sent(links, contacts, { unsent: [3] });
    const at = new Date(Date.now() - 5 * DAY_MS);
    await mailing.click([
      { who: 0, link: 0, at },
      { who: 1, link: 0 },
      { who: 2, link: 0, verdict: 'bot' },
      { who: 1, link: 1, at },
    ]);
    const [first = '', second = ''] = links;
    const clicked = (linkId: string | null) =>
      activityFactName({ kind: 'clicked', linkId, mailingId: mailing.id });
    const got = {
      fact: activityFactName({ kind: 'received', mailingId: mailing.id }),
      operator: 'isNotEmpty',
    };
    const rule = (fact: string, operator: string, value?: number): Condition => ({ fact, operator, value });
    expect(await found(contacts, got)).toEqual([0, 1, 2]);
    expect(await found(contacts, rule(clicked(first), 'isNotEmpty'))).toEqual([0, 1]);
    expect(await found(contacts, rule(clicked(first), 'withinLastDays', 2))).toEqual([1]);
    expect(await found(contacts, rule(clicked(null), 'withinLastDays', 7))).toEqual([0, 1]);
    expect(await found(contacts, { all: [got, rule(clicked(null), 'isEmpty')] })).toEqual([2]);
    expect(await found(contacts, { all: [got, { not: rule(clicked(first), 'withinLastDays', 2) }] })).toEqual(
      [0, 2],
    );
    const anyMailing = activityFactName({ kind: 'clicked', linkId: second, mailingId: null });
    expect(await found(contacts, rule(anyMailing, 'isNotEmpty'))).toEqual([1]);
    await scene.api.call(ROUTES.links.reset, { params: { id: first }, body: { mailingId: null } });
    await until(async () => (await found(contacts, rule(clicked(first), 'isNotEmpty'))).length === 0, {
      what: 'the reset',
      deadlineMs: 30_000,
    });
    expect(await found(contacts, { all: [got, rule(clicked(null), 'isEmpty')] })).toEqual([0, 2]);
  });

  it('are kept with a selection that a mailing uses', async () => {
    const [link = ''] = await scene.links(1);
    const contacts = await scene.contacts(3);
    const mailing = await scene.sent([link], contacts);
    await mailing.click([{ who: 1, link: 0 }]);
    const fact = activityFactName({ kind: 'clicked', linkId: link, mailingId: null });
    const criteria = { fact, operator: 'isNotEmpty' };
    const selection = await scene.api.call(ROUTES.selections.create, {
      body: { name: newId(), kind: 'dynamic', criteria },
    });
    const body = { name: 'To clickers', subject: 'Hi', html: '' };
    const { id } = await scene.api.call(ROUTES.mailings.create, { body });
    const added = { selectionIds: [selection.id] };
    await scene.api.call(ROUTES.recipients.add, { params: { id }, body: added });
    const recipients = await until(
      async () => {
        const { items } = await scene.api.call(ROUTES.recipients.list, { params: { id } });
        return items.length > 0 && items;
      },
      { what: 'the recipients', deadlineMs: 30_000 },
    );
    expect(recipients.map(({ contact }) => contact?.id)).toEqual([contacts[1]]);
  });
});
