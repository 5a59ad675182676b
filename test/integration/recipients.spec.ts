import type { INestApplicationContext } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { MembershipKind, RecipientState, SaveContact } from '@linkflow/contracts';
import { ContactsService, SelectionsService } from '@linkflow/crm';
import {
  AudienceService,
  MailingsService,
  RecipientCounts,
  RecipientsRepository,
  RecipientsService,
  type MailingDoc,
} from '@linkflow/mailings';
import { PersonalData, newId } from '@linkflow/platform';
import { testEnvironment, until } from '../support';
import { INGRID as BY, contactIn } from './crm.fixture';
import { INGRID, mailingLibrary } from './links.fixture';

const environment = testEnvironment('recipients');
let app: INestApplicationContext;
let mailings: MailingsService;
let recipients: RecipientsService;
let audience: AudienceService;
let stored: RecipientsRepository['documents'];
let counts: RecipientCounts['counts'];

beforeAll(async () => {
  app = await mailingLibrary(environment);
  mailings = app.get(MailingsService);
  recipients = app.get(RecipientsService);
  audience = app.get(AudienceService);
  stored = app.get(RecipientsRepository).documents;
  counts = app.get(RecipientCounts).counts;
});
afterAll(async () => {
  await app.close();
  await environment.dispose();
});

const aMailing = (): Promise<MailingDoc> =>
  mailings.create({ name: 'Spring', subject: 'Hi {{contact.firstName|there}}', html: '' }, INGRID);

const aContact = (more: Partial<SaveContact>) => contactIn(app, { email: null, ...more });

async function aSelection(name: string, contactIds: string[]): Promise<string> {
  const { id } = await app.get(SelectionsService).create({ name, kind: 'static' });
  const kind: MembershipKind = 'selection';
  for (const contactId of contactIds)
    await app.get(ContactsService).setMembership(contactId, { kind, targetId: id, active: true }, BY);
  return id;
}

