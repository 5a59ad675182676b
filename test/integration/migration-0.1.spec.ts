import { createReadStream } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { createGunzip } from 'node:zlib';
import { mongo } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROUTES, type ContactCard, type RunDetail, type RunSummary } from '@linkflow/contracts';
import { LinkKeysConfig, LinkTokens, deriveKeys } from '@linkflow/links';
import { signIn, startApps, testEnvironment, until, type ApiClient, type RunningApps } from '../support';

/**
 * The database of a small installation of release 0.1 (test/fixtures/README.md). This release must open it, migrate it, and show the
 * same data. All expectations are derived from the documents in the file.
 */
const FILE = fileURLToPath(new URL('../fixtures/linkflow-0.1.ejsonl.gz', import.meta.url));
const LINK_KEYS = 'k1:ce1e1f8be1d080e90197766032125d62baa4ae15b6d427eeb08774e16e13ab38';

// The documents as release 0.1 stored them, as far as this test reads them.
interface Doc {
  _id: string;
}
interface NamedDoc extends Doc {
  name: string;
  deletedAt?: Date | null;
}
interface StepDoc {
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
    reason?: { code: string };
  }[];
  reason?: { code: string };
  output?: Record<string, unknown>;
  trace?: unknown;
}
interface RunDoc extends Doc {
  linkId: string;
  mailingId: string;
  recipientId: string;
  contactId: string | null;
  version: number;
  clickedAt: Date;
  status: string;
  endedAt?: Date;
  steps: StepDoc[];
  failure?: { nodeId: string; type: string; key: string; reason: { code: string } };
  againOf?: string;
  againBy?: string;
  clickId?: string;
  bulkIds?: string[];
}
interface ClickDoc extends Doc {
  linkId: string;
  mailingId: string;
  recipientId: string;
  kind: string;
}
interface ClickerDoc extends Doc {
  linkId: string;
  mailingId: string;
  recipientId: string;
  firstAt: Date;
  lastAt: Date;
}
interface VersionDoc extends Doc {
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
interface LinkDoc extends NamedDoc {
  mailingId: string | null;
  liveVersion: number | null;
  liveHash: string | null;
  draft: { revision: number; url: string; hash: string; document: unknown };
}
interface RecipientDoc extends NamedDoc {
  mailingId: string;
  contactId: string | null;
  email: string;
  removedAt: Date | null;
}
interface ContactDoc extends NamedDoc {
  email: string | null;
  phone: string | null;
  country: string | null;
  title: string | null;
  companyId: string | null;
  fields: Record<string, unknown>;
}
interface MembershipDoc extends Doc {
  kind: 'interest' | 'selection' | 'project';
  targetId: string;
  contactId: string;
  active: boolean;
  since: Date;
}
interface ChangeDoc extends Doc {
  contactId: string;
  kind: string;
  target: { id: string; name: string };
  value?: unknown;
  previous?: unknown;
  at: Date;
  applied: boolean;
  source: { kind: string; runId?: string };
}
interface WorkDoc extends Doc {
  contactId: string | null;
  createdAt: Date;
}

class Dump {
  private constructor(private readonly collections: Map<string, Doc[]>) {}

  static async read(): Promise<Dump> {
    const lines = (await text(createReadStream(FILE).pipe(createGunzip()))).trim().split('\n');
    const collections = new Map<string, Doc[]>();
    for (const line of lines) {
      // Relaxed: numbers become plain numbers. Dates stay dates.
      const { collection, doc } = mongo.BSON.EJSON.parse(line, { relaxed: true }) as {
        collection: string;
        doc: Doc;
      };
      collections.set(collection, [...(collections.get(collection) ?? []), doc]);
    }
    return new Dump(collections);
  }

