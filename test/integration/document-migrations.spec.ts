import { mongo } from 'mongoose';
import { afterAll, beforeEach, beforeAll, expect, it } from 'vitest';
import { crmMigrations } from '@linkflow/crm';
import { engineMigrations } from '@linkflow/engine';
import { formMigrations } from '@linkflow/forms';
import { linksMigrations } from '@linkflow/links';
import { mailingMigrations, recipientMigrations } from '@linkflow/mailings';
import { migrate, newId, type Log } from '@linkflow/platform';
import { migrations } from '../../apps/api/src/migrations';
import { testEnvironment } from '../support';
import type { Doc } from './erase-contact.fixture';

/** Single migrations, on documents as earlier versions stored them. */
const environment = testEnvironment('document_migrations');
const log: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
const at = new Date('2027-03-01T10:00:00Z');
const contact = newId();
let client: mongo.MongoClient;
let db: mongo.Db;

beforeAll(async () => {
  client = await new mongo.MongoClient(environment.mongoUri).connect();
  db = client.db();
});
beforeEach(() => db.dropDatabase());
afterAll(async () => {
  await client?.close();
  await environment.dispose();
});

const put = (name: string, ...docs: Doc[]) => db.collection<Doc>(name).insertMany(docs);
const all = (name: string) => db.collection<Doc>(name).find().sort({ _id: 1 }).toArray();
/** Runs the migration twice, as happens if it is interrupted at its end. The second time must change nothing. */
async function migrateBy(id: string): Promise<void> {
  const own = [
    ...crmMigrations,
    ...engineMigrations,
    ...formMigrations,
    ...linksMigrations,
    ...mailingMigrations,
    ...recipientMigrations,
    ...migrations,
  ].filter((each) => each.id === id);
  for (let times = 0; times < 2; times += 1) {
    await db.collection<Doc>('migrations').deleteOne({ _id: id });
    await migrate(db, own.slice(0, 1), log);
  }
}

it('reduces the browsers of recorded clicks and of those that were set aside', async () => {
  const ua =
    'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0 (machine of Turid Hemmelig)';
  await put('clicks', { _id: 'a', kind: 'confirm', ua }, { _id: 'b', ua: null }, { _id: 'c' });
  await put(
    'clicks_set_aside',
    { _id: 'a', click: { id: 'a', ua }, reason: 'crashed-worker' },
    { _id: 'b', click: { id: 'b' }, reason: 'recipient.unknown' },
  );
  await migrateBy('links-0003-reduced-user-agents');
  await migrateBy('links-0004-reduced-user-agents-set-aside');
  expect(await all('clicks')).toEqual([
    { _id: 'a', kind: 'confirm', ua: 'Firefox 140' },
    { _id: 'b', ua: null },
    { _id: 'c' },
  ]);
  expect(await all('clicks_set_aside')).toEqual([
    { _id: 'a', click: { id: 'a', ua: 'Firefox 140' }, reason: 'crashed-worker' },
    { _id: 'b', click: { id: 'b' }, reason: 'recipient.unknown' },
  ]);
});

it('finds the contact of a claim by its run', async () => {
  await put(
    'runs',
    { _id: 'r', subject: { contactId: contact } },
    { _id: 's', subject: { contactId: null } },
  );
  await put(
    'effects',
    { _id: `l:n:${contact}`, runId: 'r', at },
    { _id: 'l:n:recipient', runId: 's', at },
    { _id: 'l:n:unknown', runId: 'x', at },
  );
  await migrateBy('engine-0006-contacts-of-claims');
  expect(
    await db
      .collection('effects')
      .find({ contactId: { $exists: true } })
      .toArray(),
  ).toEqual([{ _id: `l:n:${contact}`, runId: 'r', at, contactId: contact }]);
  expect(await db.collection('effects').countDocuments()).toBe(3);
});

it('keeps the values of an error in a bulk only where their contact is known', async () => {
  const error = { type: 't', reason: { code: 'probe', params: { detail: 'Turid' } } };
  await put(
    'bulks',
    { _id: 'a', filter: { contactId: contact, error: 'k' }, about: { error } },
    { _id: 'b', filter: { error: 'k' }, about: { error } },
    { _id: 'c', filter: {}, about: {} },
    { _id: 'd', filter: {} },
  );
  await migrateBy('engine-0007-personal-errors-of-bulks');
  expect((await all('bulks')).map(({ about }) => about)).toEqual([
    { error: { ...error, contactId: contact } },
    { error: { type: 't', reason: { code: 'probe' } } },
    {},
    undefined,
  ]);
});

