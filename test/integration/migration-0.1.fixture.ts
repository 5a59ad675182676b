import { createReadStream } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { createGunzip } from 'node:zlib';
import { mongo } from 'mongoose';
import { afterAll, beforeAll } from 'vitest';
import { signIn, startApps, testEnvironment, type ApiClient, type RunningApps } from '../support';

/** Dump of the database of a small installation of release 0.1, see test/fixtures/README.md. */
const FILE = fileURLToPath(new URL('../fixtures/linkflow-0.1.ejsonl.gz', import.meta.url));
export const LINK_KEYS = 'k1:ce1e1f8be1d080e90197766032125d62baa4ae15b6d427eeb08774e16e13ab38';

// The following interfaces describe documents of release 0.1. They contain only the fields that the tests read.
export interface Doc {
  _id: string;
}
export interface NamedDoc extends Doc {
  name: string;
  deletedAt?: Date | null;
}
export interface ReasonDoc {
  code: string;
  message: { en: string; nb: string };
}
export interface StepDoc {
  nodeId: string;
  type: string;
  status: string;
  port?: string;
  startedAt: Date;
  endedAt?: Date;
  attempts: {
    number: number;
    startedAt: Date;
    endedAt?: Date;
    outcome?: string;
    reason?: ReasonDoc;
  }[];
  reason?: ReasonDoc;
  dueAt?: Date;
  portAfterWait?: string;
  output?: Record<string, unknown>;
  trace?: unknown;
}
export interface RunDoc extends Doc {
  linkId: string;
  mailingId: string;
  recipientId: string;
  contactId: string | null;
  version: number;
  clickedAt: Date;
  createdAt: Date;
  status: string;
  fence: number;
  proven?: number;
  rev: number;
  mark: string;
  dueAt?: Date;
  endedAt?: Date;
  steps: StepDoc[];
  failure?: { nodeId: string; type: string; key: string; reason: ReasonDoc };
  heldBy?: string;
  unborn?: { version: number };
  againOf?: string;
  againBy?: string;
  clickId?: string;
  bulkIds?: string[];
}
export interface ClickDoc extends Doc {
  linkId: string;
  mailingId: string;
  recipientId: string;
  kind: string;
}
export interface ClickerDoc extends Doc {
  linkId: string;
  mailingId: string;
  recipientId: string;
  firstAt: Date;
  lastAt: Date;
}
export interface VersionDoc extends Doc {
  linkId: string;
  number: number;
  hash: string;
  url: string;
  note: string | null;
  copyOf: number | null;
  document: unknown;
  layout: unknown;
  publishedAt: Date;
  publishedBy: { id: string; name: string };
}
export interface LinkDoc extends NamedDoc {
  mailingId: string | null;
  liveVersion: number | null;
  liveHash: string | null;
  draft: { revision: number; url: string; hash: string; document: unknown };
}
export interface RecipientDoc extends NamedDoc {
  mailingId: string;
  contactId: string | null;
  email: string;
  removedAt: Date | null;
}
export interface ContactDoc extends NamedDoc {
  email: string | null;
  phone: string | null;
  country: string | null;
  title: string | null;
  companyId: string | null;
  fields: Record<string, unknown>;
}
export interface MembershipDoc extends Doc {
  kind: 'interest' | 'selection' | 'project';
  targetId: string;
  contactId: string;
  active: boolean;
  since: Date;
}
export interface ChangeDoc extends Doc {
  contactId: string;
  kind: string;
  target: { id: string; name: string };
  value?: unknown;
  previous?: unknown;
  at: Date;
  applied: boolean;
  source: { kind: string; runId?: string };
}
export interface WorkDoc extends Doc {
  contactId: string | null;
  createdAt: Date;
}

/** The documents of the database of release 0.1, by collection. */
export class Dump {
  private constructor(private readonly collections: Map<string, Doc[]>) {}

  static async read(): Promise<Dump> {
    const lines = (await text(createReadStream(FILE).pipe(createGunzip()))).trim().split('\n');
    const collections = new Map<string, Doc[]>();
    for (const line of lines) {
      // With `relaxed`, numbers become JavaScript numbers instead of BSON objects. Dates become Date objects in any case.
      const { collection, doc } = mongo.BSON.EJSON.parse(line, { relaxed: true }) as {
        collection: string;
        doc: Doc;
      };
      collections.set(collection, [...(collections.get(collection) ?? []), doc]);
    }
    return new Dump(collections);
  }

  add<T extends Doc>(collection: string, doc: T): T {
    this.collections.set(collection, [...this.all(collection), doc]);
    return doc;
  }

  all<T extends Doc>(collection: string): T[] {
    // The caller names the type: one of the interfaces above, which describe the documents of release 0.1.
    return (this.collections.get(collection) ?? []) as T[];
  }

  by<T extends Doc>(collection: string, id: string): T {
    const found = this.all<T>(collection).find(({ _id }) => _id === id);
    if (!found) throw new Error(`The file has no ${id} in ${collection}`);
    return found;
  }

  async load(uri: string): Promise<void> {
    const client = new mongo.MongoClient(uri);
    try {
      for (const [name, docs] of this.collections) await client.db().collection<Doc>(name).insertMany(docs);
    } finally {
      await client.close();
    }
  }
}

/** Returns the nth id for documents of `addUnfinishedRuns`. These ids are later than all ids in the file. */
const idOf = (n: number): string => `6b0a2000${n.toString(16).padStart(16, '0')}`;

