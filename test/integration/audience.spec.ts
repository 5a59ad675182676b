import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { UnknownAddresses } from '@linkflow/contracts';
import { CompaniesService, ContactsService, ProjectsService, SelectionsService } from '@linkflow/crm';
import {
  AudienceFiles,
  AudiencePreparation,
  AudienceReader,
  AudienceSources,
  RecipientCounts,
  RecipientsRepository,
} from '@linkflow/mailings';
import { newId } from '@linkflow/platform';
import type { Connection } from 'mongoose';
import { getConnectionToken } from '@nestjs/mongoose';
import { until } from '../support';
import { anAddress, audienceForFile } from './audience.fixture';
import { INGRID as BY } from './crm.fixture';
import { INGRID } from './links.fixture';

const scene = audienceForFile('audience');
const { aMailing, aContact, list } = scene;

const member = (contactId: string, kind: 'selection' | 'project', targetId: string, active = true) =>
  scene.app.get(ContactsService).setMembership(contactId, { kind, targetId, active }, BY);

async function totals(mailingId: string) {
  const { totals: shown } = await scene.audience.of(mailingId);
  // The stored count is the number that a count of all documents gives.
  expect(shown.ready).toBe(
    (await scene.app.get(RecipientsRepository).countByMailing([mailingId])).get(mailingId) ?? 0,
  );
  return shown;
}

const finished = (mailingId: string, sourceId: string) =>
  until(
    async () => {
      const source = await scene.audience.source(mailingId, sourceId);
      return source.state === 'done' || source.state === 'failed' ? source : undefined;
    },
    { what: 'the end of a source' },
  );

async function upload(mailingId: string, file: string | Buffer, unknown: UnknownAddresses = 'keep') {
  const source = await scene.audience.upload(
    mailingId,
    Readable.from([Buffer.from(file)]),
    { name: 'list.csv', unknown },
    INGRID,
  );
  return finished(mailingId, source._id);
}

