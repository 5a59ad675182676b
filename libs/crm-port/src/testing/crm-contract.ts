import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FieldValue } from '@linkflow/contracts';
import type { CrmCards } from '../cards';
import type { CrmFields, CrmLookups, CrmNames, CrmScripts, CrmUsers } from '../directory';
import {
  CRM_EFFECTS,
  type Crm,
  type EffectContext,
  type EffectInput,
  type EffectName,
  type ExampleIds,
} from '../effects';
import { CrmError } from '../errors';
import type { CrmFactReader } from '../facts';
import { addressKey, type CrmAudience, type CrmHistory } from '../mail';
import { EFFECT_NAMES } from './recording-crm';

/** A CRM adapter with a running CRM, and the helpers that the tests of its effects need. */
export interface EffectsUnderTest {
  crm: Crm;
  /** Creates an entity of each kind that effects refer to, and returns their ids. */
  ids(): Promise<ExampleIds>;
  /** How often the effect was performed with this key, counted by lines in a history or by created entities. */
  count(name: EffectName, key: string): Promise<number>;
  /** A well-formed id that no contact has. */
  missingId(): string;
  stop(): Promise<void>;
}

/** A CRM adapter with a running CRM, and the helpers that the tests of facts, names, lookups, audiences, scripts and users need. */
export interface DirectoryUnderTest {
  crm: Crm;
  facts: CrmFactReader;
  names: CrmNames;
  lookups: CrmLookups;
  fields: CrmFields;
  audience: CrmAudience;
  cards: CrmCards;
  history: CrmHistory;
  /** Number of entries in the history of a contact that are about mail. */
  mailEntriesOf(contactId: string): Promise<number>;
  scripts: CrmScripts;
  users: CrmUsers;
  /** Creates a contact called "Nora Berg" that has no job title, and returns its id. */
  aContact(): Promise<string>;
  /** Creates a contact with this e-mail address and returns its id. */
  aContactAt(email: string, more?: { formerEmployee?: boolean }): Promise<string>;
  /** Creates an interest of this name and returns its id. */
  anInterest(name: string): Promise<string>;
  /** Creates an empty project and returns its id. */
  groups(): Promise<{ project: string }>;
  /** Deletes an interest so that its name can still be resolved (soft delete). */
  removeInterest(id: string): Promise<void>;
  /** Creates a text field of contacts and returns its id. */
  aTextField(): Promise<string>;
  /** Creates an active user and returns its e-mail address. */
  aUser(): Promise<string>;
  missingId(): string;
  stop(): Promise<void>;
}

let counter = 0;

/** The context of a step, with a new key and an event at 09:00 plus `minute` minutes. A higher `minute` makes a newer event. */
function aContext(minute = 0): EffectContext {
  const runId = (++counter).toString(16).padStart(24, 'c');
  const occurredAt = new Date(Date.UTC(2027, 2, 10, 9, minute));
  return {
    key: `${runId}:n1`,
    occurredAt,
    now: occurredAt,
    source: {
      kind: 'run',
      runId,
      nodeId: 'n1',
      trigger: 'click',
      linkId: '0'.repeat(24),
      linkName: 'Ja, hold meg informert',
      mailingId: '1'.repeat(24),
      mailingName: 'Vårnyheter 2027',
      occurredAt,
    },
  };
}

const rejection = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