export const WAITING_RUN = idOf(3);
export const HELD_RUN = idOf(4);
/** Id of the re-run that a user has requested before the upgrade and that did not exist yet. */
export const PENDING_RERUN = idOf(9);
const FAR_FUTURE = new Date('2100-01-01T00:00:00Z');

/**
 * Adds documents, in the format of release 0.1, that the database file does not contain:
 * - two runs that failed with the same error, a waiting run and a run that is held by a pause;
 * - a failed run with its re-run, and a failed run whose re-run has been requested but does not exist yet;
 * - a bulk operation with the verb `again`, which is now `rerun`.
 */
function addUnfinishedRuns(dump: Dump): void {
  const { endedAt, ...long } = dump.by<RunDoc>('runs', '6b0a0d7e8d87f48f0b81ddcd');
  const { endedAt: _ended, ...short } = dump.by<RunDoc>('runs', '6b0a0f178d87f48f0b81ddd8');
  const upTo = (run: Pick<RunDoc, 'steps'>, type: string): StepDoc[] =>
    run.steps.slice(0, run.steps.findIndex((step) => step.type === type) + 1);

  /** Returns a copy of the run `long`, changed as if its first step of this type had failed. */
  const failed = (_id: string, type: string, reason: ReasonDoc): RunDoc => {
    const steps = upTo(long, type);
    const last = steps.pop();
    if (!last) throw new Error(`The run has no step ${type}`);
    const { port: _port, output: _output, ...step } = last;
    const attempts = last.attempts.slice(0, 1).map((attempt) => ({ ...attempt, outcome: 'failed', reason }));
    const failure = { nodeId: step.nodeId, type, reason, key: `${type}:${reason.code}:0123456789ab` };
    return {
      ...long,
      _id,
      status: 'failed',
      steps: [...steps, { ...step, status: 'failed', reason, attempts }],
      failure,
      endedAt,
    };
  };
  const threw = (contact: string): ReasonDoc => ({
    code: 'script.threw',
    message: {
      en: `The script failed: no customer ${contact}`,
      nb: `Skriptet feilet: no customer ${contact}`,
    },
  });
  const missing: ReasonDoc = {
    code: 'target.missing',
    message: { en: 'The selection is gone', nb: 'Utvalget finnes ikke lenger' },
  };
  for (const n of [1, 2]) dump.add('runs', failed(idOf(n), 'run-script', threw('c'.repeat(23) + n)));

  const steps = upTo(long, 'wait');
  const wait = steps.pop();
  if (!wait) throw new Error('The run has no wait');
  const { port: _port, endedAt: _waited, ...waiting } = wait;
  dump.add<RunDoc>('runs', {
    ...long,
    _id: WAITING_RUN,
    status: 'waiting',
    steps: [...steps, { ...waiting, status: 'waiting', dueAt: FAR_FUTURE, portAfterWait: 'next' }],
    dueAt: FAR_FUTURE,
  });

  const pause = `link:${short.linkId}`;
  dump.add('pauses', {
    _id: pause,
    scope: { kind: 'link', linkId: short.linkId },
    note: 'Wait for the new selection',
    at: short.createdAt,
    by: { id: '0141b89b9ef2afb3c098f785', name: 'Ingrid Dahl' },
  });
  dump.add<RunDoc>('runs', {
    ...short,
    _id: HELD_RUN,
    status: 'held',
    heldBy: pause,
    steps: upTo(short, 'remove-interest'),
  });

  const [original, rerun, pending] = [idOf(5), idOf(6), idOf(8)];
  const gone = (_id: string): RunDoc => failed(_id, 'create-follow-up', missing);
  dump.add<RunDoc>('runs', { ...gone(original), againBy: rerun });
  dump.add<RunDoc>('runs', { ...long, _id: rerun, againOf: original, clickId: original, endedAt });
  dump.add<RunDoc>('runs', { ...gone(pending), againBy: PENDING_RERUN, unborn: { version: 1 } });

  const [bulk] = dump.all<Doc>('bulks');
  dump.add('bulks', {
    ...bulk,
    _id: idOf(16),
    verb: 'again',
    total: 0,
    filter: { linkId: long.linkId },
    about: {},
  });
}

/** The apps of this release on the migrated database of release 0.1. */
export interface OpenedRelease {
  /** The documents before the migration. */
  dump: Dump;
  apps: RunningApps;
  api: ApiClient;
  ops: ApiClient;
}

/** Loads the dump into one database for all tests of a file, starts the apps, and passes both to `opened`. Returns the environment. */
export function openRelease(name: string, opened: (release: OpenedRelease) => void): { mongoUri: string } {
  const environment = testEnvironment(name);
  let apps: RunningApps | undefined;
  beforeAll(async () => {
    const dump = await Dump.read();
    addUnfinishedRuns(dump);
    await dump.load(environment.mongoUri);
    apps = await startApps({ environment, env: { LINK_KEYS } });
    const api = await signIn(apps.apiUrl);
    const ops = await signIn(apps.apiUrl, { email: 'ola@example.no', password: 'linkflow' });
    opened({ dump, apps, api, ops });
  }, 180_000);
  afterAll(async () => {
    await apps?.stop();
    await environment.dispose();
  });
  return environment;
}

/** Query for a list of the API that returns all items on one page. */
export const ALL = { page: 1, pageSize: 200 };

export const iso = (at: Date | undefined): string | undefined => at?.toISOString();
