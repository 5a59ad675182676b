import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROUTES, ROUTE_DEFINITIONS, type ApiRoute, type AuditEntry } from '@linkflow/contracts';
import { newId } from '@linkflow/platform';
import { Demo, signIn, testEnvironment, type ApiClient } from '../support';
import { startApi } from './api.fixture';
import { OpsScene, type Person } from './ops.fixture';

/** Every route that changes something leaves an audit event: who, when, what, and what was before and after. */
const environment = testEnvironment('audit_of_writes');
let app: NestFastifyApplication;
let url: string;
let api: ApiClient;
let demo: Demo;
let scene: OpsScene;
let person: Person;

beforeAll(async () => {
  ({ app, url } = await startApi(environment, { SEED_DEMO: 'true' }));
  api = await signIn(url);
  demo = new Demo(api);
  scene = new OpsScene(app.get<Connection>(getConnectionToken()), () => {
    throw new Error('No jobs are needed here');
  });
  person = await scene.person();
}, 120_000);
afterAll(async () => {
  await app?.close();
  await environment.dispose();
});

/** Routes that are not GET and leave no event, with the reason. */
const NOT_AUDITED: Partial<Record<ApiRoute, string>> = {
  [ROUTES.session.update]: 'the language of the own pages',
  [ROUTES.passwordLinks.check]: 'reads',
  [ROUTES.workflows.simulate]: 'reads',
  [ROUTES.bulks.count]: 'reads',
  [ROUTES.reconciliations.start]: 'reads: makes a report',
  [ROUTES.scripts.try]: 'reads: a script that is tried has no effects',
  [ROUTES.workflows.saveDraft]:
    'a draft does nothing until it is published; versions keep who published what',
  [ROUTES.workflows.editDraft]: 'like saveDraft',
};

const isWrite = (route: string): boolean => !route.startsWith('GET ');
const audited = [...ROUTE_DEFINITIONS.keys()]
  .filter((route) => isWrite(route) && !Object.hasOwn(NOT_AUDITED, route))
  .sort();

/** What a write must leave: the action, and the changed properties as `property: before → after`. */
interface Written {
  action: string;
  changes?: string[];
}
/** Prepares a write and returns the request to send. It runs right before the request, so it may itself leave events. */
type Case = [route: ApiRoute, prepare: () => Promise<() => Promise<unknown>>, written: Written];

const name = (): string => `Prøve ${newId()}`;
const aLink = () => api.call(ROUTES.links.create, { body: { name: 'Lenke', url: 'https://example.com' } });
const aMailing = () =>
  api.call(ROUTES.mailings.create, {
    body: { name: 'Brev', subject: 'Hei', html: '<p><a href="https://a.example">en</a></p>' },
  });
const aContact = () => api.call(ROUTES.contacts.create, { body: { firstName: 'Turid', lastName: 'Prøve' } });
const aCompany = () => api.call(ROUTES.companies.create, { body: { name: 'Fjell AS' } });
const aFolder = () => api.call(ROUTES.folders.create, { body: { name: name() } });
const invite = () =>
  api.call(ROUTES.settings.inviteUser, {
    body: { name: 'Nils', email: `${newId()}@example.no`, roles: ['viewer'], language: 'nb' },
  });
const aKey = () => api.call(ROUTES.apiKeys.create, { body: { name: 'Rapport', scopes: ['data:read'] } });
const tokenOf = (link: string): string => new URL(link).hash.slice(1);
const aColleague = async () => {
  const { user, link } = await invite();
  const password = 'et langt passord her';
  const body = { token: tokenOf(link?.url ?? ''), password };
  await api.send('POST', '/api/password-links/use', body);
  return {
    id: user.id,
    api: await signIn(url, { email: user.email, password }),
    password,
    email: user.email,
  };
};
const aRun = async (status: 'failed' | 'waiting' | 'needs-review') => {
  const { id } = await aLink();
  await scene.publish(id, 1, [{ id: 'a', type: 'set-interest', params: { interestId: newId() } }]);
  const startedAt = new Date();
  const failed = { nodeId: 'a', reason: { code: 'step.marked-failed' as const, params: {} } };
  return scene.putRun(id, person, {
    status,
    ...(status === 'failed' && { failure: { ...failed, at: startedAt } as never }),
    ...(status === 'waiting' && { wakeAt: new Date(Date.now() + 3_600_000) }),
    steps: [
      {
        nodeId: 'a',
        type: 'set-interest',
        status: status === 'failed' ? 'failed' : status === 'waiting' ? 'waiting' : 'uncertain',
        startedAt,
        attempts: [{ number: 1, startedAt }],
      },
    ],
  });
};
const aBulk = () =>
  api.call(ROUTES.bulks.start, { body: { verb: 'retry', filter: { contactId: person.contactId } } });