/** Registers the tests that every CRM adapter must pass for its effects. */
export function describeEffectsContract(name: string, start: () => Promise<EffectsUnderTest>): void {
  describe(`${name}: contract of effects`, () => {
    let under: EffectsUnderTest;
    beforeAll(async () => {
      under = await start();
    });
    afterAll(() => under?.stop());

    describe.each(EFFECT_NAMES)('%s', (effect) => {
      const input = async (): Promise<EffectInput<EffectName>> =>
        CRM_EFFECTS[effect].example(await under.ids());
      const repeatability = () => under.crm.repeatability(effect);
      const { target } = CRM_EFFECTS[effect] as { target?: readonly string[] };

      it('is performed once and returns the same result for a repeat, unless it is atMostOnce', async () => {
        const [context, given] = [aContext(), await input()];
        const first = await under.crm.perform(effect, context, given);
        expect(await under.count(effect, context.key)).toBe(1);
        if (repeatability() === 'atMostOnce') return;
        const repeat = { ...context, now: new Date(context.now.getTime() + 60_000), isRepeat: true };
        expect(await under.crm.perform(effect, repeat, given)).toEqual(first);
        expect(await under.count(effect, context.key)).toBe(1);
      });

      it('is performed once for concurrent repeats, if the CRM accepts our key', async () => {
        if (repeatability() !== 'keyed') return;
        const [context, given] = [aContext(), await input()];
        const repeats = Array.from({ length: 10 }, () => under.crm.perform(effect, context, given));
        const [first, ...others] = await Promise.all(repeats);
        for (const other of others) expect(other).toEqual(first);
        expect(await under.count(effect, context.key)).toBe(1);
      });

      it('is performed by a repeat whose earlier attempt did not reach the CRM', async () => {
        if (repeatability() === 'atMostOnce') return;
        const context = { ...aContext(), isRepeat: true };
        await under.crm.perform(effect, context, await input());
        expect(await under.count(effect, context.key)).toBe(1);
      });

      it('is performed separately for different keys', async () => {
        const [one, other] = [aContext(1), aContext(2)];
        for (const context of [one, other]) await under.crm.perform(effect, context, await input());
        expect(await under.count(effect, one.key)).toBe(1);
        expect(await under.count(effect, other.key)).toBe(1);
      });

      it('does not overwrite the state of a newer event, and is not applied then', async () => {
        if (!target) return;
        const given = await input();
        expect(await under.crm.perform(effect, aContext(5), given)).toMatchObject({ applied: true });
        expect(await under.crm.perform(effect, aContext(4), given)).toMatchObject({ applied: false });
        expect(await under.crm.perform(effect, aContext(6), given)).toMatchObject({ applied: true });
      });

      it('rejects with contact.missing for a contact that does not exist', async () => {
        const [context, given] = [aContext(), await input()];
        const missing = { ...given, contactId: under.missingId() };
        const error = await rejection(under.crm.perform(effect, context, missing));
        expect(error).toBeInstanceOf(CrmError);
        expect(error).toMatchObject({ code: 'contact.missing' });
        expect(await under.count(effect, context.key)).toBe(0);
      });
    });
  });
}

