import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ContactsService, FollowUpsService, ProjectsService } from '@linkflow/crm';
import { CrmError, crmErrorText } from '@linkflow/crm-port';
import { newId } from '@linkflow/platform';
import { testEnvironment } from '../support';
import { CLICKED, CrmScene, after, anEffect, followUp } from './crm.fixture';

const environment = testEnvironment('crm_follow_ups');
let crm: CrmScene;
let other: CrmScene;
let toDo: string;
let meeting: string;

beforeAll(async () => {
  crm = await CrmScene.start(environment);
  other = await crm.another();
  [toDo, meeting] = [await crm.aTaskType('to-do'), await crm.aTaskType('meeting')];
});
afterAll(async () => {
  await other?.stop();
  await crm?.stop();
  await environment.dispose();
});

interface Stored extends Record<string, unknown> {
  _id: string;
  startsAt: Date;
  endsAt: Date;
}
const meetingsOf = async (ownerId: string): Promise<Stored[]> => {
  const found = await crm
    .collection('follow_ups')
    .find({ ownerId, kind: 'meeting' })
    .sort({ startsAt: 1 })
    .toArray();
  return found as Stored[];
};
const expectNoOverlap = (meetings: Stored[]): void => {
  for (const [index, { startsAt }] of meetings.entries()) {
    const before = meetings[index - 1];
    if (before) expect(startsAt.getTime()).toBeGreaterThanOrEqual(before.endsAt.getTime());
  }
};