describe('recipients of a mailing', () => {
  it('are the contacts and the members of selections, each once, with an e-mail address', async () => {
    const [kari, ola, mute] = await Promise.all([
      aContact({ email: 'kari@example.com' }),
      aContact({ firstName: 'Ola', email: 'ola@example.com' }),
      aContact({ firstName: 'Mute' }),
    ]);
    const selection = await aSelection('Everybody', [kari, ola, mute]);
    const { _id } = await aMailing();
    expect(await audience.add(_id, { contactIds: [kari, newId()] }, INGRID)).toMatchObject({
      added: 1,
      already: 0,
      blocked: 0,
    });
    expect(await audience.add(_id, { contactIds: [kari], selectionIds: [selection] }, INGRID)).toMatchObject({
      added: 1,
      already: 2,
      blocked: 1,
    });
    const { rows, total } = await recipients.page(_id, { page: 1, pageSize: 10, state: 'ready' });
    expect(total).toBe(2);
    expect(rows.map((row) => row.email)).toEqual(['kari@example.com', 'ola@example.com']);
    expect((await recipients.page(_id, { page: 1, pageSize: 10, q: 'OLA@' })).total).toBe(1);
  });

  it('are not duplicated by concurrent additions', async () => {
    const contactIds = await Promise.all([1, 2, 3].map((n) => aContact({ email: `r${n}@example.com` })));
    const { _id } = await aMailing();
    await Promise.all(
      Array.from({ length: 6 }, (_, n) => audience.add(_id, { contactIds: contactIds.slice(n % 3) }, INGRID)),
    );
    expect((await recipients.countOf([_id])).get(_id)).toBe(3);
  });

  describe('their count', () => {
    const countOf = async (id: string): Promise<number | undefined> =>
      (await recipients.countOf([id])).get(id);
    const isStored = (id: string) =>
      until(async () => (await counts.findOne({ _id: id }))?.recipients !== undefined, {
        what: 'a stored count',
      });
    const exact = (mailingId: string) => stored.countDocuments({ mailingId, removedAt: null });

    it('is computed once and then updated by additions and removals', async () => {
      const [kari, ola] = await Promise.all([1, 2].map((n) => aContact({ email: `number${n}@example.com` })));
      const { _id } = await aMailing();
      expect(await countOf(_id)).toBe(0);
      await isStored(_id);
      await audience.add(_id, { contactIds: [kari ?? '', ola ?? ''] }, INGRID);
      const aggregate = vi.spyOn(stored, 'aggregate');
      expect(await countOf(_id)).toBe(2);
      const one = await stored.findOne({ mailingId: _id });
      await recipients.remove(_id, one?._id ?? '');
      expect(await countOf(_id)).toBe(1);
      await audience.add(_id, { contactIds: [kari ?? '', ola ?? ''] }, INGRID);
      await audience.add(_id, { contactIds: [kari ?? '', ola ?? ''] }, INGRID);
      expect(await countOf(_id)).toBe(2);
      // No call counted the recipients again: each used the stored count.
      expect(aggregate).not.toHaveBeenCalled();
      aggregate.mockRestore();
    });

    it('is stored with the first recipients, so that no reader counts while many are added', async () => {
      const contactId = await aContact({ email: 'first@example.com' });
      const { _id } = await aMailing();
      await audience.add(_id, { contactIds: [contactId] }, INGRID);
      expect(await counts.findOne({ _id })).toMatchObject({ recipients: 1 });
    });

    it('is correct after a crash between the write of recipients and of their count', async () => {
      const contactIds = await Promise.all([1, 2].map((n) => aContact({ email: `dies${n}@example.com` })));
      const { _id } = await aMailing();
      await audience.add(_id, { contactIds: contactIds.slice(0, 1) }, INGRID);
      await countOf(_id);
      await isStored(_id);
      // Simulates a crash during the update of the stored count.
      const write = vi.spyOn(counts, 'updateOne').mockRejectedValueOnce(new Error('the power went'));
      expect(await audience.add(_id, { contactIds }, INGRID)).toMatchObject({
        added: 0,
        unfinished: true,
      });
      write.mockRestore();
      expect([await countOf(_id), await exact(_id)]).toEqual([1, 1]);
      await audience.add(_id, { contactIds }, INGRID);
      expect([await countOf(_id), await exact(_id)]).toEqual([2, 2]);
    });

    it('is not stored by a reader that counted during an addition', async () => {
      const contactId = await aContact({ email: 'meanwhile@example.com' });
      const { _id } = await aMailing();
      let added: Promise<unknown> | undefined;
      const aggregate = stored.aggregate.bind(stored);
      const read = vi.spyOn(stored, 'aggregate');
      read.mockImplementationOnce((...args) => {
        const cursor = aggregate(...args);
        const toArray = cursor.toArray.bind(cursor);
        cursor.toArray = async () => {
          const groups = await toArray();
          await (added ??= audience.add(_id, { contactIds: [contactId] }, INGRID));
          return groups;
        };
        return cursor;
      });
      await countOf(_id);
      read.mockRestore();
      expect(await countOf(_id)).toBe(1);
    });

    it('is exact after concurrent additions, removals and reads', async () => {
      const contactIds = await Promise.all(
        Array.from({ length: 12 }, (_, n) => aContact({ email: `crowd${n}@example.com` })),
      );
      const { _id } = await aMailing();
      await Promise.all(
        contactIds.map(async (_contact, n) => {
          await audience.add(_id, { contactIds: contactIds.slice(0, n + 1) }, INGRID);
          await countOf(_id);
          const { rows } = await recipients.page(_id, { page: 1, pageSize: 1 });
          await recipients.remove(_id, rows[0]?._id ?? '').catch(() => undefined);
        }),
      );
      expect(await countOf(_id)).toBe(await exact(_id));
      await isStored(_id);
      expect(await countOf(_id)).toBe(await exact(_id));
    });
  });

  it('keep their id when removed and added again, so that their links keep working', async () => {
    const contactId = await aContact({ email: 'back@example.com' });
    const { _id } = await aMailing();
    const page = async () => (await recipients.page(_id, { page: 1, pageSize: 10 })).rows;
    await audience.add(_id, { contactIds: [contactId] }, INGRID);
    const [before] = await page();
    await recipients.remove(_id, before?._id ?? '');
    expect(await page()).toEqual([]);
    expect(await audience.add(_id, { contactIds: [contactId] }, INGRID)).toMatchObject({
      added: 1,
    });
    expect((await page())[0]?._id).toBe(before?._id);
    await expect(recipients.remove(_id, newId())).rejects.toMatchObject({ code: 'not-found' });
  });

  it('cannot be added from a dynamic selection', async () => {
    const { id } = await app.get(SelectionsService).create({ name: 'Dynamic', kind: 'dynamic' });
    const { _id } = await aMailing();
    await expect(audience.add(_id, { selectionIds: [id] }, INGRID)).rejects.toMatchObject({
      code: 'selection.not-static',
    });
  });
});

