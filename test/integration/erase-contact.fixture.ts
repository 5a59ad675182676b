import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import { ROUTES } from '@linkflow/contracts';
import { ClickRecorder } from '@linkflow/links';
import { searchTextOf } from '@linkflow/mailings';
import { PersonalData, newId } from '@linkflow/platform';
import type { ApiClient } from '../support';
import { Interest, OpsScene } from './ops.fixture';

export const EMAIL = 'turid.hemmelig@example.no';
export const NAME = 'Turid Hemmelig';
export const AGENT = 'Mozilla/5.0 (Turids maskin)';

/** The names of all owners of personal data, in the order in which they erase it. */
export const OWNERS = [
  'recipients',
  'audience',
  'outbox',
  'webhooks',
  'links',
  'people',
  'subscriptions',
  'forms',
  'crm',
  'engine',
  'audit',
];

export type Doc = Record<string, unknown> & { _id: string };

/** Ids of a contact and of documents that refer to it. */
export interface Erasable {
  id: string;
  recipientId: string;
  linkId: string;
  mailingId: string;
  /** Ids of the contact's runs. `started` was started by a user, `retried` failed and was retried; the others are named by their status. */
  runs: Record<'retrying' | 'waiting' | 'failed' | 'retried' | 'started', string>;
}

/** Creates contacts with documents in every collection that stores personal data, and searches for data that an erasure has left. */
export class ErasableScene {
  readonly db: mongo.Db;
  private readonly scene: OpsScene;

  constructor(
    private readonly app: NestFastifyApplication,
    private readonly admin: ApiClient,
  ) {
    const connection = app.get<Connection>(getConnectionToken());
    if (!connection.db) throw new Error('Not connected');
    this.db = connection.db;
    this.scene = new OpsScene(connection, () => {
      throw new Error('No worker runs here');
    });
  }

  async aContact(): Promise<string> {
    const none = { title: null, phone: null, country: null, language: null, timeZone: null };
    const { id } = await this.admin.call(ROUTES.contacts.create, {
      body: {
        ...none,
        firstName: 'Turid',
        lastName: 'Hemmelig',
        email: EMAIL,
        companyId: null,
        ourContactId: null,
      },
    });
    return id;
  }