describe('a created to-do', () => {
  it('is due on the day of the click in the time zone of its owner, or the given number of days later', async () => {
    const [contactId, createdById] = [
      await crm.aContact(),
      await crm.aUser({ timeZone: 'Pacific/Auckland' }),
    ];
    // Wednesday 21:00 in Oslo is Thursday 9:00 in Auckland, where the owner is. The to-do is due on Thursday at 8:00 in Auckland.
    const evening = anEffect(new Date('2027-03-10T20:00:00Z'));
    const made = await crm.effects.perform(
      'create-follow-up',
      evening,
      followUp({ contactId, taskTypeId: toDo, createdById, durationMinutes: 45 }),
    );
    expect(made.startsAt.toISOString()).toBe('2027-03-10T19:00:00.000Z');
    expect(made.endsAt.toISOString()).toBe('2027-03-10T19:45:00.000Z');
    const later = await crm.effects.perform(
      'create-follow-up',
      anEffect(new Date('2027-03-10T20:00:00Z')),
      followUp({ contactId, taskTypeId: toDo, createdById, dueInDays: 2 }),
    );
    expect(later.startsAt.toISOString()).toBe('2027-03-12T19:00:00.000Z');
  });

  it('is owned by our contact if requested and active, else by the active default recipient, else by its creator', async () => {
    const [ours, retired] = [await crm.aUser(), await crm.aUser({ active: false })];
    const [recipient, creator] = [await crm.aUser({ name: 'Ola Nordmann' }), await crm.aUser()];
    const withOurs = await crm.aContact({ ourContactId: ours });
    const withRetired = await crm.aContact();
    await crm.collection('contacts').updateOne({ _id: withRetired }, { $set: { ourContactId: retired } });
    const ownerOf = async (
      contactId: string,
      assignToOurContact: boolean,
      defaultRecipientId: string | null,
    ) => {
      const spec = {
        contactId,
        taskTypeId: toDo,
        createdById: creator,
        assignToOurContact,
        defaultRecipientId,
      };
      return (await crm.effects.perform('create-follow-up', anEffect(), followUp(spec))).ownerId;
    };
    expect(await ownerOf(withOurs, true, recipient)).toBe(ours);
    expect(await ownerOf(withOurs, false, recipient)).toBe(recipient);
    expect(await ownerOf(withRetired, true, recipient)).toBe(recipient);
    expect(await ownerOf(withRetired, true, retired)).toBe(creator);
    expect(await ownerOf(withRetired, true, null)).toBe(creator);
  });

  it('is created once per key, with one line in the history, and is returned with all its properties', async () => {
    const [contactId, createdById, projectId] = [
      await crm.aContact(),
      await crm.aUser(),
      await crm.aProject(),
    ];
    const e = anEffect();
    const spec = followUp({
      contactId,
      taskTypeId: toDo,
      createdById,
      projectId,
      text: 'Ring Nora\n\nHun klikket',
    });
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        (n % 2 ? crm : other).effects.perform('create-follow-up', e, spec),
      ),
    );
    const again = await other.effects.perform('create-follow-up', { ...e, now: after(90) }, spec);
    await crm.app.get(ProjectsService).retire(projectId);
    const muchLater = await other.effects.perform('create-follow-up', { ...e, now: after(900) }, spec);
    expect(new Set([...answers, again, muchLater].map((answer) => JSON.stringify(answer))).size).toBe(1);
    const { items } = await crm.app.get(FollowUpsService).page({ contactId, page: 1, pageSize: 50 });
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({
      id: e.key,
      kind: 'to-do',
      text: 'Ring Nora\n\nHun klikket',
      contact: { name: 'Nora Berg' },
      project: { id: projectId },
      owner: { id: createdById },
      createdBy: { id: createdById },
      durationMinutes: 30,
      status: 'not-started',
      source: { kind: 'run', runId: e.source.runId },
    });
    const lines = (await crm.app.get(ContactsService).card(contactId)).changes;
    expect(lines.filter(({ kind }) => kind === 'follow-up-created')).toMatchObject([
      { id: e.key, target: { id: e.key, name: 'Ring Nora' } },
    ]);
  });

  it('is found by its status', async () => {
    const [contactId, createdById] = [await crm.aContact(), await crm.aUser()];
    const spec = followUp({ contactId, taskTypeId: toDo, createdById });
    const [open, done] = [anEffect(), anEffect()];
    for (const e of [open, done]) await crm.effects.perform('create-follow-up', e, spec);
    const followUps = crm.app.get(FollowUpsService);
    await followUps.setStatus(done.key, 'done');
    const idsOf = async (status?: 'not-started' | 'done'): Promise<string[]> =>
      (await followUps.page({ contactId, status, page: 1, pageSize: 50 })).items.map(({ id }) => id).sort();
    expect(await idsOf('not-started')).toEqual([open.key]);
    expect(await idsOf('done')).toEqual([done.key]);
    expect(await idsOf()).toEqual([open.key, done.key].sort());
  });

  it('is refused with a reason for a type of the wrong kind, a deleted project or a retired creator as owner', async () => {
    const [contactId, creator, retired] = [
      await crm.aContact(),
      await crm.aUser(),
      await crm.aUser({ name: 'Per Olsen', active: false }),
    ];
    const projectId = await crm.aProject();
    await crm.app.get(ProjectsService).retire(projectId);
    const codeOf = async (spec: Partial<Parameters<typeof followUp>[0]>): Promise<string> => {
      const whole = followUp({ contactId, taskTypeId: toDo, createdById: creator, ...spec });
      const error: unknown = await crm.effects
        .perform('create-follow-up', anEffect(), whole)
        .catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(CrmError);
      return `${(error as CrmError).code}: ${crmErrorText(error as CrmError).nb}`;
    };
    expect(await codeOf({ taskTypeId: meeting })).toMatch(/^task-type.wrong-kind: .* ikke for oppgaver$/);
    expect(await codeOf({ taskTypeId: newId() })).toBe(
      'task-type.missing: Oppfølgingstypen finnes ikke lenger',
    );
    expect(await codeOf({ projectId })).toMatch(/^project.deleted: Prosjektet «.*» er slettet$/);
    expect(await codeOf({ createdById: retired })).toBe(
      'user.retired: Per Olsen er ikke lenger aktiv bruker',
    );
    expect(await codeOf({ contactId: newId() })).toBe('contact.missing: Personen finnes ikke lenger');
  });
});