it('cancels the failed runs of contacts that were erased', async () => {
  const failure = { nodeId: 'n', reason: { code: 'probe' }, key: 'k' };
  await put(
    'runs',
    { _id: 'a', status: 'failed', failure, erasedAt: at, rev: 1 },
    { _id: 'b', status: 'failed', failure, rev: 1 },
    { _id: 'c', status: 'succeeded', erasedAt: at, rev: 1 },
  );
  await migrateBy('engine-0008-ended-runs-of-erased-contacts');
  expect(await all('runs')).toEqual([
    { _id: 'a', status: 'cancelled', erasedAt: at, rev: 2 },
    { _id: 'b', status: 'failed', failure, rev: 1 },
    { _id: 'c', status: 'succeeded', erasedAt: at, rev: 1 },
  ]);
});

it('finds the contact of an audit event by its run, its details or its target', async () => {
  const event = (_id: string, kind: string, id: string, more: object = {}) => ({
    _id,
    at,
    action: `${kind}.probe`,
    target: { kind, id, name: 'Lenke · Turid' },
    ...more,
  });
  await put(
    'runs',
    { _id: 'r', subject: { contactId: contact } },
    { _id: 'erased', subject: { contactId: null }, erasedAt: at },
  );
  const events = [
    event('a', 'run', 'r', { details: { of: 'x' }, pending: true }),
    event('b', 'run', 'gone', { details: { linkId: 'l', contactId: contact } }),
    event('c', 'bulk', 'b', { details: { verb: 'retry', filter: { contactId: contact } } }),
    event('d', 'contact', contact),
  ];
  const others = [event('e', 'bulk', 'b', { details: { filter: {} } }), event('f', 'link', 'l')];
  const ofErased = event('g', 'run', 'erased', { details: { linkId: 'l', contactId: contact } });
  await put('audit', ...events, ...others, ofErased);
  await migrateBy('api-0003-audited-contacts');
  expect(await all('audit')).toEqual([
    ...events.map((each) => ({ ...each, contactId: contact })),
    ...others,
    { ...ofErased, target: { kind: 'run', id: 'erased', name: '' }, details: {} },
  ]);
});

it('gives the recipient of each address in a mailing its key, and leaves later duplicates apart', async () => {
  const recipient = (id: string, email: string, more: Doc | Record<string, unknown> = {}) => ({
    _id: id,
    mailingId: 'm',
    email,
    removedAt: null,
    addedAt: at,
    ...more,
  });
  await put(
    'recipients',
    recipient('a', 'DUP@Example.no'),
    recipient('b', 'dup@example.no'),
    recipient('c', 'dup@example.no', { removedAt: at }),
    recipient('d', 'dup@example.no', { mailingId: 'n' }),
    recipient('e', '', { erasedAt: at }),
    recipient('f', 'post@blåbær.no'),
  );
  await migrateBy('links-0006-addresses-of-recipients');
  expect((await all('recipients')).map(({ _id, addressKey }) => [_id, addressKey])).toEqual([
    ['a', 'dup@example.no'],
    ['b', undefined],
    ['c', 'dup@example.no'],
    ['d', 'dup@example.no'],
    ['e', undefined],
    ['f', 'post@xn--blbr-roah.no'],
  ]);
});

it('says why recipients without the key of an address get no mail, and counts them again', async () => {
  const at = new Date();
  const recipient = (id: string, email: string, more = {}) => ({
    _id: id,
    mailingId: 'm',
    email,
    contactId: null,
    removedAt: null,
    ...more,
  });
  await put(
    'recipient_counts',
    { _id: 'm', changes: 3, recipients: 6 },
    { _id: 'n', changes: 1, recipients: 2 },
  );
  await put(
    'recipients',
    recipient('a', 'dup@example.no', { addressKey: 'dup@example.no' }),
    recipient('b', 'DUP@Example.no'),
    recipient('c', 'free@example.no'),
    recipient('d', 'Free@example.no'),
    recipient('e', ''),
    recipient('f', 'nonsense'),
    recipient('g', 'dup@example.no', { removedAt: at }),
    recipient('h', '', { erasedAt: at }),
    recipient('i', 'old@example.no', { blocked: { code: 'former-employee', at } }),
  );
  await migrateBy('mailings-0003-recipients-without-address-key');
  const found = (await all('recipients')) as {
    _id: string;
    addressKey?: string;
    blocked?: { code: string };
  }[];
  expect(found.map(({ _id, addressKey, blocked }) => [_id, addressKey, blocked?.code])).toEqual([
    ['a', 'dup@example.no', undefined],
    ['b', undefined, 'duplicate'],
    ['c', 'free@example.no', undefined],
    ['d', undefined, 'duplicate'],
    ['e', undefined, 'no-address'],
    ['f', undefined, 'invalid-address'],
    ['g', undefined, undefined],
    ['h', undefined, undefined],
    ['i', undefined, 'former-employee'],
  ]);
  expect(await all('recipient_counts')).toEqual([
    { _id: 'm', changes: 3 },
    { _id: 'n', changes: 1, recipients: 2 },
  ]);
});