describe('the audience of a mailing', () => {
  it('is made of contacts, selections, projects and companies, each person once', async () => {
    const mailingId = await aMailing();
    const { id: companyId } = await scene.app
      .get(CompaniesService)
      .create({ name: 'Fjord', country: null, ourContactId: null });
    const [a, b, c, d] = [anAddress(), anAddress(), anAddress(), anAddress()];
    const [one, two, three] = [
      await aContact({ email: a }),
      await aContact({ email: b }),
      await aContact({ email: c }),
      await aContact({ email: d, companyId }),
    ];
    const { id: selection } = await scene.app
      .get(SelectionsService)
      .create({ name: newId(), kind: 'static' });
    const { id: project } = await scene.app.get(ProjectsService).create({ name: newId() });
    await member(one, 'selection', selection);
    await member(two, 'selection', selection);
    await member(two, 'project', project);
    await member(three, 'project', project);
    await scene.audience.add(
      mailingId,
      { contactIds: [one], selectionIds: [selection], projectIds: [project], companyIds: [companyId] },
      INGRID,
    );
    await until(async () => (await scene.app.get(AudienceSources).unfinishedOf(mailingId)).length === 0);
    expect(await list(mailingId)).toEqual({ [a]: null, [b]: null, [c]: null, [d]: null });
    const { sources } = await scene.audience.of(mailingId);
    const sum = (name: 'added' | 'already') => sources.reduce((total, { counts }) => total + counts[name], 0);
    expect([sum('added'), sum('already')]).toEqual([4, 2]);
    expect(sources.map(({ kind, state, counts }) => [kind, state, counts.read])).toEqual([
      ['contacts', 'done', 1],
      ['selection', 'done', 2],
      ['project', 'done', 2],
      ['company', 'done', 1],
    ]);
    // Two is in the project too, so only one stays as a chosen contact.
    await scene.audience.removeSource(mailingId, sources[1]?._id ?? '');
    expect(Object.keys(await list(mailingId)).sort()).toEqual([a, b, c, d].sort());
    await scene.audience.removeSource(mailingId, sources[2]?._id ?? '');
    expect(Object.keys(await list(mailingId)).sort()).toEqual([a, d].sort());
    expect(await totals(mailingId)).toEqual({ ready: 2, blocked: {} });
  });

  it('has the contacts that meet the criteria of a dynamic selection', async () => {
    const mailingId = await aMailing();
    const email = anAddress();
    await aContact({ email, country: 'IS', language: 'en' });
    await aContact({ email: anAddress(), country: 'IS', language: 'nb' });
    const criteria = {
      all: [
        { fact: 'contact.country', operator: 'in', value: ['IS', 'FO'] },
        { fact: 'contact.language', operator: 'equal', value: 'en' },
      ],
    };
    const { id } = await scene.app
      .get(SelectionsService)
      .create({ name: newId(), kind: 'dynamic', criteria });
    expect(await scene.audience.add(mailingId, { selectionIds: [id] }, INGRID)).toMatchObject({ added: 1 });
    expect(Object.keys(await list(mailingId))).toEqual([email]);
  });

  it('is not changed if one of the groups does not exist', async () => {
    const mailingId = await aMailing();
    const contactIds = [await aContact({ email: anAddress() })];
    for (const body of [{ selectionIds: [newId()] }, { projectIds: [newId()] }, { companyIds: [newId()] }])
      await expect(scene.audience.add(mailingId, { contactIds, ...body }, INGRID)).rejects.toMatchObject({
        code: 'not-found',
      });
    expect(await scene.audience.of(mailingId)).toMatchObject({ sources: [], totals: { ready: 0 } });
  });

  it('shows who does not get the mailing, and why', async () => {
    const mailingId = await aMailing();
    const [ok, twin, old] = [anAddress(), anAddress(), anAddress()];
    const contactIds = [
      await aContact({ email: ok }),
      await aContact({ lastName: 'Uten', firstName: '' }),
      await aContact({ email: twin }),
      await aContact({ email: twin.toUpperCase() }),
      await aContact({ email: old, formerEmployee: true }),
    ];
    expect(await scene.audience.add(mailingId, { contactIds }, INGRID)).toMatchObject({
      read: 5,
      added: 2,
      blocked: 3,
    });
    expect(await list(mailingId)).toEqual({
      [ok]: null,
      Uten: 'no-address',
      [twin]: null,
      [twin.toUpperCase()]: 'duplicate',
      [old]: 'former-employee',
    });
    expect(Object.keys(await list(mailingId, 'ready')).sort()).toEqual([ok, twin].sort());
    expect(Object.keys(await list(mailingId, 'blocked'))).toHaveLength(3);
    expect(await list(mailingId, 'former-employee')).toEqual({ [old]: 'former-employee' });
    expect(await totals(mailingId)).toEqual({
      ready: 2,
      blocked: { 'no-address': 1, duplicate: 1, 'former-employee': 1 },
    });
  });

  it('is checked again at sending: who has opted out meanwhile, and who may get it again', async () => {
    const mailingId = await aMailing();
    const [gone, kept, back] = [anAddress(), anAddress(), anAddress()];
    const backId = await aContact({ email: back });
    const addresses = scene.app
      .get<Connection>(getConnectionToken())
      .collection<{ _id: string }>('mail_addresses');
    const change = { at: new Date(), source: 'page' };
    const known = { contactIds: [], left: {}, softBounces: 0 };
    await addresses.insertOne({ _id: back, ...known, unsubscribedAll: change } as never);
    const contactIds = [await aContact({ email: gone }), await aContact({ email: kept }), backId];
    await scene.audience.add(mailingId, { contactIds }, INGRID);
    expect(await list(mailingId)).toEqual({ [gone]: null, [kept]: null, [back]: 'unsubscribed.all' });
    await addresses.insertOne({ _id: gone, ...known, complainedAt: new Date() } as never);
    await addresses.deleteOne({ _id: back });
    await scene.app.get(AudiencePreparation).prepare(mailingId, new AbortController().signal);
    expect(await list(mailingId)).toEqual({ [gone]: 'complained', [kept]: null, [back]: null });
    expect(await totals(mailingId)).toEqual({ ready: 2, blocked: { complained: 1 } });
  });

  it('follows its selections at sending, if it is to, but not people who were removed by hand', async () => {
    const mailingId = await aMailing();
    const { id: selection } = await scene.app
      .get(SelectionsService)
      .create({ name: newId(), kind: 'static' });
    const [stays, leaves, removed, joins] = [anAddress(), anAddress(), anAddress(), anAddress()];
    const [, leaver] = [await aContact({ email: stays }), await aContact({ email: leaves })];
    for (const [email, id] of [
      [stays, ''],
      [leaves, leaver],
      [removed, ''],
    ] as const) {
      const contactId = id || (email === stays ? await recipientContact(stays) : await aContact({ email }));
      await member(contactId, 'selection', selection);
    }
    await scene.audience.add(mailingId, { selectionIds: [selection] }, INGRID);
    const { rows } = await scene.recipients.page(mailingId, { page: 1, pageSize: 10 });
    await scene.recipients.remove(mailingId, rows.find(({ email }) => email === removed)?._id ?? '');
    await member(leaver, 'selection', selection, false);
    await member(await aContact({ email: joins }), 'selection', selection);
    const prepare = () => scene.app.get(AudiencePreparation).prepare(mailingId, new AbortController().signal);
    await prepare();
    expect(Object.keys(await list(mailingId)).sort()).toEqual([stays, leaves].sort());
    await scene.audience.setUpdatesAtSending(mailingId, true);
    await prepare();
    expect(Object.keys(await list(mailingId)).sort()).toEqual([stays, joins].sort());
    expect(await totals(mailingId)).toEqual({ ready: 2, blocked: {} });
  });

  async function recipientContact(email: string): Promise<string> {
    const { items } = await scene.app.get(ContactsService).page({ q: email, page: 1, pageSize: 1 });
    return items[0]?.id ?? '';
  }
});