describe('addresses of recipients', () => {
  const add = (mailingId: string, ...contactIds: string[]) => audience.add(mailingId, { contactIds }, INGRID);
  const emails = async (mailingId: string): Promise<string[]> =>
    (await recipients.page(mailingId, { page: 1, pageSize: 50, sort: 'addedAt', state: 'ready' })).rows.map(
      ({ email }) => email,
    );

  it('are one for all spellings, also of different contacts, added together or one after the other', async () => {
    const { _id } = await aMailing();
    const [one, two, three, other] = await Promise.all([
      aContact({ email: 'DUP@Example.no' }),
      aContact({ email: 'dup@example.no' }),
      aContact({ email: 'dup@EXAMPLE.no' }),
      aContact({ email: 'other@blåbær.no' }),
    ]);
    expect(await add(_id, one, two)).toMatchObject({ added: 1, blocked: 1 });
    expect(await add(_id, three, other)).toMatchObject({ added: 1, blocked: 1 });
    expect(await add(_id, await aContact({ email: 'Other@xn--blbr-roah.no' }))).toMatchObject({ blocked: 1 });
    expect(await emails(_id)).toHaveLength(2);
    const simultaneous = await Promise.all(
      ['A@x.no', 'a@x.no', 'a@X.no'].map(async (email) => add(_id, await aContact({ email }))),
    );
    expect(simultaneous.reduce((sum, { added }) => sum + added, 0)).toBe(1);
    expect((await recipients.countOf([_id])).get(_id)).toBe(3);
  });

  it('can be added again for another contact after a recipient was removed', async () => {
    const { _id } = await aMailing();
    const [one, two] = [await aContact({ email: 'x@y.no' }), await aContact({ email: 'X@y.no' })];
    await add(_id, one);
    const [first] = (await recipients.page(_id, { page: 1, pageSize: 1 })).rows;
    await recipients.remove(_id, first?._id ?? '');
    expect(await add(_id, two)).toMatchObject({ added: 1 });
    // The first contact is in the list again, but its address is taken now.
    expect(await add(_id, one)).toMatchObject({ added: 0, blocked: 1 });
  });

  it('follow a correction of the card, unless the mailing has the new address already', async () => {
    const { _id } = await aMailing();
    const [one, two] = [await aContact({ email: 'wrogn@y.no' }), await aContact({ email: 'taken@y.no' })];
    await add(_id, one, two);
    const correct = async (id: string, email: string): Promise<void> => {
      await app.get(ContactsService).update(id, { email }, BY);
      await recipients.contactChanged(id);
    };
    await correct(one, 'right@y.no');
    expect((await emails(_id)).sort()).toEqual(['right@y.no', 'taken@y.no']);
    await correct(one, 'Taken@y.no');
    expect(await emails(_id)).toEqual(['taken@y.no']);
    expect(await recipients.countOf([_id])).toEqual(new Map([[_id, 1]]));
    await correct(one, 'other@y.no');
    expect((await emails(_id)).sort()).toEqual(['other@y.no', 'taken@y.no']);
  });
});

describe('the list of recipients', () => {
  it('filters by what it shows, also for erased ones', async () => {
    const { _id: mailingId } = await aMailing();
    const [kept, erased, blocked] = [
      await aContact({ email: `${newId()}@x.no` }),
      await aContact({ email: `${newId()}@x.no` }),
      await aContact({}),
    ];
    await audience.add(mailingId, { contactIds: [kept, erased, blocked] }, INGRID);
    for (const owner of app.get(PersonalData).all()) await owner.erase(erased);
    const idsIn = async (state: RecipientState) =>
      (await recipients.page(mailingId, { page: 1, pageSize: 10, state })).rows
        .map(({ contactId }) => String(contactId))
        .sort();
    expect(await idsIn('ready')).toEqual([kept]);
    expect(await idsIn('erased')).toEqual([erased]);
    expect(await idsIn('blocked')).toEqual([erased, blocked].sort());
    expect(await idsIn('no-address')).toEqual([blocked]);
    expect((await audience.of(mailingId)).totals).toEqual({
      ready: 1,
      blocked: { 'no-address': 1, erased: 1 },
    });
  });
});
