import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Text } from '@linkflow/contracts';
import { ContactsService, FieldsService, SelectionsService } from '@linkflow/crm';
import { CrmError, crmErrorText } from '@linkflow/crm-port';
import { newId } from '@linkflow/platform';
import { testEnvironment } from '../support';
import { CLICKED, CrmScene, INGRID, after, anEffect } from './crm.fixture';

const environment = testEnvironment('crm_state');
let crm: CrmScene;
let other: CrmScene;

beforeAll(async () => {
  crm = await CrmScene.start(environment);
  other = await crm.another();
});
afterAll(async () => {
  await other?.stop();
  await crm?.stop();
  await environment.dispose();
});

const card = (id: string) => crm.app.get(ContactsService).card(id);
const valueOf = async (contactId: string, key: string): Promise<unknown> =>
  (await card(contactId)).fields.find(({ field }) => field.key === key)?.value;
const changesOf = async (contactId: string) =>
  (await card(contactId)).changes.filter(({ kind }) => kind !== 'created');
const failure = async (work: Promise<unknown>): Promise<{ code: string; text: Text }> => {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(CrmError);
  const { code } = error as CrmError;
  return { code, text: crmErrorText(error as CrmError) };
};

describe('the effect set-field', () => {
  it('is applied once per key from two processes, with the same result each time', async () => {
    const [contactId, field] = [await crm.aContact(), await crm.aField('integer')];
    const e = anEffect();
    const repeats = Array.from({ length: 40 }, (_, n) =>
      (n % 2 ? crm : other).effects.perform('set-field', e, { contactId, fieldId: field.id, value: 7 }),
    );
    const answers = [
      ...(await Promise.all(repeats)),
      await crm.effects.perform('set-field', e, { contactId, fieldId: field.id, value: 7 }),
    ];
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(
      new Set([JSON.stringify({ applied: true, previous: null })]),
    );
    expect(await valueOf(contactId, field.key)).toBe(7);
    expect(await changesOf(contactId)).toEqual([
      {
        id: e.key,
        kind: 'field-set',
        target: { id: field.id, name: 'Tilfreds' },
        value: 7,
        previous: null,
        at: CLICKED.toISOString(),
        applied: true,
        source: expect.objectContaining({
          kind: 'run',
          link: { id: e.source.linkId, name: e.source.linkName },
        }),
      },
    ]);
  });

  it('does not overwrite a newer value with an older click, and records that in the history', async () => {
    const [contactId, field] = [await crm.aContact(), await crm.aField()];
    await crm.effects.perform('set-field', anEffect(after(5)), {
      contactId,
      fieldId: field.id,
      value: 'newer',
    });
    const late = anEffect(CLICKED);
    expect(
      await crm.effects.perform('set-field', late, { contactId, fieldId: field.id, value: 'older' }),
    ).toEqual({
      applied: false,
      previous: 'newer',
    });
    expect(await valueOf(contactId, field.key)).toBe('newer');
    expect((await changesOf(contactId)).find(({ id }) => id === late.key)).toMatchObject({ applied: false });
  });

  it('does not overwrite a later change by a person with an older click', async () => {
    const [contactId, field] = [await crm.aContact(), await crm.aField()];
    const contacts = crm.app.get(ContactsService);
    await contacts.update(contactId, { fields: { [field.key]: 'by hand' } }, INGRID);
    const past = anEffect(new Date(Date.now() - 60_000));
    expect(
      await crm.effects.perform('set-field', past, { contactId, fieldId: field.id, value: 'clicked' }),
    ).toMatchObject({
      applied: false,
    });
    const shown = (await card(contactId)).fields.find((one) => one.field.id === field.id);
    expect(shown).toMatchObject({
      value: 'by hand',
      source: { kind: 'user', user: { name: 'Ingrid Dahl' } },
    });
  });

  it('keeps the value of the newest of a hundred clicks in any order', async () => {
    const [contactId, field] = [await crm.aContact(), await crm.aField('integer')];
    const minutes = Array.from({ length: 100 }, (_, n) => (n * 37) % 100);
    const outcomes = await Promise.all(
      minutes.map((minute) =>
        crm.effects.perform('set-field', anEffect(after(minute)), {
          contactId,
          fieldId: field.id,
          value: minute,
        }),
      ),
    );
    expect(await valueOf(contactId, field.key)).toBe(99);
    expect(outcomes.filter(({ applied }) => applied).length).toBeGreaterThan(0);
  });

  it('keeps the value of the later step of a click, also when the earlier step is repeated', async () => {
    const [contactId, field] = [await crm.aContact(), await crm.aField()];
    const runId = newId();
    const [first, second] = [anEffect(CLICKED, 'n1', runId), anEffect(CLICKED, 'n2', runId)];
    await crm.effects.perform('set-field', first, { contactId, fieldId: field.id, value: 'first' });
    await crm.effects.perform('set-field', second, { contactId, fieldId: field.id, value: 'second' });
    // Simulates a crash of the first step between the change of the card and the entry in its history.
    await crm.collection('changes').deleteOne({ _id: first.key });
    expect(
      await crm.effects.perform('set-field', first, { contactId, fieldId: field.id, value: 'first' }),
    ).toEqual({
      applied: true,
      previous: null,
    });
    expect(await valueOf(contactId, field.key)).toBe('second');
  });

  it('returns the same result for a repeat after its target was deleted', async () => {
    const [contactId, selectionId, e] = [await crm.aContact(), await crm.aSelection(), anEffect()];
    const first = await crm.effects.perform('set-membership', e, {
      contactId,
      kind: 'selection',
      targetId: selectionId,
      active: true,
    });
    await crm.app.get(SelectionsService).retire(selectionId);
    expect(
      await crm.effects.perform('set-membership', e, {
        contactId,
        kind: 'selection',
        targetId: selectionId,
        active: true,
      }),
    ).toEqual(first);
  });

  it('stores text literally, also text that looks like a MongoDB field path or operator', async () => {
    const [contactId, field] = [await crm.aContact(), await crm.aField()];
    for (const [minute, text] of ['$email', '$$ROOT', '{"$set":1}', ''].entries()) {
      await crm.effects.perform('set-field', anEffect(after(minute)), {
        contactId,
        fieldId: field.id,
        value: text,
      });
      expect(await valueOf(contactId, field.key)).toBe(text);
    }
    await crm.effects.perform('set-field', anEffect(after(9)), { contactId, fieldId: field.id, value: null });
    expect(await valueOf(contactId, field.key)).toBeNull();
  });

  it('refuses a value of the wrong type, a missing field, a field of companies and a missing contact', async () => {
    const [contactId, field] = [await crm.aContact(), await crm.aField('boolean')];
    const company = await crm.app
      .get(FieldsService)
      .create({ key: `x_${newId()}`, name: 'Bransje', entity: 'company', type: 'text' });
    const wrong = await failure(
      crm.effects.perform('set-field', anEffect(), { contactId, fieldId: field.id, value: 'yes' }),
    );
    expect(wrong).toMatchObject({
      code: 'field.wrong-value',
      text: { en: '“Tilfreds” takes yes or no', nb: '«Tilfreds» tar ja eller nei' },
    });
    const missing = await failure(
      crm.effects.perform('set-field', anEffect(), { contactId, fieldId: newId(), value: true }),
    );
    expect(missing.code).toBe('field.missing');
    const ofCompany = await failure(
      crm.effects.perform('set-field', anEffect(), { contactId, fieldId: company.id, value: 'IT' }),
    );
    expect(ofCompany).toMatchObject({
      code: 'field.wrong-entity',
      text: { nb: expect.stringContaining('«Bransje»') },
    });
    const nobody = await failure(
      crm.effects.perform('set-field', anEffect(), { contactId: newId(), fieldId: field.id, value: true }),
    );
    expect(nobody.code).toBe('contact.missing');
    expect(await changesOf(contactId)).toEqual([]);
  });
});