  async aPerson(): Promise<Erasable> {
    const id = await this.aContact();
    const [recipientId, mailingId, clickId] = [newId(), newId(), newId()];
    const linkId = await this.scene.link([(await Interest.create(this.admin)).step('n1')]);
    const at = new Date();
    await this.scene.put('recipients', {
      _id: recipientId,
      mailingId,
      contactId: id,
      email: EMAIL,
      name: NAME,
      searchText: searchTextOf({ email: EMAIL, name: NAME }),
      addedAt: at,
      removedAt: null,
    });
    const click = {
      id: clickId,
      at: at.getTime(),
      link: linkId,
      recipient: recipientId,
      version: 1,
      ua: AGENT,
      kind: 'click' as const,
      run: true,
      answer: { kind: 'redirect' as const, url: `https://example.com/?who=${EMAIL}`, path: [] },
    };
    await this.app.get(ClickRecorder, { strict: false }).record([click]);
    await this.scene.put('looks', {
      _id: recipientId,
      looks: [{ id: newId(), at, linkId, kind: 'head', seen: { h: 1 }, agent: { kind: 'browser' } }],
    });
    const subscriptionId = newId();
    await this.scene.put('webhook_deliveries', {
      _id: `${clickId}-click-recorded-${subscriptionId}`,
      subscriptionId,
      type: 'click.recorded',
      factId: clickId,
      at,
      keptAt: at,
      state: 'delivered',
      tries: 1,
      replays: 0,
      attempts: [],
      body: JSON.stringify({ data: { contactId: id } }),
      answer: `Takk, ${NAME}`,
      contactId: id,
    });
    await this.scene.put('clicks_set_aside', { _id: newId(), click, reason: 'crashed-worker', at });

    const reason = { code: 'probe', params: { detail: NAME } };
    const failure = { nodeId: 'n1', type: 'set-interest', reason, key: `set-interest:probe:${linkId}` };
    const person = { contactId: id, mailingId, recipientId };
    const aRun = (status: 'retrying' | 'waiting' | 'failed') =>
      this.scene.putRun(linkId, person, {
        subject: { contactId: id, address: EMAIL },
        status,
        ...(status === 'failed' ? { failure } : { dueAt: new Date(at.getTime() + 3_600_000) }),
        fence: 3,
        rev: 5,
        steps: [
          {
            nodeId: 'n1',
            type: 'set-interest',
            status,
            startedAt: at,
            reason,
            attempts: [{ number: 1, startedAt: at, outcome: 'retry', reason }],
            output: { previous: NAME },
          },
        ],
      });
    const runs = {
      retrying: await aRun('retrying'),
      waiting: await aRun('waiting'),
      failed: await aRun('failed'),
      retried: await aRun('failed'),
      started: (
        await this.admin.call(ROUTES.workflows.run, { params: { id: linkId }, body: { contactId: id } })
      ).id,
    };
    // Starts two bulk operations on runs with the error of this contact's run: one on all such runs of the link, one on this contact's.
    for (const filter of [
      { linkId, error: failure.key },
      { contactId: id, error: failure.key },
    ])
      await this.admin.call(ROUTES.bulks.start, {
        body: { verb: 'rerun', filter, canary: 0, perSecond: 1 },
      });
    // Two bulks for the people who are found by the address; a user stops one of them.
    const search = { of: 'mailing', mailingId, q: EMAIL } as const;
    const [, stopped] = await Promise.all(
      [1, 2].map(() =>
        this.admin.call(ROUTES.peopleBulks.start, {
          body: { filter: search, work: { do: 'add', kind: 'selection', target: { name: newId() } } },
        }),
      ),
    );
    await this.admin.call(ROUTES.peopleBulks.stop, { params: { id: stopped?.id ?? '' } });
    await this.admin.call(ROUTES.runs.retry, { params: { id: runs.retried }, body: {} });
    for (const key of [`n1:${id}`, `no-step-has-it:${id}:${mailingId}`])
      await this.scene.put('effects', {
        _id: `${linkId}:${key}`,
        runId: runs.waiting,
        at,
        contactId: id,
      });
    const work = {
      contactId: id,
      companyId: null,
      ownerId: newId(),
      source: { kind: 'seed' },
      createdAt: at,
    };
    await this.scene.put('follow_ups', {
      _id: newId(),
      ...work,
      kind: 'to-do',
      text: NAME,
      taskTypeId: newId(),
      projectId: null,
      createdById: newId(),
      startsAt: at,
      endsAt: at,
      durationMinutes: 15,
      status: 'not-started',
    });
    await this.scene.put('form_submissions', {
      _id: newId(),
      formId: newId(),
      version: 1,
      at,
      status: 'processed',
      values: { email: EMAIL, message: NAME },
      consents: [{ name: 'ok', wording: NAME, given: true, typeId: null }],
      address: EMAIL,
      addressKey: EMAIL,
      contactId: id,
      utm: {},
      spam: [],
      attempts: 1,
    });
    await this.scene.put('requests', {
      _id: newId(),
      ...work,
      title: NAME,
      body: EMAIL,
      categoryId: newId(),
      priorityId: newId(),
      status: 'active',
    });
    return { id, recipientId, linkId, mailingId, runs };
  }

  /** Searches all collections. Returns the paths whose key or value contains one of the texts, e.g. `runs.subject.contactId`. */
  async pathsWith(...texts: string[]): Promise<string[]> {
    const found = new Set<string>();
    for (const { collectionName } of await this.db.collections()) {
      if (collectionName.startsWith('system.')) continue;
      for await (const document of this.db.collection(collectionName).find())
        for (const path of pathsIn(document, collectionName, texts)) found.add(path);
    }
    return [...found].sort();
  }

  /** Returns the names of the collections that contain one of the texts anywhere. */
  async containing(...texts: string[]): Promise<string[]> {
    return [...new Set((await this.pathsWith(...texts)).map((path) => path.split('.')[0] ?? ''))];
  }

  /** Returns whether an owner of personal data has declared the path, or a path that contains it. */
  isDeclared(path: string): boolean {
    const declared = this.app
      .get(PersonalData, { strict: false })
      .all()
      .flatMap(({ collections }) => Object.entries(collections))
      .flatMap(([name, paths]) => paths.map((own) => (own === '*' ? name : `${name}.${own}`)));
    return declared.some((own) => path === own || path.startsWith(`${own}.`));
  }
}

function* pathsIn(value: unknown, path: string, texts: readonly string[]): Generator<string> {
  if (typeof value === 'string') {
    if (texts.some((text) => value.toLowerCase().includes(text.toLowerCase()))) yield path;
  } else if (Array.isArray(value)) {
    for (const item of value) yield* pathsIn(item, path, texts);
  } else if (typeof value === 'object' && value !== null && !(value instanceof Date)) {
    for (const [key, item] of Object.entries(value)) {
      yield* pathsIn(key, `${path}.${key}`, texts);
      yield* pathsIn(item, `${path}.${key}`, texts);
    }
  }
}
