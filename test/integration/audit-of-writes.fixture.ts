import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { ROUTES, type ApiRoute, type AuditEntry } from '@linkflow/contracts';
import { newId } from '@linkflow/platform';
import { Demo, signIn, type ApiClient, type TestEnvironment } from '../support';
import { startApi } from './api.fixture';
import { OpsScene, type Person } from './ops.fixture';

/** What a write must leave: the action, some of its details, and the changed properties as `property: before → after`. */
interface Written {
  action: string;
  details?: AuditEntry['details'];
  changes?: string[];
}
/** Prepares a write and returns the request to send. It runs right before the request, so it may itself leave events. */
export type Case = [route: ApiRoute, prepare: () => Promise<() => Promise<unknown>>, written: Written];

/** A case of a route about something that is made first. */
export const about = <T>(
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
export const nothing = () => Promise.resolve(undefined);

export const aName = (): string => `Prøve ${newId()}`;
export const tokenOf = (link: string): string => new URL(link).hash.slice(1);

/** An api with the data of the demo, and functions that create what the writes change. */
export class WriteScene {
  app!: NestFastifyApplication;
  url!: string;
  api!: ApiClient;
  demo!: Demo;
  ops!: OpsScene;
  person!: Person;

  async start(environment: TestEnvironment): Promise<void> {
    ({ app: this.app, url: this.url } = await startApi(environment, { SEED_DEMO: 'true' }));
    this.api = await signIn(this.url);
    this.demo = new Demo(this.api);
    this.ops = new OpsScene(this.app.get<Connection>(getConnectionToken()), () => {
      throw new Error('No jobs are needed here');
    });
    this.person = await this.ops.person();
  }

  readonly aLink = () =>
    this.api.call(ROUTES.links.create, { body: { name: 'Lenke', url: 'https://example.com' } });
  readonly aMailing = () =>
    this.api.call(ROUTES.mailings.create, {
      body: { name: 'Brev', subject: 'Hei', html: '<p><a href="https://a.example">en</a></p>' },
    });
  readonly aContact = () =>
    this.api.call(ROUTES.contacts.create, { body: { firstName: 'Turid', lastName: 'Prøve' } });
  readonly aCompany = () => this.api.call(ROUTES.companies.create, { body: { name: 'Fjell AS' } });
  readonly aFolder = () => this.api.call(ROUTES.folders.create, { body: { name: aName() } });
  readonly invite = () =>
    this.api.call(ROUTES.settings.inviteUser, {
      body: { name: 'Nils', email: `${newId()}@example.no`, roles: ['viewer'], language: 'nb' },
    });
  readonly aKey = () =>
    this.api.call(ROUTES.apiKeys.create, { body: { name: 'Rapport', scopes: ['data:read'] } });
  readonly aColleague = async () => {
    const { user, link } = await this.invite();
    const password = 'et langt passord her';
    const body = { token: tokenOf(link?.url ?? ''), password };
    await this.api.send('POST', '/api/password-links/use', body);
    return {
      id: user.id,
      api: await signIn(this.url, { email: user.email, password }),
      password,
      email: user.email,
    };
  };
  /** A run that the gate of its trigger holds. */
  readonly aHeldRun = async () => {
    const { id } = await this.aLink();
    await this.ops.publish(id, 1, [{ id: 'a', type: 'set-interest', params: { interestId: newId() } }]);
    const until = new Date(Date.now() + 3_600_000);
    return this.ops.putRun(id, this.person, {
      status: 'held',
      heldBy: 'gate',
      hold: { nodeId: 'a', type: 'set-interest', reason: { code: 'step.marked-failed' }, until },
      dueAt: until,
    });
  };

  readonly aRun = async (status: 'failed' | 'waiting' | 'needs-review') => {
    const { id } = await this.aLink();
    await this.ops.publish(id, 1, [{ id: 'a', type: 'set-interest', params: { interestId: newId() } }]);
    const startedAt = new Date();
    const failed = { nodeId: 'a', reason: { code: 'step.marked-failed' as const, params: {} } };
    return this.ops.putRun(id, this.person, {
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
  readonly aBulk = () =>
    this.api.call(ROUTES.bulks.start, {
      body: { verb: 'retry', filter: { contactId: this.person.contactId } },
    });
  readonly aFollowUp = async () => {
    const id = newId();
    await this.ops.put('follow_ups', {
      _id: id,
      kind: 'to-do',
      text: 'Ring',
      taskTypeId: await this.demo.idOf('task-type', 'Telefon ut', 'to-do'),
      contactId: this.person.contactId,
      companyId: null,
      projectId: null,
      ownerId: await this.demo.idOf('user', 'Kari Hansen'),
      createdById: await this.demo.idOf('user', 'Kari Hansen'),
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
  readonly aRequest = async () => {
    const id = newId();
    await this.ops.put('requests', {
      _id: id,
      title: 'Hjelp',
      body: '',
      categoryId: await this.demo.idOf('category', 'Salg'),
      priorityId: await this.demo.idOf('priority', 'Middels'),
      contactId: this.person.contactId,
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
}