  all<T extends Doc>(collection: string): T[] {
    // The interfaces above name the shapes of release 0.1.
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

const environment = testEnvironment('migration-0-1');
let dump: Dump;
let apps: RunningApps;
let api: ApiClient;
let ops: ApiClient;

beforeAll(async () => {
  dump = await Dump.read();
  await dump.load(environment.mongoUri);
  apps = await startApps({ environment, env: { LINK_KEYS } });
  api = await signIn(apps.apiUrl);
  ops = await signIn(apps.apiUrl, { email: 'ola@example.no', password: 'linkflow' });
}, 180_000);
afterAll(async () => {
  await apps?.stop();
  await environment.dispose();
});

const iso = (at: Date | undefined): string | undefined => at?.toISOString();
const descending = <T extends Doc>(docs: readonly T[]): T[] =>
  docs.toSorted((a, b) => (a._id < b._id ? 1 : -1));
const ALL = { page: 1, pageSize: 200 };

describe('runs of release 0.1', () => {
  const summaryOf = (run: RunDoc): unknown => ({
    id: run._id,
    status: run.status,
    event: { type: 'click', id: run.clickId ?? run._id, at: iso(run.clickedAt) },
    contact: run.contactId && dump.by<ContactDoc>('contacts', run.contactId).name,
    address: dump.by<RecipientDoc>('recipients', run.recipientId).email,
    link: dump.by<LinkDoc>('links', run.linkId).name,
    mailing: dump.by<NamedDoc>('mailings', run.mailingId).name,
    workflow: { owner: run.linkId, version: run.version },
    endedAt: iso(run.endedAt),
    failure: run.failure && { nodeId: run.failure.nodeId, code: run.failure.reason.code },
  });
  const shownSummary = ({
    id,
    status,
    trigger,
    subject,
    context,
    workflow,
    endedAt,
    failure,
  }: RunSummary): unknown => ({
    id,
    status,
    event: trigger,
    contact: subject.contact?.name ?? null,
    address: subject.address,
    link: context.link?.name,
    mailing: context.mailing?.name,
    workflow,
    endedAt,
    failure: failure && { nodeId: failure.nodeId, code: failure.reason.code },
  });
  const shownIds = async (query: object): Promise<string[]> =>
    (await api.call(ROUTES.runs.list, { query: { ...ALL, ...query } })).items.map(({ id }) => id);

  it('are listed as before, newest first', async () => {
    const { items, total } = await api.call(ROUTES.runs.list, { query: ALL });
    const expected = descending(dump.all<RunDoc>('runs'));
    expect(total).toBe(expected.length);
    expect(items.map(shownSummary)).toEqual(expected.map(summaryOf));
  });

  it('are found by link, mailing, contact, status and bulk', async () => {
    const runs = descending(dump.all<RunDoc>('runs'));
    const idsWhere = (matches: (run: RunDoc) => boolean): string[] =>
      runs.filter(matches).map(({ _id }) => _id);
    for (const { _id } of dump.all('links'))
      expect(await shownIds({ linkId: _id })).toEqual(idsWhere((run) => run.linkId === _id));
    for (const { _id } of dump.all('mailings'))
      expect(await shownIds({ mailingId: _id })).toEqual(idsWhere((run) => run.mailingId === _id));
    const contactId = runs.find((run) => run.bulkIds)?.contactId ?? '';
    expect(await shownIds({ contactId })).toEqual(idsWhere((run) => run.contactId === contactId));
    expect(await shownIds({ status: 'succeeded' })).toEqual(idsWhere((run) => run.status === 'succeeded'));
    for (const { _id } of dump.all('bulks'))
      expect(await shownIds({ bulk: _id })).toEqual(idsWhere((run) => run.bulkIds?.includes(_id) === true));
  });

  it('keep every step and attempt, on the workflow of their version', async () => {
    const stepOf = (step: StepDoc): unknown => ({
      nodeId: step.nodeId,
      type: step.type,
      status: step.status,
      port: step.port,
      startedAt: iso(step.startedAt),
      endedAt: iso(step.endedAt),
      reason: step.reason?.code,
      output: step.output,
      trace: step.trace,
      attempts: step.attempts.map(({ number, startedAt, endedAt, outcome, reason }) => ({
        number,
        startedAt: iso(startedAt),
        endedAt: iso(endedAt),
        outcome,
        reason: reason?.code,
      })),
    });
    const shownStep = (step: RunDetail['steps'][number]): unknown => ({
      nodeId: step.nodeId,
      type: step.type,
      status: step.status,
      port: step.port,
      startedAt: step.startedAt,
      endedAt: step.endedAt,
      reason: step.reason?.code,
      output: step.output,
      trace: step.trace,
      attempts: step.attempts.map(({ reason, ...attempt }) => ({ ...attempt, reason: reason?.code })),
    });
    for (const run of dump.all<RunDoc>('runs')) {
      const shown = await api.call(ROUTES.runs.get, { params: { id: run._id } });
      const version = dump.by<VersionDoc>('link_versions', `${run.linkId}:${run.version}`);
      expect(shownSummary(shown)).toEqual(summaryOf(run));
      expect(shown.steps.map(shownStep)).toEqual(run.steps.map(stepOf));
      expect(shown.document).toEqual(version.document);
      expect(shown.layout).toEqual(version.layout);
      expect((shown.bulks ?? []).map(({ id }) => id)).toEqual(run.bulkIds ?? []);
      expect(shown.steps.filter(({ sentence }) => sentence.en === '' || sentence.nb === '')).toEqual([]);
    }
  });

  it('form the same error groups', async () => {
    const failed = dump.all<RunDoc>('runs').filter(({ status }) => status === 'failed');
    const groups = await api.call(ROUTES.runs.errors, { query: {} });
    expect(groups.reduce((sum, group) => sum + group.runs, 0)).toBe(failed.length);
    expect(new Set(groups.map(({ key }) => key))).toEqual(new Set(failed.map(({ failure }) => failure?.key)));
    expect(await api.call(ROUTES.runs.attention)).toEqual({ failed: failed.length, needsReview: 0 });
  });

  it('keep the bulk command and the audit log of what was done to them', async () => {
    const bulks = dump.all<Doc & { verb: string; state: string; total: number; passed: number; at: Date }>(
      'bulks',
    );
    const shown = await ops.call(ROUTES.bulks.list, { query: ALL });
    expect(
      shown.items.map(({ id, verb, state, total, passed, at }) => ({ id, verb, state, total, passed, at })),
    ).toEqual(
      bulks.map(({ _id, verb, state, total, passed, at }) => ({
        id: _id,
        verb,
        state,
        total,
        passed,
        at: iso(at),
      })),
    );
    for (const { id, done } of shown.items) {
      const changed = dump.all<RunDoc>('runs').filter(({ bulkIds }) => bulkIds?.includes(id));
      expect(done).toBe(changed.length);
    }
    const entries = descending(
      dump.all<Doc & { at: Date; action: string; by: { id: string }; target: { id: string; name: string } }>(
        'audit',
      ),
    );
    const log = await ops.call(ROUTES.ops.audit, { query: ALL });
    expect(
      log.items.map(({ at, action, by, target }) => [at, action, by.id, target.id, target.name]),
    ).toEqual(entries.map(({ at, action, by, target }) => [iso(at), action, by.id, target.id, target.name]));
  });
});

describe('links and mailings of release 0.1', () => {
  it('have the same totals of clicks and clickers', async () => {
    const clicks = dump.all<ClickDoc>('clicks').filter(({ kind }) => kind === 'click');
    const clickers = dump.all<ClickerDoc>('clickers');
    const distinct = (docs: ClickerDoc[]): number => new Set(docs.map(({ recipientId }) => recipientId)).size;

    const links = await api.call(ROUTES.links.list, { query: ALL });
    const listed = dump.all<LinkDoc>('links').filter((link) => !link.deletedAt && !link.mailingId);
    expect(new Map(links.items.map(({ id, clicks, clickers }) => [id, [clicks, clickers]]))).toEqual(
      new Map(
        listed.map(({ _id }) => [
          _id,
          [
            clicks.filter(({ linkId }) => linkId === _id).length,
            distinct(clickers.filter(({ linkId }) => linkId === _id)),
          ],
        ]),
      ),
    );
    const mailings = await api.call(ROUTES.mailings.list, { query: ALL });
    const recipients = dump.all<RecipientDoc>('recipients').filter(({ removedAt }) => !removedAt);
    expect(
      new Map(
        mailings.items.map(({ id, clicks, clickers, recipients }) => [id, [clicks, clickers, recipients]]),
      ),
    ).toEqual(
      new Map(
        dump
          .all('mailings')
          .map(({ _id }) => [
            _id,
            [
              clicks.filter(({ mailingId }) => mailingId === _id).length,
              distinct(clickers.filter(({ mailingId }) => mailingId === _id)),
              recipients.filter(({ mailingId }) => mailingId === _id).length,
            ],
          ]),
      ),
    );
  });

  it('list the same recipients who clicked, with their times and clicks', async () => {
    for (const { _id: id } of dump.all<LinkDoc>('links').filter(({ deletedAt }) => !deletedAt)) {
      const { items } = await api.call(ROUTES.links.clickers, { params: { id }, query: ALL });
      const expected = dump
        .all<ClickerDoc>('clickers')
        .filter(({ linkId }) => linkId === id)
        .map((clicker) => ({
          recipientId: clicker.recipientId,
          email: dump.by<RecipientDoc>('recipients', clicker.recipientId).email,
          firstAt: iso(clicker.firstAt),
          lastAt: iso(clicker.lastAt),
          clicks: dump
            .all<ClickDoc>('clicks')
            .filter(
              (click) =>
                click.kind === 'click' && click.linkId === id && click.recipientId === clicker.recipientId,
            ).length,
        }));
      const shown = items.map(({ recipientId, email, firstAt, lastAt, clicks }) => ({
        recipientId,
        email,
        firstAt,
        lastAt,
        clicks,
      }));
      expect(shown).toHaveLength(expected.length);
      expect(shown).toEqual(expect.arrayContaining(expected));
    }
  });

  it('keep their drafts and versions', async () => {
    for (const link of dump.all<LinkDoc>('links').filter(({ deletedAt }) => !deletedAt)) {
      const params = { id: link._id };
      const versions = dump.all<VersionDoc>('link_versions').filter(({ linkId }) => linkId === link._id);
      const shown = await api.call(ROUTES.workflows.versions, { params });
      expect(shown).toEqual(
        versions
          .toSorted((a, b) => b.number - a.number)
          .map(({ number, hash, url, note, copyOf, publishedAt, publishedBy }) => ({
            number,
            hash,
            url,
            ...(note !== null && { note }),
            ...(copyOf !== null && { copyOf }),
            publishedAt: iso(publishedAt),
            publishedBy: expect.objectContaining(publishedBy),
            live: number === link.liveVersion,
          })),
      );
      for (const { number, document, layout } of versions) {
        const detail = await api.call(ROUTES.workflows.version, { params: { ...params, number } });
        expect({ document: detail.document, layout: detail.layout }).toEqual({ document, layout });
      }
      const detail = await api.call(ROUTES.links.get, { params });
      expect(detail).toMatchObject({ name: link.name, liveVersion: link.liveVersion });
      expect(detail.changed).toBe(link.draft.hash !== link.liveHash);
      const { revision, url, document } = link.draft;
      expect(detail.draft).toMatchObject({ revision, url, document });
    }
  });
});

describe('contact cards of release 0.1', () => {
  const ref = (doc: NamedDoc): { id: string; name: string } => ({ id: doc._id, name: doc.name });
  const byId = <T extends { id: string }>(a: T, b: T): number => (a.id < b.id ? -1 : 1);

  it('keep their fields, memberships, work and history', async () => {
    const fields = dump.all<NamedDoc & { key: string; entity: string }>('fields');
    for (const contact of dump.all<ContactDoc>('contacts')) {
      const card: ContactCard = await api.call(ROUTES.contacts.get, { params: { id: contact._id } });
      const { name, email, phone, country, title, companyId } = contact;
      expect(card).toMatchObject({ name, email, phone, country, title });
      expect(card.company?.name).toBe(companyId ? dump.by<NamedDoc>('companies', companyId).name : undefined);

      const shownFields = Object.fromEntries(card.fields.map(({ field, value }) => [field.key, value]));
      expect(shownFields).toEqual(
        Object.fromEntries(
          fields
            .filter(({ entity }) => entity === 'contact')
            .map(({ key }) => [key, contact.fields[key] ?? null]),
        ),
      );

      const memberships = dump
        .all<MembershipDoc>('memberships')
        .filter(({ contactId, active }) => active && contactId === contact._id);
      const collectionOf = { interest: 'interests', selection: 'selections', project: 'projects' } as const;
      for (const kind of ['interest', 'selection', 'project'] as const) {
        const shown = card[collectionOf[kind]].map(({ target, since }) => ({
          ...ref({ _id: target.id, ...target }),
          since,
        }));
        const expected = memberships
          .filter((membership) => membership.kind === kind)
          .map(({ targetId, since }) => ({
            ...ref(dump.by<NamedDoc>(collectionOf[kind], targetId)),
            since: iso(since),
          }));
        expect(shown.toSorted(byId)).toEqual(expected.toSorted(byId));
      }

      const idsOfWork = (collection: string): string[] =>
        dump
          .all<WorkDoc>(collection)
          .filter(({ contactId }) => contactId === contact._id)
          .map(({ _id }) => _id)
          .toSorted();
      expect(card.followUps.map(({ id }) => id).toSorted()).toEqual(idsOfWork('follow_ups'));
      expect(card.requests.map(({ id }) => id).toSorted()).toEqual(idsOfWork('requests'));

      const history = dump.all<ChangeDoc>('changes').filter(({ contactId }) => contactId === contact._id);
      const entryOf = (change: Omit<ContactCard['changes'][number], 'source' | 'id'>): unknown => ({
        kind: change.kind,
        target: { id: change.target.id, name: change.target.name },
        value: change.value ?? null,
        previous: change.previous ?? null,
        at: change.at,
        applied: change.applied,
      });
      const shown = card.changes.map(entryOf);
      const expected = history.map(({ at, kind, ...change }) =>
        entryOf({ ...change, kind: kind as ContactCard['changes'][number]['kind'], at: iso(at) ?? '' }),
      );
      expect(shown).toHaveLength(Math.min(expected.length, MAX_SHOWN_CHANGES));
      expect(expected).toEqual(expect.arrayContaining(shown));
      const timesDescend = card.changes.every(({ at }, index) => at <= (card.changes[index - 1]?.at ?? at));
      expect(timesDescend).toBe(true);
    }
  });
});
/** A card shows the newest changes only. */
const MAX_SHOWN_CHANGES = 100;

describe('mails that release 0.1 has sent', () => {
  const tokens = new LinkTokens(deriveKeys(LinkKeysConfig.parse({ LINK_KEYS }).LINK_KEYS));
  const linkNamed = (name: string): LinkDoc => {
    const link = dump.all<LinkDoc>('links').find((one) => one.name === name);
    if (!link) throw new Error(`The file has no link called "${name}"`);
    return link;
  };

  it('can be viewed online, with links that work', async () => {
    const recipient = dump.all<RecipientDoc>('recipients').find(({ removedAt }) => !removedAt);
    if (!recipient) throw new Error('The file has no recipient');
    const mailing = dump.by<NamedDoc & { html: string }>('mailings', recipient.mailingId);
    const message = await fetch(`${apps.apiUrl}/o/${tokens.sign('view', mailing._id, recipient._id)}`);
    expect(message.status).toBe(200);
    const html = await message.text();
    const hrefs = [...html.matchAll(/href="([^"]*\/c\/[^"]+)"/g)].map(([, href]) => href ?? '');
    expect(hrefs).toHaveLength([...mailing.html.matchAll(/href="\{\{link:/g)].length);
    for (const href of hrefs) {
      const answer = await fetch(href, { redirect: 'manual', method: 'HEAD' });
      expect([200, 302]).toContain(answer.status);
    }
  });

  it('lead to the answer of the live version, also for a deleted link, and their clicks are counted and run', async () => {
    const link = linkNamed('Ja, hold meg informert om nye produkter');
    const recipient = dump
      .all<RecipientDoc>('recipients')
      .find(({ _id }) => !dump.all<ClickDoc>('clicks').some(({ recipientId }) => recipientId === _id));
    if (!recipient) throw new Error('Every recipient has clicked already');
    const { clicks, clickers } = await api.call(ROUTES.links.get, { params: { id: link._id } });

    const answer = await fetch(`${apps.clickUrl}/c/${tokens.sign('click', link._id, recipient._id)}`);
    expect(answer.status).toBe(200);
    const firstName = recipient.name.split(' ')[0];
    expect(await answer.text()).toContain(`<h1>Takk, ${firstName}!</h1>`);

    const run = await until(
      async () => {
        const { items } = await api.call(ROUTES.runs.list, {
          query: { ...ALL, contactId: recipient.contactId ?? '' },
        });
        return items.find(({ status }) => status === 'succeeded');
      },
      { what: 'the run of the click' },
    );
    expect(run.workflow).toEqual({ owner: link._id, version: link.liveVersion });
    expect(await api.call(ROUTES.links.get, { params: { id: link._id } })).toMatchObject({
      clicks: clicks + 1,
      clickers: clickers + 1,
    });

    const deleted = linkNamed('Vis meg høsttilbudet');
    expect(deleted.deletedAt).not.toBeNull();
    const redirect = await fetch(`${apps.clickUrl}/c/${tokens.sign('click', deleted._id, recipient._id)}`, {
      redirect: 'manual',
      method: 'HEAD',
    });
    expect([200, 302]).toContain(redirect.status);
  });
});

describe('the migrations', () => {
  it('are all recorded as finished, and a second start changes nothing', async () => {
    const client = new mongo.MongoClient(environment.mongoUri);
    try {
      const ledger = (): Promise<mongo.Document[]> => client.db().collection('migrations').find().toArray();
      const before = await ledger();
      expect(before.length).toBeGreaterThan(0);
      for (const entry of before) expect(entry).toHaveProperty('finishedAt');
      await apps.restart('api');
      expect(await ledger()).toEqual(before);
    } finally {
      await client.close();
    }
  });
});