it('has each group once among the sources of a mailing, and stores with the mailing whether they are read again', async () => {
  const source = (id: string, more = {}) => ({
    _id: id,
    mailingId: 'm',
    state: 'done',
    total: null,
    ...more,
  });
  await put(
    'audience_sources',
    source('a', { kind: 'selection', targetId: 's' }),
    source('b', { kind: 'selection', targetId: 's' }),
    source('c', { kind: 'project', targetId: 's' }),
    source('d', { kind: 'contacts', contactIds: ['x', 'y'] }),
    source('e', { kind: 'contacts', contactIds: ['x'], state: 'waiting' }),
  );
  await put(
    'recipients',
    { _id: 'r', mailingId: 'm', sources: ['b', 'c'] },
    { _id: 't', sources: ['a', 'b'] },
  );
  await put('audiences', { _id: 'm', updateAtSending: true });
  await put('mailings', { _id: 'm', name: 'Spring' });
  await migrateBy('mailings-0004-sources');
  expect(await all('audience_sources')).toMatchObject([
    { _id: 'a', key: 's' },
    { _id: 'c', key: 's' },
    { _id: 'd', total: 2 },
    { _id: 'e', contactIds: ['x'] },
  ]);
  expect(await all('recipients')).toMatchObject([
    { _id: 'r', sources: ['c', 'a'] },
    { _id: 't', sources: ['a'] },
  ]);
  expect(await all('mailings')).toMatchObject([{ _id: 'm', updateAtSending: true }]);
  expect(await all('audiences')).toEqual([]);
});

it('groups failures by code and names of parameters, whatever their messages were', async () => {
  const run = (id: string, detail: string, key: string) => ({
    _id: id,
    failure: {
      nodeId: 'a',
      type: 'call-webhook',
      reason: { code: 'webhook.refused', params: { detail } },
      key,
    },
  });
  await put('runs', run('a', 'no order 4f-A1', 'x'), run('b', 'no order 9k-B2', 'y'), { _id: 'c' });
  await migrateBy('engine-0011-keys-of-error-groups');
  const [one, other, none] = (await all('runs')) as { failure?: { key: string } }[];
  expect(one?.failure?.key).toMatch(/^call-webhook:webhook\.refused:[0-9a-f]{12}$/);
  expect(other?.failure?.key).toBe(one?.failure?.key);
  expect(none?.failure).toBeUndefined();
});

it('has all runs counted for funnels', async () => {
  const ids = ['65000001', '65000002', '65000021'].map((second) => second + newId().slice(8));
  await put('runs', ...ids.map((_id) => ({ _id })));
  await migrateBy('engine-0013-funnels');
  expect((await all('run_slices')).map(({ _id }) => _id)).toEqual(['6500000', '6500002']);
});

it('gives stored scripts no outputs, and leaves declared ones', async () => {
  const declared = [{ name: 'score', type: 'number' }];
  await put(
    'scripts',
    { _id: 'a', name: 'Old', source: 'return { score: 7 }' },
    { _id: 'b', name: 'New', source: '', outputs: declared },
  );
  await migrateBy('crm-0004-outputs-of-scripts');
  expect(await all('scripts')).toEqual([
    { _id: 'a', name: 'Old', source: 'return { score: 7 }', outputs: [] },
    { _id: 'b', name: 'New', source: '', outputs: declared },
  ]);
});

it('gives stored scripts no parameters, and leaves declared ones', async () => {
  const declared = [{ name: 'points', label: 'Points', type: 'number', required: true, default: 5 }];
  await put(
    'scripts',
    { _id: 'a', name: 'Old', source: '', outputs: [] },
    { _id: 'b', name: 'New', source: '', outputs: [], params: declared },
  );
  await migrateBy('crm-0008-parameters-of-scripts');
  expect(await all('scripts')).toEqual([
    { _id: 'a', name: 'Old', source: '', outputs: [], params: [] },
    { _id: 'b', name: 'New', source: '', outputs: [], params: declared },
  ]);
});

