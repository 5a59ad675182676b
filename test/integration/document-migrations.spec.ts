import { expect, it } from 'vitest';
import { newId } from '@linkflow/platform';
import { oldDocumentsForFile } from './document-migrations.fixture';

/** Migrations of clicks, links, runs, contacts, scripts, forms and the audit log. */
const documents = oldDocumentsForFile('document_migrations');
const { put, all, migrateBy } = documents;
const at = new Date('2027-03-01T10:00:00Z');
const contact = newId();

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

it('tells what clicks on published versions are answered with', async () => {
  const url = 'https://fjord.example/';
  const respond = (type: string, params: object) => ({
    document: {
      schemaVersion: 1,
      nodes: [
        { id: 'click', type: 'click', params: {} },
        { id: 'n', type, params },
      ],
      edges: [{ id: 'e', from: { node: 'click', port: 'respond' }, to: 'n' }],
    },
    catalogue: [],
  });
  await put(
    'link_versions',
    { _id: 'a:1', linkId: 'a', url, respond: null },
    { _id: 'b:1', linkId: 'b', url, respond: respond('open-subscriptions', { page: 'unsubscribe' }) },
    { _id: 'c:1', linkId: 'c', url, respond: respond('redirect', { url: 'https://real.example/' }) },
    // Versions of the first release had no lane of their own.
    { _id: 'd:1', linkId: 'd', url },
  );
  await migrateBy('links-0014-answers-of-versions');
  expect((await all('link_versions')).map(({ answer }) => answer)).toEqual([
    { kind: 'redirect', url },
    { kind: 'unsubscribe', url },
    { kind: 'redirect', url: 'https://real.example/' },
    { kind: 'redirect', url },
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
    await documents.db
      .collection('effects')
      .find({ contactId: { $exists: true } })
      .toArray(),
  ).toEqual([{ _id: `l:n:${contact}`, runId: 'r', at, contactId: contact }]);
  expect(await documents.db.collection('effects').countDocuments()).toBe(3);
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

it('drops the index of clicks that a newer one replaces', async () => {
  const clicks = documents.db.collection('clicks');
  await clicks.createIndex({ recipientId: 1, linkId: 1, run: 1, at: 1 });
  await migrateBy('links-0007-clicks-of-recipients');
  expect((await clicks.indexes()).map(({ name }) => name)).not.toContain('recipientId_1_linkId_1_run_1_at_1');
});

it('drops the index for counting that did not know resets', async () => {
  const clicks = documents.db.collection('clicks');
  await clicks.createIndex({ linkId: 1, kind: 1, _id: 1, verdict: 1 });
  await migrateBy('links-0008-counters-can-be-reset');
  expect((await clicks.indexes()).map(({ name }) => name)).not.toContain('linkId_1_kind_1__id_1_verdict_1');
});

it('gives folders the kind of their contents', async () => {
  const folders = documents.db.collection('folders');
  await folders.createIndex({ parentId: 1, name: 1 });
  await documents.db.collection('links').createIndex({ mailingId: 1, deletedAt: 1 });
  await put('folders', { _id: 'a', name: 'x' }, { _id: 'b', name: 'x', kind: 'mailing' });
  await migrateBy('links-0009-kinds-of-folders');
  expect((await all('folders')).map(({ kind }) => kind)).toEqual(['link', 'mailing']);
  expect((await folders.indexes()).map(({ name }) => name)).not.toContain('parentId_1_name_1');
  const links = await documents.db.collection('links').indexes();
  expect(links.map(({ name }) => name)).not.toContain('mailingId_1_deletedAt_1');
});

it('has the worker check all clickers that a reset removed', async () => {
  await put('reset_clickers', { _id: 'l:a', recipientId: 'a' }, { _id: 'l:b', recipientId: 'b' });
  await migrateBy('links-0013-mailings-count-their-clickers');
  expect((await all('reset_clickers')).map(({ firstUnchecked }) => firstUnchecked)).toEqual([true, true]);
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
