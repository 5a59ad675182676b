import { Readable } from 'node:stream';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { SaveContact } from '@linkflow/contracts';
import { CompaniesService, ContactsService, InterestsService, SelectionsService } from '@linkflow/crm';
import { CrmAudience } from '@linkflow/crm-port';
import {
  AudienceFiles,
  AudiencePreparation,
  AudienceReader,
  AudienceSources,
  MailAddresses,
  RecipientCounts,
  RecipientsRepository,
  hashedKey,
  type RecipientDoc,
} from '@linkflow/mailings';
import { PersonalData, newId } from '@linkflow/platform';
import { until } from '../support';
import { anAddress, audienceForFile } from './audience.fixture';
import { INGRID as BY } from './crm.fixture';
import { INGRID } from './links.fixture';

const scene = audienceForFile('audience_changes');
const { aMailing, aContact, list } = scene;
afterEach(() => vi.restoreAllMocks());

const stored = () => scene.app.get(RecipientsRepository).documents;

async function aCompany(people: number): Promise<string> {
  const { id } = await scene.app
    .get(CompaniesService)
    .create({ name: newId(), country: null, ourContactId: null });
  for (let n = 0; n < people; n += 1) await aContact({ email: anAddress(), companyId: id });
  return id;
}

/** The contacts of a company at these places, in the order in which they are read. */
async function contactsOf(companyId: string, ...places: number[]) {
  const all = await scene.app.get(CrmAudience).contactsAfter({ kind: 'company', id: companyId }, null, 100);
  return places.map((place) => {
    const contact = all[place];
    return contact && { _id: contact.contactId, email: contact.email };
  });
}

/** Adds a company. Pause the queue, if a test is to read it itself. */
async function addCompany(mailingId: string, companyId: string) {
  await scene.audience.add(mailingId, { companyIds: [companyId] }, INGRID);
  return scene.audience.of(mailingId);
}

/** Changes the card of a contact as a colleague does. */
async function change(contactId: string, properties: Partial<SaveContact>): Promise<void> {
  await scene.app.get(ContactsService).update(contactId, properties, BY);
  await scene.recipients.contactChanged(contactId);
}

const upload = (mailingId: string, file: string | Readable, unknown: 'keep' | 'leave-out' = 'keep') =>
  scene.audience.upload(
    mailingId,
    typeof file === 'string' ? Readable.from([Buffer.from(file)]) : file,
    { name: 'list.csv', unknown },
    INGRID,
  );

async function imported(mailingId: string, file: string, unknown: 'keep' | 'leave-out' = 'keep') {
  const { _id } = await upload(mailingId, file, unknown);
  return until(
    async () => {
      const source = await scene.audience.source(mailingId, _id);
      return (source.state === 'done' || source.state === 'failed') && source;
    },
    { what: 'the end of an import' },
  );
}

/** The stored number of recipients, which must be that of a count of all. */
async function countOf(mailingId: string): Promise<number> {
  const counted = (await scene.app.get(RecipientsRepository).countByMailing([mailingId])).get(mailingId) ?? 0;
  expect((await scene.recipients.countOf([mailingId])).get(mailingId)).toBe(counted);
  return counted;
}