it('requests the erasure of contacts that were deleted when their data stayed elsewhere', async () => {
  const [known, deleted, withRun, withWork, erased] = [newId(), newId(), newId(), newId(), newId()];
  const done = { _id: erased, state: 'done', done: [], requestedAt: at };
  await put(
    'recipients',
    ...[known, deleted, deleted, erased, null].map((contactId) => ({ _id: newId(), contactId })),
  );
  await put('runs', { _id: newId(), subject: { contactId: withRun } });
  await put('requests', { _id: newId(), contactId: withWork });
  await put('erasures', done);
  const id = 'api-0005-erasures-of-deleted-contacts';
  await migrateBy(id);
  // Without any card, the collection is missing.
  expect(await all('erasures')).toEqual([done]);
  await put('contacts', { _id: known });
  await migrateBy(id);
  const requested = { state: 'erasing', done: [], requestedAt: expect.any(Date) as Date };
  expect(await all('erasures')).toEqual([
    ...[deleted, withRun, withWork].map((_id) => ({ _id, ...requested })),
    done,
  ]);
});

it('puts a whole document around the contents of mailings, and keeps whole documents and empty ones', async () => {
  const whole = '<!-- a -->\r\n<!DOCTYPE html><html><body>x</body></html>';
  await put(
    'mailings',
    { _id: 'a', html: '<p>Hei {{contact.firstName}}</p>', linkIds: [] },
    { _id: 'b', html: '' },
    { _id: 'c', html: whole },
  );
  await migrateBy('mailings-0001-whole-documents');
  const [a, b, c] = await all('mailings');
  expect(a?.html).toMatch(
    /^<!doctype html>\n<html lang="(?:en|nb)">[\s\S]+<main><p>Hei \{\{contact.firstName\}\}<\/p><\/main>\n<\/body>\n<\/html>\n$/,
  );
  expect([b?.html, c?.html]).toEqual(['', whole]);
});

it('calls leaving by one word in addresses, recipients and histories', async () => {
  const change = { at, source: 'page' };
  await put(
    'mail_addresses',
    { _id: 'a', contactIds: [contact], left: { t: change }, leftAll: change, softBounces: 0 },
    { _id: 'b', contactIds: [], left: {}, softBounces: 1 },
  );
  await put('subscription_changes', { _id: 'a', kind: 'left' }, { _id: 'b', kind: 'joined' });
  await put('recipients', { _id: 'a', blocked: { code: 'opted-out.type', at } }, { _id: 'b' });
  await put('changes', { _id: 'a', kind: 'type-left' }, { _id: 'b', kind: 'mail-joined' });
  await migrateBy('mailings-0002-unsubscribed');
  await migrateBy('crm-0006-unsubscribed');
  expect(await all('mail_addresses')).toEqual([
    { _id: 'a', contactIds: [contact], unsubscribed: { t: change }, unsubscribedAll: change, softBounces: 0 },
    { _id: 'b', contactIds: [], unsubscribed: {}, softBounces: 1 },
  ]);
  expect(await all('subscription_changes')).toEqual([
    { _id: 'a', kind: 'unsubscribed' },
    { _id: 'b', kind: 'resubscribed' },
  ]);
  expect(await all('recipients')).toEqual([
    { _id: 'a', blocked: { code: 'unsubscribed.type', at } },
    { _id: 'b' },
  ]);
  expect(await all('changes')).toEqual([
    { _id: 'a', kind: 'type-unsubscribed' },
    { _id: 'b', kind: 'mail-resubscribed' },
  ]);
});

it('finds the tests among the messages of the outbox by their recipients', async () => {
  await put('recipients', { _id: 't', test: true }, { _id: 'r' });
  await put(
    'outbox',
    { _id: 'a', recipientId: 't' },
    { _id: 'b', recipientId: 'r' },
    { _id: 'c', recipientId: 'gone' },
  );
  await migrateBy('mailings-0006-tests-in-the-outbox');
  expect((await all('outbox')).map(({ test }) => test)).toEqual([true, false, false]);
});

it('refuses the mailings that were stopped because they could not be compiled, so that they can be started again', async () => {
  const problem = { code: 'sending.not-compiled' };
  const stopped = { state: 'stopped', startedAt: at, finishedAt: at };
  const [continued, ended] = [{ state: 'sending', startedAt: at }, stopped];
  const sendings = { a: { ...stopped, problem }, b: { ...stopped, problem }, c: continued, d: ended };
  await put(
    'mailings',
    { _id: 'x' },
    ...Object.entries(sendings).map(([_id, sending]) => ({ _id, sending })),
  );
  await put('compiled_mailings', { _id: 'b' }, { _id: 'd' });
  const delivery = { state: 'queued', round: 1 };
  await put('recipients', ...['c', 'd'].map((_id) => ({ _id, mailingId: _id, delivery })));
  await migrateBy('mailings-0005-refused-sendings');
  const refused = { state: 'refused' };
  expect((await all('mailings')).map(({ sending }) => sending)).toEqual([
    ...[{ ...refused, problem }, { ...refused, problem }, refused, ended],
    undefined,
  ]);
  expect(await all('compiled_mailings')).toEqual([{ _id: 'd' }]);
  const recipients = await all('recipients');
  expect(recipients.map((each) => each.delivery)).toEqual([undefined, delivery]);
});