/** Registers the tests that every CRM adapter must pass for facts, names, lookups, audiences, scripts and users. */
export function describeDirectoryContract(name: string, start: () => Promise<DirectoryUnderTest>): void {
  describe(`${name}: contract of what is read`, () => {
    let under: DirectoryUnderTest;
    beforeAll(async () => {
      under = await start();
    });
    afterAll(() => under?.stop());

    const factsOf = async (contactId: string, names: string[]) =>
      (await under.facts.load([contactId], names)).get(contactId);

    it('facts: existing contacts are in the result, with null for empty values; unknown names are skipped', async () => {
      const [contactId, missing] = [await under.aContact(), under.missingId()];
      const names = [
        'contact.firstName',
        'contact.title',
        'contact.interests',
        'contact.nonsense',
        'now.hour',
      ];
      const facts = await under.facts.load([contactId, missing, contactId], names);
      expect([...facts.keys()]).toEqual([contactId]);
      expect(facts.get(contactId)).toEqual({
        'contact.firstName': 'Nora',
        'contact.title': null,
        'contact.interests': [],
      });
    });

    it('facts: contain a membership after it was set, and not after it was ended', async () => {
      const [contactId, targetId] = [await under.aContact(), await under.anInterest('Fly')];
      const set = (minute: number, active: boolean) =>
        under.crm.perform('set-membership', aContext(minute), {
          contactId,
          kind: 'interest',
          targetId,
          active,
        });
      await set(1, true);
      expect(await factsOf(contactId, ['contact.interests'])).toEqual({ 'contact.interests': [targetId] });
      await set(2, false);
      expect(await factsOf(contactId, ['contact.interests'])).toEqual({ 'contact.interests': [] });
    });

    it('facts and fields: contain the value of a field under the key of its definition', async () => {
      const [contactId, fieldId] = [await under.aContact(), await under.aTextField()];
      const field = (await under.fields.list('contact')).find(({ id }) => id === fieldId);
      const value: FieldValue = 'Ja';
      await under.crm.perform('set-field', aContext(), { contactId, fieldId, value });
      const name = `contact.fields.${field?.key}`;
      expect(await factsOf(contactId, [name])).toEqual({ [name]: value });
    });

    it('undo: restores the value of an event, and leaves what another event set at the same time', async () => {
      const [contactId, fieldId] = [await under.aContact(), await under.aTextField()];
      const field = (await under.fields.list('contact')).find(({ id }) => id === fieldId);
      const name = `contact.fields.${field?.key}`;
      const [first, second] = [aContext(1), aContext(1)];
      const undo = ({ key, ...context }: EffectContext) => ({
        ...context,
        key: `${key}:undo`,
        undoes: { key, runIds: [context.source.runId] },
      });
      const set = (context: EffectContext, value: FieldValue) =>
        under.crm.perform('set-field', context, { contactId, fieldId, value });
      await set(first, 'A');
      await set(second, 'B');
      expect(await set(undo(first), null)).toMatchObject({ applied: false });
      expect(await factsOf(contactId, [name])).toEqual({ [name]: 'B' });
      expect(await set(undo(second), 'A')).toMatchObject({ applied: true });
      expect(await factsOf(contactId, [name])).toEqual({ [name]: 'A' });
    });

    it('names: are resolved by id, and marked when the entry is retired or does not exist', async () => {
      const [contactId, interestId] = [await under.aContact(), await under.anInterest('Båt')];
      expect(await under.names.nameOf('contact', contactId)).toEqual({ id: contactId, name: 'Nora Berg' });
      expect(await under.names.nameOf('interest', interestId)).toEqual({ id: interestId, name: 'Båt' });
      await under.removeInterest(interestId);
      expect(await under.names.nameOf('interest', interestId)).toMatchObject({ name: 'Båt', missing: true });
      const missing = under.missingId();
      expect(await under.names.nameOf('interest', missing)).toEqual({ id: missing, name: '', missing: true });
      expect(await under.names.refOf('contact', null)).toBeNull();
    });

    it('lookups: find entries by the beginning of a word, and by ids in their order', async () => {
      const [bike, boat] = [await under.anInterest('Sykkel i by'), await under.anInterest('Seilbåt i by')];
      const found = await under.lookups.find('interest', { q: 'sykk', limit: 10 });
      expect(found.map(({ id, label }) => [id, label])).toEqual([[bike, 'Sykkel i by']]);
      await under.removeInterest(boat);
      expect(await under.lookups.find('interest', { q: 'seil', limit: 10 })).toEqual([]);
      const missing = under.missingId();
      const byIds = await under.lookups.find('interest', { ids: [missing, boat, bike].join(), limit: 10 });
      expect(byIds.map((item) => [item.id, item.missing ?? false])).toEqual([
        [missing, true],
        [boat, true],
        [bike, false],
      ]);
    });

    it('audience: the members of a project are read in batches, in the order of their ids', async () => {
      const { project } = await under.groups();
      const added = await Promise.all(['a@x.no', 'b@x.no', 'c@x.no'].map((email) => under.aContactAt(email)));
      for (const [minute, contactId] of added.entries()) {
        const membership = { contactId, kind: 'project', targetId: project, active: true } as const;
        await under.crm.perform('set-membership', aContext(minute), membership);
      }
      const group = { kind: 'project', id: project } as const;
      const ids: string[] = [];
      for (let batch = await under.audience.contactsAfter(group, null, 2); batch.length > 0;) {
        ids.push(...batch.map(({ contactId }) => contactId));
        batch = await under.audience.contactsAfter(group, ids.at(-1) ?? null, 2);
      }
      expect(ids).toEqual([...added].sort());
      expect(await under.audience.count(group)).toBe(3);
      await expect(under.audience.require(group)).resolves.toBeUndefined();
    });

    it('audience: a group that does not exist rejects', async () => {
      for (const kind of ['selection', 'project', 'company'] as const) {
        const group = { kind, id: under.missingId() };
        for (const attempt of [
          () => under.audience.require(group),
          () => under.audience.contactsAfter(group, null, 10),
        ]) {
          const error = await rejection(attempt());
          expect(error).toBeInstanceOf(CrmError);
          expect(error).toMatchObject({ code: `${kind}.missing` });
        }
      }
    });

    it('audience: contacts are found by their address in any spelling, people at work before those who left', async () => {
      const email = `Former.${under.missingId()}@Blåbær.no`;
      const former = await under.aContactAt(email, { formerEmployee: true });
      const key = addressKey(email.toUpperCase());
      const found = async () => (await under.audience.byAddresses([key, 'nobody@x.no'])).get(key);
      expect(await found()).toMatchObject({ contactId: former, isFormerEmployee: true });
      const present = await under.aContactAt(email.toLowerCase());
      expect(await found()).toMatchObject({ contactId: present, isFormerEmployee: false });
      expect((await under.audience.byIds([present, under.missingId()])).map((one) => one.contactId)).toEqual([
        present,
      ]);
    });

    it('history: an entry about mail is added once, and none for a contact that does not exist', async () => {
      const contactId = await under.aContact();
      const entry = {
        id: under.missingId(),
        kind: 'mail-unsubscribed',
        type: null,
        at: new Date(),
        source: { kind: 'mail', source: 'page' },
      } as const;
      await under.history.add({ ...entry, contactId });
      await under.history.add({ ...entry, contactId });
      expect(await under.mailEntriesOf(contactId)).toBe(1);
      const missing = under.missingId();
      await under.history.add({ ...entry, id: under.missingId(), contactId: missing });
      expect(await under.mailEntriesOf(missing)).toBe(0);
    });

    it('cards: a submission makes a card once, and completes it without overwriting unless it may', async () => {
      const contactId = under.missingId();
      const source = {
        kind: 'form',
        formId: '2'.repeat(24),
        formName: 'Påmelding',
        submissionId: under.missingId(),
        occurredAt: new Date(),
      } as const;
      const email = `card.${contactId}@example.no`;
      const names = ['contact.firstName', 'contact.phone', 'contact.title'];
      const card = async () => (await under.facts.load([contactId], names)).get(contactId);
      const properties = { 'contact.firstName': 'Nora', 'contact.email': email };
      const first = { properties, fields: {}, overwrite: [] };
      expect(await under.cards.create(contactId, first, source)).toBe(true);
      expect(await under.cards.create(contactId, first, source)).toBe(false);
      const found = await under.audience.byAddresses([addressKey(email)]);
      expect(found.get(addressKey(email))).toMatchObject({ contactId });
      // A last name that nobody has given is not made up.
      const named = await under.facts.load([contactId], ['contact.name']);
      expect(named.get(contactId)).toMatchObject({ 'contact.name': 'Nora' });

      const second = { 'contact.firstName': 'Norunn', 'contact.phone': '22 33 44 55' };
      await under.cards.update(contactId, { properties: second, fields: {}, overwrite: [] }, source);
      expect(await card()).toMatchObject({ 'contact.firstName': 'Nora', 'contact.phone': '22 33 44 55' });
      const overwrite = ['contact.firstName'];
      await under.cards.update(contactId, { properties: second, fields: {}, overwrite }, source);
      expect(await card()).toMatchObject({ 'contact.firstName': 'Norunn' });
    });

    it('cards: a submission for a contact that does not exist rejects', async () => {
      const source = {
        kind: 'form',
        formId: '2'.repeat(24),
        formName: 'Påmelding',
        submissionId: under.missingId(),
        occurredAt: new Date(),
      } as const;
      const card = { properties: {}, fields: {}, overwrite: [] };
      const error = await rejection(under.cards.update(under.missingId(), card, source));
      expect(error).toMatchObject({ code: 'contact.missing' });
    });

    it('scripts: a missing script is null', async () => {
      expect(await under.scripts.sourceOf(under.missingId())).toBeNull();
    });

    it('users: are found by id and by e-mail address in any case', async () => {
      const email = await under.aUser();
      const user = await under.users.byEmail(` ${email.toUpperCase()} `);
      expect(user).toMatchObject({ email, active: true });
      expect(await under.users.find(user?._id ?? '')).toEqual(user);
      expect((await under.users.list()).map(({ id }) => id)).toContain(user?._id);
      expect(await under.users.byEmail('nobody@example.no')).toBeNull();
      expect(await under.users.find(under.missingId())).toBeNull();
      expect(await under.users.setPassword(under.missingId(), 'hash')).toBe(false);
      expect(await under.users.setPassword(user?._id ?? '', 'hash')).toBe(true);
      expect(await under.users.find(user?._id ?? '')).toMatchObject({
        passwordHash: 'hash',
        sessionGeneration: (user?.sessionGeneration ?? 0) + 1,
      });
    });
  });
}

/** Registers all tests that a complete CRM adapter must pass. */
export function describeCrmContract(
  name: string,
  start: { effects: () => Promise<EffectsUnderTest>; directory: () => Promise<DirectoryUnderTest> },
): void {
  describeEffectsContract(name, start.effects);
  describeDirectoryContract(name, start.directory);
}
