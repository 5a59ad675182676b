import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { mongo } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROUTES, type ContactCard, type RunDetail, type RunSummary } from '@linkflow/contracts';
import { LinkKeysConfig, LinkTokens, deriveKeys } from '@linkflow/links';
import { entryOf } from '../../scripts/lib/build.mjs';
import { signIn, startApps, testEnvironment, until, type ApiClient, type RunningApps } from '../support';
import {
  Dump,
  HELD_RUN,
  LINK_KEYS,
  PENDING_RERUN,
  WAITING_RUN,
  addUnfinishedRuns,
  type ChangeDoc,
  type ClickDoc,
  type ClickerDoc,
  type ContactDoc,
  type Doc,
  type LinkDoc,
  type MembershipDoc,
  type NamedDoc,
  type RecipientDoc,
  type RunDoc,
  type StepDoc,
  type VersionDoc,
  type WorkDoc,
} from './migration-0.1.fixture';

/*
 * This release must open the database of release 0.1, migrate it, and show the same data. All expectations are derived from the
 * documents in the file.
 */
const environment = testEnvironment('migration-0-1');
let dump: Dump;
let apps: RunningApps;
let api: ApiClient;
let ops: ApiClient;

beforeAll(async () => {
  dump = await Dump.read();
  addUnfinishedRuns(dump);
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
  const wasThere = ({ id }: { id: string }): boolean => id !== PENDING_RERUN;
  const shownIds = async (query: object): Promise<string[]> =>
    (await api.call(ROUTES.runs.list, { query: { ...ALL, ...query } })).items
      .filter(wasThere)
      .map(({ id }) => id);

  it('are listed as before, newest first', async () => {
    const { items } = await api.call(ROUTES.runs.list, { query: ALL });
    const expected = descending(dump.all<RunDoc>('runs'));
    expect(items.filter(wasThere).map(shownSummary)).toEqual(expected.map(summaryOf));
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
    const expected = Map.groupBy(failed, ({ failure }) => failure?.key);
    const groups = await api.call(ROUTES.runs.errors, { query: {} });
    expect(new Set(groups.map(({ type, reason, runs }) => `${type} ${reason.code} ${runs}`))).toEqual(
      new Set(
        [...expected.values()].map(
          ([first, ...others]) =>
            `${first?.failure?.type} ${first?.failure?.reason.code} ${others.length + 1}`,
        ),
      ),
    );
    expect(groups).toHaveLength(expected.size);
    expect(await api.call(ROUTES.runs.attention)).toEqual({ failed: failed.length, needsReview: 0 });
    for (const { key, runs } of groups) expect(await shownIds({ error: key })).toHaveLength(runs);
  });

  it('are linked to their re-runs, and a re-run that was requested before the upgrade is created', async () => {
    for (const { _id: id, againOf, againBy } of dump.all<RunDoc>('runs')) {
      const { rerunOf, rerunBy } = await api.call(ROUTES.runs.get, { params: { id } });
      expect({ rerunOf, rerunBy }).toEqual({ rerunOf: againOf, rerunBy: againBy });
    }
    const rerun = await until(async () => api.call(ROUTES.runs.get, { params: { id: PENDING_RERUN } }), {
      what: 'the requested re-run',
    });
    const original = dump.all<RunDoc>('runs').find(({ againBy }) => againBy === PENDING_RERUN);
    expect(rerun).toMatchObject({
      rerunOf: original?._id,
      trigger: { id: original?._id },
      workflow: { owner: original?.linkId, version: 1 },
    });
  });

  it('keep the bulk command and the audit log of what was done to them', async () => {
    const bulks = dump.all<Doc & { verb: string; state: string; total: number; passed: number; at: Date }>(
      'bulks',
    );
    const shown = await ops.call(ROUTES.bulks.list, { query: ALL });
    expect(
      shown.items.map(({ id, verb, state, total, passed, at }) => ({ id, verb, state, total, passed, at })),
    ).toEqual(
      descending(bulks).map(({ _id, verb, state, total, passed, at }) => ({
        id: _id,
        verb: verb === 'again' ? 'rerun' : verb,
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
      const known = new Set(dump.all('runs').map(({ _id }) => _id));
      const shown = card.changes
        .filter(({ source }) => source.kind !== 'run' || known.has(source.runId))
        .map(entryOf);
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

describe('unfinished runs of release 0.1', () => {
  const ended = (id: string): Promise<RunDetail> =>
    until(
      async () => {
        const run = await api.call(ROUTES.runs.get, { params: { id } });
        return run.status === 'succeeded' && run;
      },
      { what: `the end of run ${id}` },
    );

  it('continue when their pause is removed', async () => {
    const held = dump.by<RunDoc>('runs', HELD_RUN);
    const [pause, ...others] = await ops.call(ROUTES.pauses.list);
    expect(others).toEqual([]);
    expect(pause).toMatchObject({
      scope: { kind: 'workflow', owner: held.linkId },
      note: 'Wait for the new selection',
      held: 1,
    });
    await ops.call(ROUTES.pauses.resume, { params: { key: pause?.key ?? '' } });
    const run = await ended(HELD_RUN);
    expect(run.steps.map(({ type, status }) => [type, status])).toEqual([
      ['remove-interest', 'succeeded'],
      ['add-to-selection', 'succeeded'],
    ]);
  });

  it('continue when their wait is over', async () => {
    const client = new mongo.MongoClient(environment.mongoUri);
    try {
      const now = new Date();
      await client
        .db()
        .collection<Doc>('runs')
        .updateOne({ _id: WAITING_RUN }, { $set: { dueAt: now } });
    } finally {
      await client.close();
    }
    const run = await ended(WAITING_RUN);
    const waited = dump.by<RunDoc>('runs', WAITING_RUN).steps.length;
    expect(run.steps.slice(0, waited).every(({ status }) => status === 'succeeded')).toBe(true);
    expect(run.steps.length).toBeGreaterThan(waited);
  });

  it('can be retried after they failed', async () => {
    const failed = dump.all<RunDoc>('runs').find(({ failure }) => failure?.type === 'run-script');
    const id = failed?._id ?? '';
    await api.call(ROUTES.runs.retry, { params: { id }, body: {} });
    await ended(id);
  });
});

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

  it('do not repeat what was done once for a recipient before the upgrade', async () => {
    const skipped = dump
      .all<RunDoc>('runs')
      .find(
        ({ steps }) =>
          steps.some(({ type }) => type === 'add-to-selection') &&
          steps.at(-1)?.reason?.code === 'repeat.done-before',
      );
    if (!skipped) throw new Error('The file has no skipped step');
    const { linkId, recipientId } = skipped;
    await fetch(`${apps.clickUrl}/c/${tokens.sign('click', linkId, recipientId)}`, { redirect: 'manual' });
    const run = await until(
      async () => {
        const { items } = await api.call(ROUTES.runs.list, {
          query: { ...ALL, linkId, status: 'succeeded' },
        });
        const known = new Set(dump.all('runs').map(({ _id }) => _id));
        return items.find(
          ({ id, subject }) =>
            !known.has(id) && id !== PENDING_RERUN && subject.contact?.id === skipped.contactId,
        );
      },
      { what: 'the run of the click' },
    );
    const { steps } = await api.call(ROUTES.runs.get, { params: { id: run.id } });
    expect(steps.at(-1)).toMatchObject({
      type: skipped.steps.at(-1)?.type,
      status: 'skipped',
      reason: { code: 'repeat.done-before' },
    });
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

describe('the migrations from release 0.1', () => {
  const ledgerOf = async (uri: string): Promise<mongo.Document[]> => {
    const client = new mongo.MongoClient(uri);
    try {
      return await client.db().collection('migrations').find().sort({ _id: 1 }).toArray();
    } finally {
      await client.close();
    }
  };

  it('are recorded as finished, and a second start changes nothing', async () => {
    const before = await ledgerOf(environment.mongoUri);
    expect(before.length).toBeGreaterThan(0);
    for (const entry of before) expect(entry).toHaveProperty('finishedAt');
    await apps.restart('api');
    expect(await ledgerOf(environment.mongoUri)).toEqual(before);
  });

  it('can be run alone, with access to MongoDB only', async () => {
    const other = testEnvironment('migrate-alone');
    try {
      await dump.load(other.mongoUri);
      const env = { MONGODB_URI: other.mongoUri, LOG_LEVEL: 'warn' };
      const { stdout } = await promisify(execFile)(process.execPath, [entryOf('api'), '--migrate'], { env });
      expect(stdout).toBe('');
      const entries = await ledgerOf(other.mongoUri);
      expect(entries.length).toBeGreaterThan(0);
      for (const entry of entries) expect(entry).toHaveProperty('finishedAt');
    } finally {
      await other.dispose();
    }
  });
});