describe('an address', () => {
  it('of a contact that occurs twice in a file is counted once', async () => {
    const mailingId = await aMailing();
    const email = anAddress();
    const contactId = await aContact({ email });
    await scene.audience.add(mailingId, { contactIds: [contactId] }, INGRID);
    await countOf(mailingId);
    const [recipient] = (await scene.recipients.page(mailingId, { page: 1, pageSize: 1 })).rows;
    await scene.recipients.remove(mailingId, recipient?._id ?? '');
    const { counts } = await imported(mailingId, `A;${email}\nB;${email.toUpperCase()}\n`);
    expect(counts).toMatchObject({ added: 1, already: 1 });
    expect(await countOf(mailingId)).toBe(1);
  });

  it('that was left out is not lost for a later file, or for a contact who gets it', async () => {
    const mailingId = await aMailing();
    const [first, second] = [anAddress(), anAddress()];
    await imported(mailingId, `A;${first}\nB;${second}\n`, 'leave-out');
    expect(await list(mailingId)).toEqual({ [first]: 'unknown-address', [second]: 'unknown-address' });
    await imported(mailingId, `A;${first}\n`);
    const contactId = await aContact({ email: second });
    await scene.app.get(AudiencePreparation).prepare(mailingId, new AbortController().signal);
    expect(await list(mailingId)).toEqual({ [first]: null, [second]: null });
    expect(await stored().findOne({ mailingId, email: second })).toMatchObject({ contactId });
    expect(await countOf(mailingId)).toBe(2);
  });

  it('of an erased person who has unsubscribed is found among many', async () => {
    const mailingId = await aMailing();
    const [erased, ...others] = Array.from({ length: 60 }, anAddress);
    const addresses = scene.app.get(MailAddresses);
    await addresses.change(
      { addressKey: hashedKey(erased ?? ''), contactId: null },
      { $set: { unsubscribedAll: { at: new Date(), source: 'page' } } },
    );
    const rows = [...others, erased].map((email, n) => `Person ${n};${email}`);
    await imported(mailingId, `${rows.join('\n')}\n`);
    const blocked = await list(mailingId, 'blocked');
    expect(blocked).toEqual({ [erased ?? '']: 'unsubscribed.all' });
    expect(await countOf(mailingId)).toBe(others.length);
  });

  it('goes to a duplicate when its holder is removed, gets another one, or has none any more', async () => {
    const mailingId = await aMailing();
    const people = await Promise.all(
      [0, 1, 2].map(async () => {
        const email = anAddress();
        const ids = [await aContact({ email }), await aContact({ email: email.toUpperCase() })] as const;
        return { email, ids };
      }),
    );
    await scene.audience.add(mailingId, { contactIds: people.flatMap(({ ids }) => ids) }, INGRID);
    expect(await countOf(mailingId)).toBe(3);
    const [removed, moved, emptied] = people;
    if (!removed || !moved || !emptied) throw new Error('no people');
    const holder = await stored().findOne({ mailingId, contactId: removed.ids[0] });
    await scene.recipients.remove(mailingId, holder?._id ?? '');
    const other = anAddress();
    await change(moved.ids[0], { email: other });
    await change(emptied.ids[0], { email: null });
    const { rows } = await scene.recipients.page(mailingId, { page: 1, pageSize: 10, state: 'ready' });
    expect(rows.map(({ contactId }) => String(contactId)).sort()).toEqual(
      [removed.ids[1], ...moved.ids, emptied.ids[1]].sort(),
    );
    expect(await countOf(mailingId)).toBe(4);
    expect(Object.values(await list(mailingId, 'blocked'))).toEqual(['no-address']);
  });

  it('that is deleted on a card is not sent to, and neither is one of a contact who has left', async () => {
    const mailingId = await aMailing();
    const [kari, ola] = [await aContact({ email: anAddress() }), await aContact({ email: anAddress() })];
    await scene.audience.add(mailingId, { contactIds: [kari, ola] }, INGRID);
    await change(kari, { email: null });
    await change(ola, { formerEmployee: true });
    expect(
      Object.values(await list(mailingId))
        .map(String)
        .sort(),
    ).toEqual(['former-employee', 'no-address']);
    expect(await countOf(mailingId)).toBe(0);
    await change(ola, { formerEmployee: false });
    expect(await countOf(mailingId)).toBe(1);
  });

  it('to which the message was sent stays with the recipient, also when the group is read again', async () => {
    const mailingId = await aMailing();
    const companyId = await aCompany(0);
    const email = anAddress();
    const contactId = await aContact({ email, firstName: 'Kari', companyId });
    await scene.audience.add(mailingId, { companyIds: [companyId] }, INGRID);
    const sent = { state: 'sent', attempts: 1, round: 1, at: new Date() } as const;
    await stored().updateOne({ mailingId }, { $set: { delivery: sent } });
    await change(contactId, { email: anAddress(), firstName: 'Karianne' });
    await scene.audience.refresh(mailingId);
    await until(async () => (await scene.app.get(AudienceSources).unfinishedOf(mailingId)).length === 0, {
      what: 'the reading',
    });
    expect(await stored().find({ mailingId }).toArray()).toMatchObject([{ email, delivery: sent }]);
  });
});

