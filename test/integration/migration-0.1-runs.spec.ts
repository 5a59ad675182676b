import { mongo } from 'mongoose';
import { describe, expect, it } from 'vitest';
import { ROUTES, type RunDetail, type RunSummary } from '@linkflow/contracts';
import { until, type ApiClient } from '../support';
import {
  ALL,
  HELD_RUN,
  PENDING_RERUN,
  WAITING_RUN,
  iso,
  openRelease,
  type ContactDoc,
  type Doc,
  type Dump,
  type LinkDoc,
  type NamedDoc,
  type RecipientDoc,
  type RunDoc,
  type StepDoc,
  type VersionDoc,
} from './migration-0.1.fixture';

/*
 * The apps of this release must open the database of release 0.1, migrate it, and show the same data. All expected values are computed
 * from the documents of the dump.
 */
let dump: Dump;
let api: ApiClient;
let ops: ApiClient;
const environment = openRelease('migration-0-1-runs', (opened) => ({ dump, api, ops } = opened));

const descending = <T extends Doc>(docs: readonly T[]): T[] =>
  docs.toSorted((a, b) => (a._id < b._id ? 1 : -1));

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
    expect(await api.call(ROUTES.runs.attention)).toEqual({ failed: failed.length, needsReview: 0, held: 0 });
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
      shown.items.map(({ id, verb, state, total, ineligible, at }) => ({
        id,
        verb,
        state,
        total,
        ineligible,
        at,
      })),
    ).toEqual(
      descending(bulks).map(({ _id, verb, state, total, passed, at }) => ({
        id: _id,
        verb: verb === 'again' ? 'rerun' : verb,
        state,
        total,
        ineligible: passed,
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
    // The sign-ins of this test are recorded too.
    const earlier = log.items.filter(({ action }) => action !== 'session.sign-in');
    expect(earlier.map(({ at, action, by, target }) => [at, action, by.id, target.id, target.name])).toEqual(
      entries.map(({ at, action, by, target }) => [iso(at), action, by.id, target.id, target.name]),
    );
  });
});

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