describe('a created meeting', () => {
  const meet = (ownerId: string, contactId: string, minutes = 60) =>
    followUp({
      contactId,
      kind: 'meeting',
      taskTypeId: meeting,
      createdById: ownerId,
      durationMinutes: minutes,
    });

  it('gets the next free slot of its owner', async () => {
    const [owner, contactId] = [await crm.aUser(), await crm.aContact()];
    const starts: string[] = [];
    for (let n = 0; n < 3; n += 1) {
      const { startsAt } = await crm.effects.perform(
        'create-follow-up',
        anEffect(),
        meet(owner, contactId, 180),
      );
      starts.push(startsAt.toISOString());
    }
    // The click came at 10:05 in Oslo (UTC+1), and the working day lasts from 8 to 16. Each meeting lasts three hours and starts at a
    // quarter of an hour: the first at 10:15. Only one fits into the rest of the day, so the others are on the next day at 8:00 and 11:00.
    expect(starts).toEqual([
      '2027-03-10T09:15:00.000Z',
      '2027-03-11T07:00:00.000Z',
      '2027-03-11T10:00:00.000Z',
    ]);
  });

  it('does not overlap another meeting of its owner when two processes create a hundred concurrently', async () => {
    const [owner, contactId] = [await crm.aUser(), await crm.aContact()];
    const commands = await crm.commandsOf(() =>
      Promise.all(
        Array.from({ length: 100 }, (_, n) =>
          (n % 2 ? crm : other).effects.perform(
            'create-follow-up',
            anEffect(),
            meet(owner, contactId, 15 + (n % 4) * 15),
          ),
        ),
      ),
    );
    const meetings = await meetingsOf(owner);
    expect(meetings).toHaveLength(100);
    expectNoOverlap(meetings);
    expect(commands.length).toBeLessThan(60);
  });

  it('leaves no gaps when one process creates a hundred concurrently, with few round trips', async () => {
    const [owner, contactId] = [await crm.aUser(), await crm.aContact()];
    const commands = await crm.commandsOf(() =>
      Promise.all(
        Array.from({ length: 100 }, () =>
          crm.effects.perform('create-follow-up', anEffect(), meet(owner, contactId)),
        ),
      ),
    );
    const meetings = await meetingsOf(owner);
    expect(meetings).toHaveLength(100);
    expectNoOverlap(meetings);
    // Between 10:15 and 16:00 the first day has room for five meetings of one hour. Each later day has room for eight.
    const days = new Set(meetings.map(({ startsAt }) => startsAt.toISOString().slice(0, 10)));
    expect(days.size).toBe(1 + Math.ceil((100 - 5) / 8));
    expect(commands.length).toBeLessThan(25);
  });

  it('is created once per key, also when concurrent repeats try different slots', async () => {
    const [owner, contactId] = [await crm.aUser(), await crm.aContact()];
    const e = anEffect();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        (n % 2 ? crm : other).effects.perform('create-follow-up', e, meet(owner, contactId)),
      ),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await meetingsOf(owner)).toHaveLength(1);
  });

  it('is refused when it is longer than a working day', async () => {
    const [owner, contactId] = [await crm.aUser({ workday: { from: 540, to: 720 } }), await crm.aContact()];
    await expect(
      crm.effects.perform('create-follow-up', anEffect(), meet(owner, contactId, 200)),
    ).rejects.toMatchObject({
      code: 'meeting.too-long',
    });
  });

  it('may overlap a meeting of another owner', async () => {
    const [one, two, contactId] = [await crm.aUser(), await crm.aUser(), await crm.aContact()];
    const made = await Promise.all(
      [one, two].map((owner) =>
        crm.effects.perform('create-follow-up', anEffect(CLICKED), meet(owner, contactId)),
      ),
    );
    expect(made[0]?.startsAt).toEqual(made[1]?.startsAt);
  });
});