const aFollowUp = async () => {
  const id = newId();
  await scene.put('follow_ups', {
    _id: id,
    kind: 'to-do',
    text: 'Ring',
    taskTypeId: await demo.idOf('task-type', 'Telefon ut', 'to-do'),
    contactId: person.contactId,
    companyId: null,
    projectId: null,
    ownerId: await demo.idOf('user', 'Kari Hansen'),
    createdById: await demo.idOf('user', 'Kari Hansen'),
    startsAt: new Date(),
    endsAt: new Date(),
    durationMinutes: 15,
    status: 'not-started',
    createdAt: new Date(),
    search: [],
    source: { kind: 'seed' },
  });
  return id;
};
const aRequest = async () => {
  const id = newId();
  await scene.put('requests', {
    _id: id,
    title: 'Hjelp',
    body: '',
    categoryId: await demo.idOf('category', 'Salg'),
    priorityId: await demo.idOf('priority', 'Middels'),
    contactId: person.contactId,
    companyId: null,
    ownerId: null,
    ownerName: null,
    status: 'active',
    createdAt: new Date(),
    updatedAt: new Date(),
    search: [],
    source: { kind: 'seed' },
  });
  return id;
};

type ListName = 'interests' | 'selections' | 'projects' | 'categories' | 'scripts';
/** The writes of a list of named entries. */
const listCases = (list: ListName): Case[] => {
  const routes = ROUTES[list];
  const actions = list === 'scripts' ? 'script' : 'list';
  const body = () => ({ name: name(), ...(list === 'scripts' && { source: 'return 1' }) });
  const entry = async (): Promise<{ id: string; name: string }> => {
    const [method, path] = routes.create.split(' ') as [string, string];
    return (await api.send(method, path, body())).body as { id: string; name: string };
  };
  const at = (route: string, id: string, sent?: object) => {
    const [method, path] = route.split(' ') as [string, string];
    return api.send(method, path.replace(':id', id), sent);
  };
  return [
    [routes.create, () => Promise.resolve(entry), { action: `${actions}.create` }],
    [
      routes.update,
      async () => {
        const { id } = await entry();
        return () => at(routes.update, id, { name: 'Nytt navn' });
      },
      { action: `${actions}.change`, changes: ['name: Prøve … → Nytt navn'] },
    ],
    [
      routes.retire,
      async () => {
        const { id } = await entry();
        return () => at(routes.retire, id);
      },
      { action: `${actions}.retire` },
    ],
    [
      routes.restore,
      async () => {
        const { id } = await entry();
        await at(routes.retire, id);
        return () => at(routes.restore, id);
      },
      { action: `${actions}.restore` },
    ],
  ];
};

/** A case of a route about something that is made first. */
const about = <T>(
  route: ApiRoute,
  make: () => Promise<T>,
  act: (made: T) => Promise<unknown>,
  written: Written,
): Case => [
  route,
  async () => {
    const made = await make();
    return () => act(made);
  },
  written,
];
const nothing = () => Promise.resolve(undefined);