describe('a source', () => {
  it('exists once, however often and by how many it is added at a time', async () => {
    const mailingId = await aMailing();
    const companyIds = [await aCompany(2)];
    const contactIds = [await aContact({ email: anAddress() })];
    await Promise.all([1, 2, 3].map(() => scene.audience.add(mailingId, { companyIds, contactIds }, INGRID)));
    await scene.audience.add(mailingId, { companyIds, contactIds }, INGRID);
    await until(async () => (await scene.app.get(AudienceSources).unfinishedOf(mailingId)).length === 0, {
      what: 'the reading',
    });
    const { sources: found } = await scene.audience.of(mailingId);
    // Of those that are added at the same time, either may be the first.
    const byKind = found.toSorted((one, other) => one.kind.localeCompare(other.kind));
    expect(byKind.map(({ kind, state, counts, total }) => [kind, state, counts.read, total])).toEqual([
      ['company', 'done', 2, 2],
      ['contacts', 'done', 1, 1],
    ]);
    expect(await countOf(mailingId)).toBe(3);
  });

  it('knows whom it has added, and whom others have added or removed between its batches', async () => {
    const mailingId = await aMailing();
    const companyId = await aCompany(6);
    const [third, fifth] = await contactsOf(companyId, 2, 4);
    scene.queue.isPaused = true;
    const { sources } = await addCompany(mailingId, companyId);
    const counts = scene.app.get(RecipientCounts);
    const changing = counts.changing.bind(counts);
    let batches = 0;
    vi.spyOn(counts, 'changing').mockImplementation(async (...args) => {
      const difference = await changing(...args);
      batches += 1;
      // The reader's first batch is stored; another process adds one of the next batch, and a duplicate of the last one.
      if (batches === 1) {
        await scene.audience.add(mailingId, { contactIds: [third?._id ?? ''] }, INGRID);
        const duplicate = await aContact({ email: fifth?.email ?? null });
        await scene.audience.add(mailingId, { contactIds: [duplicate] }, INGRID);
      }
      return difference;
    });
    expect(await scene.app.get(AudienceReader).read(sources[0]?._id ?? '', { batch: 2 })).toBe(true);
    expect(await countOf(mailingId)).toBe(6);
    const all = await stored().find({ mailingId }).toArray();
    expect(all.map(({ blocked }) => blocked?.code ?? 'ready').sort()).toEqual([
      'duplicate',
      ...Array<string>(6).fill('ready'),
    ]);
    expect(await scene.audience.source(mailingId, sources[0]?._id ?? '')).toMatchObject({
      counts: { read: 6, added: 4, already: 1, blocked: 1 },
    });
  });

  it('reads no recipients while it is the only one that adds any, and still finds its own duplicates', async () => {
    const mailingId = await aMailing();
    const companyId = await aCompany(5);
    const [first] = await contactsOf(companyId, 0);
    await aContact({ email: (first?.email ?? '').toUpperCase(), companyId });
    scene.queue.isPaused = true;
    const { sources } = await addCompany(mailingId, companyId);
    const find = vi.spyOn(stored(), 'find');
    expect(await scene.app.get(AudienceReader).read(sources[0]?._id ?? '', { batch: 2 })).toBe(true);
    const asked = find.mock.calls.map(([filter]) => Object.keys(filter));
    // The one with the address that the first batch has.
    expect(asked.filter((fields) => fields.includes('addressKey'))).toHaveLength(1);
    expect(asked.filter((fields) => fields.includes('contactId'))).toHaveLength(0);
    expect(Object.values(await list(mailingId)).filter((reason) => reason !== null)).toEqual(['duplicate']);
    expect(await countOf(mailingId)).toBe(5);
  });

  it('does not keep the ids of chosen contacts, and an erased one is not read', async () => {
    const mailingId = await aMailing();
    const [kept, erased] = [await aContact({ email: anAddress() }), await aContact({ email: anAddress() })];
    scene.queue.isPaused = true;
    const _id = await scene.app.get(AudienceSources).add({
      mailingId,
      kind: 'contacts',
      contactIds: [kept, erased],
      addedAt: new Date(),
      addedBy: INGRID,
    });
    for (const owner of scene.app.get(PersonalData).all()) await owner.erase(erased);
    expect(await scene.audience.source(mailingId, _id)).toMatchObject({ contactIds: [kept] });
    expect(await scene.app.get(AudienceReader).read(_id)).toBe(true);
    expect(await scene.audience.source(mailingId, _id)).not.toHaveProperty('contactIds');
    expect(await countOf(mailingId)).toBe(1);
  });

  it('is removed in batches, and its duplicates of other sources get the mailing', async () => {
    const mailingId = await aMailing();
    const companyId = await aCompany(5);
    await scene.audience.add(mailingId, { companyIds: [companyId] }, INGRID);
    const { rows } = await scene.recipients.page(mailingId, { page: 1, pageSize: 1 });
    const twin = await aContact({ email: rows[0]?.email.toUpperCase() ?? '' });
    await scene.audience.add(mailingId, { contactIds: [twin] }, INGRID);
    const company = (await scene.audience.of(mailingId)).sources.find(({ kind }) => kind === 'company');
    const id = company?._id ?? '';
    scene.queue.isPaused = true;
    const removal = scene.audience.removeSource(mailingId, id);
    await until(async () => (await scene.audience.source(mailingId, id)).state === 'removing');
    const reader = scene.app.get(AudienceReader);
    expect(await reader.read(id, { batch: 2, maxBatches: 2 })).toBe(false);
    expect(await scene.audience.source(mailingId, id)).toMatchObject({ counts: { read: 4 }, total: 5 });
    expect(await reader.read(id, { batch: 2 })).toBe(true);
    await removal;
    expect((await scene.audience.of(mailingId)).sources.map(({ kind }) => kind)).toEqual(['contacts']);
    expect(
      (await scene.recipients.page(mailingId, { page: 1, pageSize: 10, state: 'ready' })).rows,
    ).toMatchObject([{ contactId: twin }]);
    expect(await countOf(mailingId)).toBe(1);
  });

  it('that cannot be read waits longer each time, lets others go on, and fails in the end', async () => {
    const mailingId = await aMailing();
    const [broken, fine] = [await aCompany(1), await aCompany(1)];
    const contacts = scene.app.get(CrmAudience);
    const contactsAfter = contacts.contactsAfter.bind(contacts);
    vi.spyOn(contacts, 'contactsAfter').mockImplementation((group, ...rest) =>
      group.id === broken ? Promise.reject(new Error('away')) : contactsAfter(group, ...rest),
    );
    expect(await scene.audience.add(mailingId, { companyIds: [broken, fine] }, INGRID)).toMatchObject({
      added: 1,
      unfinished: true,
    });
    const { sources: found } = await scene.audience.of(mailingId);
    expect(found.map(({ state, attempts }) => [state, attempts])).toEqual([
      ['running', 1],
      ['done', undefined],
    ]);
    const id = found[0]?._id ?? '';
    await scene.app
      .get(AudienceSources)
      .documents.updateOne({ _id: id }, { $set: { retryAt: new Date(Date.now() + 60_000) } });
    expect(await scene.app.get(AudienceSources).unfinished(10)).not.toContain(id);
    expect(await scene.app.get(AudienceReader).read(id)).toBe(false);
    const waits: number[] = [];
    for (let attempt = 2; attempt < 10; attempt += 1) {
      await scene.app
        .get(AudienceSources)
        .documents.updateOne({ _id: id }, { $set: { retryAt: new Date(0) } });
      await expect(scene.app.get(AudienceReader).read(id)).rejects.toThrow('away');
      const { retryAt } = await scene.audience.source(mailingId, id);
      waits.push((retryAt?.getTime() ?? 0) - Date.now());
    }
    expect(Math.max(...waits)).toBeLessThanOrEqual(61_000);
    expect(waits.at(-1)).toBeGreaterThan(20_000);
    await scene.app.get(AudienceSources).documents.updateOne({ _id: id }, { $set: { retryAt: new Date(0) } });
    expect(await scene.app.get(AudienceReader).read(id)).toBe(true);
    expect(await scene.audience.source(mailingId, id)).toMatchObject({
      state: 'failed',
      problem: { code: 'source.errors' },
    });
  });

  it('keeps its lease while the rows of a file are counted', async () => {
    const mailingId = await aMailing();
    scene.queue.isPaused = true;
    const { _id } = await upload(mailingId, `A;${anAddress()}\n`);
    vi.useFakeTimers({ toFake: ['setInterval'] });
    const files = scene.app.get(AudienceFiles);
    const countRows = files.countRows.bind(files);
    const renewed = vi.spyOn(scene.app.get(AudienceSources), 'renew');
    vi.spyOn(files, 'countRows').mockImplementationOnce(async (...args) => {
      await vi.advanceTimersByTimeAsync(25_000);
      return countRows(...args);
    });
    expect(await scene.app.get(AudienceReader).read(_id)).toBe(true);
    vi.useRealTimers();
    expect(renewed).toHaveBeenCalledTimes(2);
  });

  it('of a group is not read by the request that asks whether the group exists', async () => {
    const mailingId = await aMailing();
    const criteria = { fact: 'contact.country', operator: 'equal', value: 'GL' };
    const { id } = await scene.app
      .get(SelectionsService)
      .create({ name: newId(), kind: 'dynamic', criteria });
    const read = vi.spyOn(scene.app.get(CrmAudience), 'contactsAfter');
    scene.queue.isPaused = true;
    const startedAt = performance.now();
    expect(await scene.audience.add(mailingId, { selectionIds: [id] }, INGRID)).toMatchObject({
      unfinished: true,
    });
    expect(performance.now() - startedAt).toBeLessThan(1_500);
    expect(read).not.toHaveBeenCalled();
  });
});