describe('the effect set-membership', () => {
  const placesOf = async (id: string): Promise<string[]> => {
    const { interests, selections, projects } = await card(id);
    return [...interests, ...selections, ...projects].map(({ target }) => target.id);
  };

  it('is applied once per key for interests, selections and projects', async () => {
    const contactId = await crm.aContact();
    const targets = [
      ['interest', await crm.anInterest()],
      ['selection', await crm.aSelection()],
      ['project', await crm.aProject()],
    ] as const;
    for (const [kind, targetId] of targets) {
      const e = anEffect();
      const answers = await Promise.all(
        Array.from({ length: 30 }, (_, n) =>
          (n % 2 ? crm : other).effects.perform('set-membership', e, {
            contactId,
            kind,
            targetId,
            active: true,
          }),
        ),
      );
      for (const answer of answers) expect(answer).toEqual({ applied: true, previous: false });
    }
    expect((await placesOf(contactId)).sort()).toEqual(targets.map(([, id]) => id).sort());
    expect((await changesOf(contactId)).map(({ kind }) => kind).sort()).toEqual([
      'interest-set',
      'project-added',
      'selection-added',
    ]);
  });

  it('does not restart a membership with an older click that arrives late', async () => {
    const [contactId, selectionId] = [await crm.aContact(), await crm.aSelection()];
    await crm.effects.perform('set-membership', anEffect(after(10)), {
      contactId,
      kind: 'selection',
      targetId: selectionId,
      active: false,
    });
    const late = await crm.effects.perform('set-membership', anEffect(after(5)), {
      contactId,
      kind: 'selection',
      targetId: selectionId,
      active: true,
    });
    expect(late).toEqual({ applied: false });
    expect(await placesOf(contactId)).toEqual([]);
    const newer = await crm.effects.perform('set-membership', anEffect(after(15)), {
      contactId,
      kind: 'selection',
      targetId: selectionId,
      active: true,
    });
    expect(newer).toEqual({ applied: true, previous: false });
    expect(await placesOf(contactId)).toEqual([selectionId]);
  });

  it('keeps the state of the newest of a hundred clicks in any order', async () => {
    const [contactId, selectionId] = [await crm.aContact(), await crm.aSelection()];
    const minutes = Array.from({ length: 100 }, (_, n) => (n * 37) % 100);
    const set = (minute: number): Promise<unknown> =>
      crm.effects.perform('set-membership', anEffect(after(minute)), {
        contactId,
        kind: 'selection',
        targetId: selectionId,
        active: minute % 3 === 0 && minute !== 99,
      });
    await Promise.all(minutes.slice(0, 50).map(set));
    await Promise.all(minutes.slice(50).map(set));
    expect(await placesOf(contactId)).toEqual([]);
    // The newest of the hundred clicks (minute 99) has ended the membership. A click of minute 102 starts it again. A click of minute 101
    // that arrives after that must not end it.
    await crm.effects.perform('set-membership', anEffect(after(102)), {
      contactId,
      kind: 'selection',
      targetId: selectionId,
      active: true,
    });
    await crm.effects.perform('set-membership', anEffect(after(101)), {
      contactId,
      kind: 'selection',
      targetId: selectionId,
      active: false,
    });
    expect(await placesOf(contactId)).toEqual([selectionId]);
  });

  it('keeps start and source of a membership that is set again', async () => {
    const [contactId, interestId] = [await crm.aContact(), await crm.anInterest()];
    const first = anEffect(CLICKED);
    await crm.effects.perform('set-membership', first, {
      contactId,
      kind: 'interest',
      targetId: interestId,
      active: true,
    });
    const again = await crm.effects.perform('set-membership', anEffect(after(60)), {
      contactId,
      kind: 'interest',
      targetId: interestId,
      active: true,
    });
    expect(again).toEqual({ applied: true, previous: true });
    const [interest] = (await card(contactId)).interests;
    expect(interest).toMatchObject({
      since: CLICKED.toISOString(),
      source: { kind: 'run', runId: first.source.runId },
    });
  });

  it('keeps the state of the later of two steps of a click on the same selection', async () => {
    const [contactId, selectionId, runId] = [await crm.aContact(), await crm.aSelection(), newId()];
    const [remove, add] = [anEffect(CLICKED, 'n1', runId), anEffect(CLICKED, 'n2', runId)];
    await crm.effects.perform('set-membership', remove, {
      contactId,
      kind: 'selection',
      targetId: selectionId,
      active: false,
    });
    await crm.effects.perform('set-membership', add, {
      contactId,
      kind: 'selection',
      targetId: selectionId,
      active: true,
    });
    await crm.collection('changes').deleteOne({ _id: remove.key });
    await crm.effects.perform('set-membership', remove, {
      contactId,
      kind: 'selection',
      targetId: selectionId,
      active: false,
    });
    expect(await placesOf(contactId)).toEqual([selectionId]);
  });

  it('is refused with the name of a deleted or dynamic selection, and works after the selection is restored', async () => {
    const contactId = await crm.aContact();
    const [selectionId, dynamicId] = [
      await crm.aSelection('Interessert'),
      await crm.aSelection('Alle', 'dynamic'),
    ];
    const selections = crm.app.get(SelectionsService);
    await selections.retire(selectionId);
    const e = anEffect();
    expect(
      await failure(
        crm.effects.perform('set-membership', e, {
          contactId,
          kind: 'selection',
          targetId: selectionId,
          active: true,
        }),
      ),
    ).toMatchObject({
      code: 'selection.deleted',
      text: {
        en: 'The selection “Interessert” has been deleted',
        nb: 'Utvalget «Interessert» er slettet',
      },
    });
    expect(
      await failure(
        crm.effects.perform('set-membership', anEffect(), {
          contactId,
          kind: 'selection',
          targetId: dynamicId,
          active: true,
        }),
      ),
    ).toMatchObject({
      code: 'selection.not-static',
      text: { nb: expect.stringContaining('«Alle» er et dynamisk utvalg') },
    });
    expect(await changesOf(contactId)).toEqual([]);
    await selections.restore(selectionId);
    expect(
      await crm.effects.perform('set-membership', e, {
        contactId,
        kind: 'selection',
        targetId: selectionId,
        active: true,
      }),
    ).toMatchObject({
      applied: true,
    });
  });
});