describe('a file of recipients', () => {
  it('adds its rows, matched with contacts by address, and names the bad ones', async () => {
    const mailingId = await aMailing();
    const [known, stranger] = [anAddress(), anAddress()];
    const contactId = await aContact({ firstName: 'Kari', lastName: 'Moe', email: known });
    const file = `Navn;E-post\nK;${known.toUpperCase()}\nFremmed;${stranger}\nOla;\nPer;per(at)x\nFremmed igjen;${stranger}\n`;
    const source = await upload(mailingId, file);
    expect(source).toMatchObject({
      state: 'done',
      total: 5,
      counts: { read: 5, added: 2, already: 1, blocked: 0, badRows: 2 },
      badRows: [
        { line: 4, reason: { code: 'row.no-address' } },
        { line: 5, reason: { code: 'row.invalid-address' } },
      ],
    });
    const { rows } = await scene.recipients.page(mailingId, { page: 1, pageSize: 10, sourceId: source._id });
    expect(rows.map(({ name, contactId: of }) => [name, of])).toEqual([
      ['Fremmed', null],
      ['Kari Moe', contactId],
    ]);
    // The file is not kept.
    await expect.poll(() => scene.app.get(AudienceFiles).bucket.find({}).toArray()).toEqual([]);
  });

  it('leaves addresses out that no contact has, if it is to, with the reason', async () => {
    const mailingId = await aMailing();
    const email = anAddress();
    expect((await upload(mailingId, `Ola;${email}\n`, 'leave-out')).counts).toMatchObject({
      added: 0,
      blocked: 1,
    });
    expect(await list(mailingId)).toEqual({ [email]: 'unknown-address' });
  });

  it('that cannot be read to its end adds nobody', async () => {
    const mailingId = await aMailing();
    const rows = Array.from({ length: 5_000 }, (_, n) => `N${n};n${n}@x.no\n`).join('');
    const source = await upload(mailingId, `${rows}Ola;"ola@x.no\nPer;per@x.no\n`);
    expect(source).toMatchObject({
      state: 'failed',
      problem: { code: 'file.unclosed-quote', params: { line: 5_001 } },
    });
    expect(await list(mailingId)).toEqual({});
  });

  it('without addresses is refused at once and not stored', async () => {
    const mailingId = await aMailing();
    await expect(upload(mailingId, 'a;b\nc;d\n')).rejects.toMatchObject({
      code: 'validation.failed',
      issues: [{ code: 'file.no-addresses' }],
    });
    expect((await scene.audience.of(mailingId)).sources).toEqual([]);
  });

  it('continues where its reader ended, and counts nobody twice', async () => {
    const mailingId = await aMailing();
    const rows = Array.from({ length: 4_500 }, (_, n) => `N${n};n${n}.${mailingId}@x.no\n`).join('');
    scene.queue.isPaused = true;
    const source = await scene.audience.upload(
      mailingId,
      Readable.from([Buffer.from(rows)]),
      { name: 'long.csv', unknown: 'keep' },
      INGRID,
    );
    const sources = scene.app.get(AudienceSources);
    let steps = 0;
    // One batch each time. In between, a reader that has died holds the source until its lease ends.
    while (!(await scene.app.get(AudienceReader).read(source._id, { maxBatches: 1, batch: 1_000 }))) {
      steps += 1;
      await sources.claim(source._id, 'dead');
      expect(await scene.app.get(AudienceReader).read(source._id)).toBe(false);
      await sources.documents.updateOne({ _id: source._id }, { $set: { 'lease.until': new Date(0) } });
      expect(await sources.unfinished(10)).toEqual([source._id]);
    }
    expect(steps).toBe(4);
    expect((await scene.audience.source(mailingId, source._id)).counts).toMatchObject({
      read: 4_500,
      added: 4_500,
    });
    expect((await scene.app.get(RecipientCounts).of([mailingId])).get(mailingId)).toBe(4_500);
    expect((await totals(mailingId)).ready).toBe(4_500);
  });
});