describe('a file', () => {
  const leftovers = async () => {
    const { db } = scene.app.get<Connection>(getConnectionToken());
    const count = (part: string) => db?.collection(`recipient_files.${part}`).countDocuments({});
    return [await count('files'), await count('chunks')];
  };

  it('leaves nothing behind if its upload breaks off, if it is not read to its end, or if its source is removed', async () => {
    const mailingId = await aMailing();
    const broken = Readable.from(
      (async function* () {
        for (let n = 0; n < 30; n += 1) yield Buffer.from(`A;${anAddress()}\n`.repeat(1_000));
        await Promise.resolve();
        throw new Error('The connection broke.');
      })(),
    );
    await expect(upload(mailingId, broken)).rejects.toThrow('The connection broke.');
    expect(await leftovers()).toEqual([0, 0]);
    expect(await imported(mailingId, `A;${anAddress()}\nB;"x@y.no\n`)).toMatchObject({ state: 'failed' });
    await until(async () => (await leftovers()).every((count) => count === 0), { what: 'the removal' });
    scene.queue.isPaused = true;
    const { _id } = await upload(mailingId, `A;${anAddress()}\n`);
    expect(await leftovers()).toEqual([1, 1]);
    scene.queue.isPaused = false;
    await scene.audience.removeSource(mailingId, _id);
    await until(async () => (await leftovers()).every((count) => count === 0), { what: 'the removal' });
  });

  it('that a killed process has left is removed later, those of waiting sources are not', async () => {
    const mailingId = await aMailing();
    const files = scene.app.get(AudienceFiles);
    scene.queue.isPaused = true;
    await upload(mailingId, `A;${anAddress()}\n`);
    await files.store(newId(), Readable.from([Buffer.from(`A;${anAddress()}\n`)]));
    const cut = files.bucket.openUploadStream('cut off', { chunkSizeBytes: 10 });
    await new Promise((resolve) => cut.write(Buffer.alloc(25), resolve));
    const later = new Date(Date.now() + 5_000);
    const isNeeded = (id: string) => scene.app.get(AudienceSources).isUnfinished(id);
    await files.removeLeftovers(new Date(Date.now() - 60_000), isNeeded);
    expect((await leftovers())[0]).toBe(2);
    await files.removeLeftovers(later, isNeeded);
    expect(await leftovers()).toEqual([1, 1]);
  });
});

