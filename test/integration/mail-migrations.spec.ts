import { expect, it } from 'vitest';
import { newId } from '@linkflow/platform';
import { oldDocumentsForFile } from './document-migrations.fixture';

/** Migrations of mailings, their recipients, and subscriptions. */
const { put, all, migrateBy } = oldDocumentsForFile('mail_migrations');
const at = new Date('2027-03-01T10:00:00Z');
const contact = newId();

it('gives the recipient of each address in a mailing its key, and leaves later duplicates apart', async () => {
  const recipient = (id: string, email: string, more: Record<string, unknown> = {}) => ({
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

it('has the recipients of mailings judged again that are not sent yet', async () => {
  const sending = (state: string) => ({ sending: { state } });
  await put(
    'mailings',
    { _id: 'draft', deletedAt: null },
    { _id: 'scheduled', deletedAt: null, ...sending('scheduled') },
    { _id: 'sent', deletedAt: null, ...sending('finished') },
    { _id: 'deleted', deletedAt: at },
  );
  await migrateBy('mailings-0011-recheck-drafts');
  const marked = (await all('mailings')).filter(({ recheck }) => typeof recheck === 'string');
  expect(marked.map(({ _id }) => _id)).toEqual(['draft', 'scheduled']);
});

it('gives recipients the text that a search looks at, except those of tests', async () => {
  const kari = { email: 'kari@example.no', name: 'Kari Ås' };
  await put(
    'recipients',
    { _id: 'a', ...kari },
    { _id: 'b', ...kari, test: true },
    { _id: 'c', email: '', name: '' },
  );
  await migrateBy('mailings-0009-search-texts');
  expect((await all('recipients')).map(({ searchText }) => searchText)).toEqual([
    'kari@example.no\nKari Ås',
    undefined,
    '\n',
  ]);
  await migrateBy('mailings-0010-searchable-texts');
  expect((await all('recipients')).map(({ searchText }) => searchText)).toEqual([
    'kari@example.no\nkari ås',
    undefined,
    '\n',
  ]);
});