describe('the history on a card', () => {
  it('leaves out steps that found everything as it should be, but not those that a newer decision kept out', async () => {
    const [contactId, field, interest] = [
      await crm.aContact(),
      await crm.aField('boolean'),
      await crm.anInterest(),
    ];
    const setField = (minutes: number, value: boolean | null) =>
      crm.effects.perform('set-field', anEffect(after(minutes)), { contactId, fieldId: field.id, value });
    const setInterest = (minutes: number, active: boolean) =>
      crm.effects.perform('set-membership', anEffect(after(minutes)), {
        contactId,
        kind: 'interest',
        targetId: interest,
        active,
      });
    // Nothing to clear, nothing to remove.
    await setField(1, null);
    await setInterest(1, false);
    expect(await changesOf(contactId)).toEqual([]);
    // Only the first of each kind changes something.
    for (const minutes of [2, 3, 4]) {
      expect(await setField(minutes, true)).toMatchObject({ applied: true });
      expect(await setInterest(minutes, true)).toMatchObject({ applied: true });
    }
    await setField(2.5, false);
    await setInterest(5, false);
    const shown = (await changesOf(contactId)).map(({ kind, applied, value, previous }) => [
      kind,
      applied,
      value,
      previous,
    ]);
    expect(shown).toHaveLength(4);
    expect(shown).toEqual(
      expect.arrayContaining([
        ['field-set', true, true, null],
        ['field-set', false, false, true],
        ['interest-set', true, undefined, false],
        ['interest-removed', true, undefined, true],
      ]),
    );
  });

  it.each([
    ['date-time', '2027-03-01T10:00:00Z', '2027-03-01T10:00:00.000Z'],
    ['text', 'Åse', 'A\u030ase'],
    ['text', null, ''],
  ] as const)('leaves out a %s that is only written in another way', async (type, first, again) => {
    const [contactId, field] = [await crm.aContact(), await crm.aField(type)];
    const setField = (minutes: number, value: string | null) =>
      crm.effects.perform('set-field', anEffect(after(minutes)), { contactId, fieldId: field.id, value });
    await setField(1, first);
    const before = await changesOf(contactId);
    await setField(2, again);
    expect(await changesOf(contactId)).toEqual(before);
  });
});

describe('concurrent effects', () => {
  it('share round trips to MongoDB', async () => {
    const interestId = await crm.anInterest();
    const contacts = await Promise.all(Array.from({ length: 300 }, () => crm.aContact()));
    const commands = await crm.commandsOf(() =>
      Promise.all(
        contacts.map((id) =>
          crm.effects.perform('set-membership', anEffect(), {
            contactId: id,
            kind: 'interest',
            targetId: interestId,
            active: true,
          }),
        ),
      ),
    );
    expect(commands.length).toBeGreaterThan(0);
    expect(commands.length / contacts.length).toBeLessThan(0.1);
  });
});