it('drops the index of clicks that a newer one replaces', async () => {
  const clicks = db.collection('clicks');
  await clicks.createIndex({ recipientId: 1, linkId: 1, run: 1, at: 1 });
  await migrateBy('links-0007-clicks-of-recipients');
  expect((await clicks.indexes()).map(({ name }) => name)).not.toContain('recipientId_1_linkId_1_run_1_at_1');
});

it('drops the index for counting that did not know resets', async () => {
  const clicks = db.collection('clicks');
  await clicks.createIndex({ linkId: 1, kind: 1, _id: 1, verdict: 1 });
  await migrateBy('links-0008-counters-can-be-reset');
  expect((await clicks.indexes()).map(({ name }) => name)).not.toContain('linkId_1_kind_1__id_1_verdict_1');
});

it('gives folders the kind of their contents', async () => {
  const folders = db.collection('folders');
  await folders.createIndex({ parentId: 1, name: 1 });
  await db.collection('links').createIndex({ mailingId: 1, deletedAt: 1 });
  await put('folders', { _id: 'a', name: 'x' }, { _id: 'b', name: 'x', kind: 'mailing' });
  await migrateBy('links-0009-kinds-of-folders');
  expect((await all('folders')).map(({ kind }) => kind)).toEqual(['link', 'mailing']);
  expect((await folders.indexes()).map(({ name }) => name)).not.toContain('parentId_1_name_1');
  const links = await db.collection('links').indexes();
  expect(links.map(({ name }) => name)).not.toContain('mailingId_1_deletedAt_1');
});

it('makes conditions of the criteria of selections', async () => {
  const criteria = { countries: ['NO', 'SE'], languages: ['en'], companyIds: ['c'], interestIds: ['i', 'j'] };
  const nobody = { countries: [], languages: [], companyIds: [], interestIds: [] };
  const condition = { fact: 'contact.country', operator: 'equal', value: 'NO' };
  await put(
    'selections',
    { _id: 'a', kind: 'dynamic', criteria },
    { _id: 'b', kind: 'dynamic', criteria: nobody },
    { _id: 'c', kind: 'dynamic', criteria: condition },
    { _id: 'd', kind: 'static' },
  );
  await migrateBy('crm-0007-criteria-are-conditions');
  expect((await all('selections')).map((each) => each.criteria)).toEqual([
    {
      all: [
        { fact: 'contact.country', operator: 'in', value: ['NO', 'SE'] },
        { fact: 'contact.language', operator: 'in', value: ['en'] },
        { fact: 'contact.company', operator: 'in', value: ['c'] },
        {
          any: [
            { fact: 'contact.interests', operator: 'contains', value: 'i' },
            { fact: 'contact.interests', operator: 'contains', value: 'j' },
          ],
        },
      ],
    },
    { all: [{ fact: 'contact.name', operator: 'isNotEmpty' }] },
    condition,
    undefined,
  ]);
});

it('gives forms a captcha and a folder, and hashes with which nothing seems changed', async () => {
  const content = { blocks: [], settings: { title: 'Skjema', language: 'nb' } };
  const form = { revision: 3, content, hash: 'old' };
  await put(
    'forms',
    { _id: 'a', form, liveContent: { number: 2, hash: 'old' } },
    { _id: 'b', form, liveContent: null },
  );
  await put('form_versions', { _id: 'a:2', formId: 'a', number: 2, content, hash: 'old' });
  await migrateBy('forms-0001-captcha-and-folders');
  const [a, b] = (await all('forms')) as unknown as {
    folderId: unknown;
    form: { hash: string; content: { settings: object } };
    liveContent: { hash: string } | null;
  }[];
  expect(a).toMatchObject({
    folderId: null,
    form: { revision: 3, content: { settings: { captcha: true } } },
  });
  expect(a?.form.hash).toMatch(/^[0-9a-f]{64}$/);
  expect(a?.liveContent?.hash).toBe(a?.form.hash);
  expect(b).toMatchObject({ folderId: null, liveContent: null });
  expect((await all('form_versions'))[0]).toMatchObject({ hash: a?.form.hash });
});