describe('a dynamic selection', () => {
  it('is read by all its criteria, and again when people have come to meet them or no longer do', async () => {
    const mailingId = await aMailing();
    const companyId = await aCompany(0);
    const [stays, leaves, joins] = [
      await aContact({ email: anAddress(), country: 'FO', language: 'en', companyId }),
      await aContact({ email: anAddress(), country: 'FO', language: 'en', companyId }),
      await aContact({ email: anAddress(), country: 'FO', language: 'en', companyId }),
    ];
    const { id: interestId } = await scene.app.get(InterestsService).create({ name: newId() });
    const becomesInterested = (contactId: string) =>
      scene.app
        .get(ContactsService)
        .setMembership(contactId, { kind: 'interest', targetId: interestId, active: true }, BY);
    await Promise.all([stays, leaves].map(becomesInterested));
    const criteria = {
      all: [
        { fact: 'contact.country', operator: 'in', value: ['FO', 'GL'] },
        { fact: 'contact.company', operator: 'equal', value: companyId },
        { any: [{ fact: 'contact.interests', operator: 'contains', value: interestId }] },
      ],
    };
    const { id } = await scene.app
      .get(SelectionsService)
      .create({ name: newId(), kind: 'dynamic', criteria });
    await scene.audience.add(mailingId, { selectionIds: [id] }, INGRID);
    const contactsIn = async () =>
      (await scene.recipients.page(mailingId, { page: 1, pageSize: 10 })).rows
        .map((row: RecipientDoc) => String(row.contactId))
        .sort();
    expect(await contactsIn()).toEqual([stays, leaves].sort());
    await becomesInterested(joins);
    await scene.app.get(ContactsService).update(leaves, { country: 'NO' }, BY);
    await scene.audience.setUpdatesAtSending(mailingId, true);
    await scene.app.get(AudiencePreparation).prepare(mailingId, new AbortController().signal);
    expect(await contactsIn()).toEqual([stays, joins].sort());
    expect((await scene.audience.of(mailingId)).sources).toMatchObject([
      { counts: { read: 2 }, total: null },
    ]);
  });
});