const cases: Case[] = [
  about(ROUTES.session.signIn, nothing, () => signIn(url), { action: 'session.sign-in' }),
  about(ROUTES.session.signOut, aColleague, ({ api: its }) => its.call(ROUTES.session.signOut), {
    action: 'session.sign-out',
  }),
  about(
    ROUTES.session.changePassword,
    aColleague,
    ({ api: its, password: current }) =>
      its.call(ROUTES.session.changePassword, { body: { current, password: 'et annet langt passord' } }),
    { action: 'session.change-password' },
  ),
  about(
    ROUTES.sessions.end,
    async () => {
      const { api: its } = await aColleague();
      const [session] = await its.call(ROUTES.sessions.list);
      return { its, id: session?.id ?? '' };
    },
    ({ its, id }) => its.call(ROUTES.sessions.end, { params: { id } }),
    { action: 'session.end' },
  ),
  about(ROUTES.sessions.endAll, aColleague, ({ api: its }) => its.call(ROUTES.sessions.endAll), {
    action: 'session.end-all',
  }),
  about(
    ROUTES.passwordLinks.use,
    invite,
    ({ link }) =>
      api.send('POST', '/api/password-links/use', {
        token: tokenOf(link?.url ?? ''),
        password: 'et langt passord her',
      }),
    // The link signs the user in, which is the newest event.
    { action: 'session.sign-in' },
  ),
  about(ROUTES.apiKeys.create, nothing, aKey, { action: 'key.create' }),
  about(
    ROUTES.apiKeys.revoke,
    aKey,
    ({ key: { id } }) => api.call(ROUTES.apiKeys.revoke, { params: { id } }),
    { action: 'key.revoke' },
  ),
  about(ROUTES.links.create, nothing, aLink, { action: 'link.create' }),
  about(
    ROUTES.links.update,
    async () => ({ link: await aLink(), folder: await aFolder() }),
    ({ link, folder }) =>
      api.call(ROUTES.links.update, {
        params: { id: link.id },
        body: { name: 'Ny lenke', folderId: folder.id },
      }),
    { action: 'link.change', changes: ['name: Lenke → Ny lenke', 'folder: null → Prøve …'] },
  ),
  about(ROUTES.links.remove, aLink, ({ id }) => api.call(ROUTES.links.remove, { params: { id } }), {
    action: 'link.delete',
  }),
  about(
    ROUTES.links.restore,
    async () => {
      const { id } = await aLink();
      await api.call(ROUTES.links.remove, { params: { id } });
      return id;
    },
    (id) => api.call(ROUTES.links.restore, { params: { id } }),
    { action: 'link.restore' },
  ),
  about(
    ROUTES.workflows.publish,
    aLink,
    ({ id, draft: { revision } }) =>
      api.call(ROUTES.workflows.publish, { params: { id }, body: { revision } }),
    { action: 'link.publish' },
  ),
  about(
    ROUTES.workflows.publishVersion,
    async () => {
      const { id, draft } = await aLink();
      await api.call(ROUTES.workflows.publish, { params: { id }, body: { revision: draft.revision } });
      const saved = await api.call(ROUTES.workflows.saveDraft, {
        params: { id },
        body: { ...draft, url: 'https://example.com/ny' },
      });
      await api.call(ROUTES.workflows.publish, { params: { id }, body: { revision: saved.revision } });
      return id;
    },
    (id) => api.call(ROUTES.workflows.publishVersion, { params: { id, number: 1 } }),
    { action: 'link.rollback' },
  ),
  about(
    ROUTES.workflows.run,
    async () => ({
      id: await scene.link([{ id: 'a', type: 'set-interest', params: { interestId: newId() } }]),
      contactId: (await aContact()).id,
    }),
    ({ id, contactId }) => api.call(ROUTES.workflows.run, { params: { id }, body: { contactId } }),
    { action: 'run.start' },
  ),
  about(ROUTES.folders.create, nothing, aFolder, { action: 'folder.create' }),
  about(
    ROUTES.folders.update,
    aFolder,
    ({ id }) => api.call(ROUTES.folders.update, { params: { id }, body: { name: 'Vår' } }),
    { action: 'folder.change', changes: ['name: Prøve … → Vår'] },
  ),
  about(ROUTES.folders.remove, aFolder, ({ id }) => api.call(ROUTES.folders.remove, { params: { id } }), {
    action: 'folder.delete',
  }),
  about(ROUTES.mailings.create, nothing, aMailing, { action: 'mailing.create' }),
  about(
    ROUTES.mailings.update,
    aMailing,
    ({ id, revision }) =>
      api.call(ROUTES.mailings.update, { params: { id }, body: { revision, subject: 'Hallo' } }),
    { action: 'mailing.save', changes: ['subject: Hei → Hallo'] },
  ),
  about(
    ROUTES.mailings.setLink,
    aMailing,
    ({ id, revision }) =>
      api.send('PUT', `/api/mailings/${id}/links/0`, {
        revision,
        kind: 'untracked',
        url: 'https://b.example',
      }),
    { action: 'mailing.link' },
  ),
  about(ROUTES.mailings.remove, aMailing, ({ id }) => api.call(ROUTES.mailings.remove, { params: { id } }), {
    action: 'mailing.delete',
  }),
  about(
    ROUTES.recipients.add,
    aMailing,
    ({ id }) => api.call(ROUTES.recipients.add, { params: { id }, body: { contactIds: [person.contactId] } }),
    { action: 'recipient.add' },
  ),
  about(
    ROUTES.recipients.address,
    () => demo.recipients(),
    ([first]) => demo.personalUrl(first ?? { id: '' }),
    { action: 'recipient.address' },
  ),
  about(
    ROUTES.recipients.remove,
    async () => ({ id: (await demo.mailing()).id, recipientId: (await demo.recipients())[0]?.id ?? '' }),
    (params) => api.call(ROUTES.recipients.remove, { params }),
    { action: 'recipient.remove' },
  ),
  about(ROUTES.contacts.create, nothing, aContact, { action: 'contact.create' }),
  about(
    ROUTES.contacts.update,
    async () => ({ contact: await aContact(), company: await aCompany() }),
    ({ contact, company }) =>
      api.call(ROUTES.contacts.update, {
        params: { id: contact.id },
        body: { lastName: 'Ny', companyId: company.id },
      }),
    { action: 'contact.change', changes: ['lastName: Prøve → Ny', 'company: null → Fjell AS'] },
  ),
  about(
    ROUTES.contacts.join,
    async () => ({ id: (await aContact()).id, targetId: await demo.idOf('interest', 'Produktnyheter') }),
    (params) => api.call(ROUTES.contacts.join, { params: { ...params, kind: 'interest' } }),
    { action: 'contact.join' },
  ),
  about(
    ROUTES.contacts.leave,
    async () => {
      const targetId = await demo.idOf('interest', 'Produktnyheter');
      const params = { id: (await aContact()).id, targetId, kind: 'interest' as const };
      await api.call(ROUTES.contacts.join, { params });
      return params;
    },
    (params) => api.call(ROUTES.contacts.leave, { params }),
    { action: 'contact.leave' },
  ),
  about(ROUTES.contacts.remove, aContact, ({ id }) => api.call(ROUTES.contacts.remove, { params: { id } }), {
    action: 'contact.erase',
  }),
  about(ROUTES.companies.create, nothing, aCompany, { action: 'company.create' }),
  about(
    ROUTES.companies.update,
    aCompany,
    async ({ id }) =>
      api.call(ROUTES.companies.update, {
        params: { id },
        body: { country: 'NO', ourContactId: await demo.idOf('user', 'Kari Hansen') },
      }),
    { action: 'company.change', changes: ['country: null → NO', 'ourContact: null → Kari Hansen'] },
  ),
  about(
    ROUTES.companies.remove,
    aCompany,
    ({ id }) => api.call(ROUTES.companies.remove, { params: { id } }),
    { action: 'company.delete' },
  ),
  about(
    ROUTES.followUps.update,
    aFollowUp,
    (id) => api.call(ROUTES.followUps.update, { params: { id }, body: { status: 'done' } }),
    { action: 'work.follow-up', changes: ['status: not-started → done'] },
  ),
  about(
    ROUTES.requests.update,
    aRequest,
    async (id) =>
      api.call(ROUTES.requests.update, {
        params: { id },
        body: { status: 'closed', ownerId: await demo.idOf('user', 'Kari Hansen') },
      }),
    { action: 'work.request', changes: ['status: active → closed', 'owner: null → Kari Hansen'] },
  ),
  ...(['interests', 'selections', 'projects', 'categories', 'scripts'] as const).flatMap(listCases),
  about(
    ROUTES.settings.createField,
    nothing,
    () =>
      api.call(ROUTES.settings.createField, {
        body: { key: `x_${newId()}`, name: 'Felt', entity: 'contact', type: 'text' },
      }),
    { action: 'field.create' },
  ),
  about(ROUTES.settings.inviteUser, nothing, invite, { action: 'user.invite' }),
  about(
    ROUTES.settings.updateUser,
    invite,
    ({ user: { id } }) =>
      api.call(ROUTES.settings.updateUser, { params: { id }, body: { roles: ['ops', 'marketer'] } }),
    { action: 'user.change', changes: ['roles: viewer → marketer,ops'] },
  ),
  about(
    ROUTES.settings.passwordLink,
    invite,
    ({ user: { id } }) => api.call(ROUTES.settings.passwordLink, { params: { id } }),
    { action: 'user.password-link' },
  ),
  about(
    ROUTES.settings.endUserSessions,
    invite,
    ({ user: { id } }) => api.call(ROUTES.settings.endUserSessions, { params: { id } }),
    { action: 'user.end-sessions' },
  ),
  about(
    ROUTES.settings.unlinkIdentity,
    invite,
    ({ user: { id } }) => api.call(ROUTES.settings.unlinkIdentity, { params: { id } }),
    { action: 'user.unlink-identity' },
  ),
  about(
    ROUTES.runs.retry,
    () => aRun('failed'),
    (id) => api.call(ROUTES.runs.retry, { params: { id }, body: {} }),
    { action: 'run.retry' },
  ),
  about(
    ROUTES.runs.skip,
    () => aRun('failed'),
    (id) => api.call(ROUTES.runs.skip, { params: { id }, body: { nodeId: 'a' } }),
    { action: 'run.skip' },
  ),
  about(
    ROUTES.runs.cancel,
    () => aRun('waiting'),
    (id) => api.call(ROUTES.runs.cancel, { params: { id } }),
    { action: 'run.cancel' },
  ),
  about(
    ROUTES.runs.resolve,
    () => aRun('needs-review'),
    (id) => api.call(ROUTES.runs.resolve, { params: { id }, body: { nodeId: 'a', outcome: 'succeeded' } }),
    { action: 'run.resolve' },
  ),
  about(
    ROUTES.runs.rerun,
    () => aRun('failed'),
    (id) => api.call(ROUTES.runs.rerun, { params: { id } }),
    { action: 'run.rerun' },
  ),
  about(
    ROUTES.bulks.start,
    () => aRun('failed'),
    () => aBulk(),
    { action: 'bulk.start' },
  ),
  about(
    ROUTES.bulks.continue,
    async () => {
      await aRun('failed');
      const { id } = await aBulk();
      await scene.connection
        .collection<{ _id: string }>('bulks')
        .updateOne({ _id: id }, { $set: { state: 'checking' } });
      return id;
    },
    (id) => api.call(ROUTES.bulks.continue, { params: { id } }),
    { action: 'bulk.continue' },
  ),
  about(
    ROUTES.bulks.stop,
    async () => {
      await aRun('failed');
      return aBulk();
    },
    ({ id }) => api.call(ROUTES.bulks.stop, { params: { id } }),
    { action: 'bulk.stop' },
  ),
  about(
    ROUTES.setAside.sendAgain,
    async () => {
      const id = newId();
      const link = (await aLink()).id;
      const { recipientId: recipient } = person;
      const click = { id, at: Date.now(), link, recipient, version: 1, kind: 'click', run: true };
      await scene.put('clicks_set_aside', { _id: id, click, reason: 'unexpected-error', at: new Date() });
      return id;
    },
    (id) => api.call(ROUTES.setAside.sendAgain, { params: { id } }),
    { action: 'click.send-again' },
  ),
  about(
    ROUTES.pauses.pause,
    nothing,
    () => api.call(ROUTES.pauses.pause, { body: { scope: { kind: 'all' } } }),
    { action: 'pause.set' },
  ),
  about(ROUTES.pauses.resume, nothing, () => api.call(ROUTES.pauses.resume, { params: { key: 'all' } }), {
    action: 'pause.end',
  }),
];

async function newest(): Promise<AuditEntry | undefined> {
  return (await api.call(ROUTES.ops.audit, { query: { pageSize: 1 } })).items[0];
}

/** The changes of an event in short, with names instead of references, and without generated ids. */
const shortOf = ({ changes }: AuditEntry): string[] | undefined =>
  changes?.map(({ property, before, after }) => {
    const [old, now] = [before, after].map((value) => {
      const named = value as { name?: string } | null;
      return String(named?.name ?? value).replace(/[0-9a-f]{24}/, '…');
    });
    return `${property}: ${old} → ${now}`;
  });

describe('each route that changes something', () => {
  it('has a case here, or a reason why it leaves no event', () => {
    const covered = [...new Set(cases.map(([route]) => route))];
    expect(audited.filter((route) => !covered.includes(route as ApiRoute))).toEqual([]);
    expect(covered.filter((route) => !audited.includes(route))).toEqual([]);
  });

  it.each(cases)('leaves an event: %s', async (_route, prepare, { action, changes }) => {
    const act = await prepare();
    const before = await newest();
    await act();
    const event = await newest();
    if (!event) throw new Error('There is no event');
    expect(event.id).not.toBe(before?.id);
    expect(event).toMatchObject({ action, by: { name: expect.stringMatching(/./) } });
    expect(event.pending).toBeUndefined();
    expect(event.target.id).not.toBe('');
    // The event of an erasure does not contain the person's name.
    if (action !== 'contact.erase') expect(event.target.name).not.toBe('');
    if (changes) expect(shortOf(event)).toEqual(changes);
  });
});
