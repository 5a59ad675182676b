import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ContactsService, FieldsService, SelectionsService } from '@linkflow/crm';
import { MissingTarget, newId } from '@linkflow/platform';
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
const failure = async (work: Promise<unknown>): Promise<MissingTarget> => {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(MissingTarget);
  return error as MissingTarget;
};

describe('setting a field', () => {
  it('is done once per key, however often and from wherever it is repeated, and always answers the same', async () => {
    const [contactId, field] = [await crm.aContact(), await crm.aField('integer')];
    const e = anEffect();
    const repeats = Array.from({ length: 40 }, (_, n) =>
      (n % 2 ? crm : other).effects.setField(e, contactId, field.id, 7),
    );
    const answers = [...(await Promise.all(repeats)), await crm.effects.setField(e, contactId, field.id, 7)];
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

  it('by an older click leaves the newer value alone, and says so in the history', async () => {
    const [contactId, field] = [await crm.aContact(), await crm.aField()];
    await crm.effects.setField(anEffect(after(5)), contactId, field.id, 'newer');
    const late = anEffect(CLICKED);
    expect(await crm.effects.setField(late, contactId, field.id, 'older')).toEqual({
      applied: false,
      previous: 'newer',
    });
    expect(await valueOf(contactId, field.key)).toBe('newer');
    expect((await changesOf(contactId)).find(({ id }) => id === late.key)).toMatchObject({ applied: false });
  });

  it('by an older click leaves alone what a person has decided since', async () => {
    const [contactId, field] = [await crm.aContact(), await crm.aField()];
    const contacts = crm.app.get(ContactsService);
    await contacts.update(contactId, { fields: { [field.key]: 'by hand' } }, INGRID);
    const past = anEffect(new Date(Date.now() - 60_000));
    expect(await crm.effects.setField(past, contactId, field.id, 'clicked')).toMatchObject({
      applied: false,
    });
    const shown = (await card(contactId)).fields.find((one) => one.field.id === field.id);
    expect(shown).toMatchObject({
      value: 'by hand',
      source: { kind: 'user', user: { name: 'Ingrid Dahl' } },
    });
  });

  it('ends with the newest click, whatever order a hundred of them come in', async () => {
    const [contactId, field] = [await crm.aContact(), await crm.aField('integer')];
    const minutes = Array.from({ length: 100 }, (_, n) => (n * 37) % 100);
    const outcomes = await Promise.all(
      minutes.map((minute) => crm.effects.setField(anEffect(after(minute)), contactId, field.id, minute)),
    );
    expect(await valueOf(contactId, field.key)).toBe(99);
    expect(outcomes.filter(({ applied }) => applied).length).toBeGreaterThan(0);
  });

  it('by two steps of one click ends with the later step, also when the earlier one is repeated', async () => {
    const [contactId, field] = [await crm.aContact(), await crm.aField()];
    const runId = newId();
    const [first, second] = [anEffect(CLICKED, 'n1', runId), anEffect(CLICKED, 'n2', runId)];
    await crm.effects.setField(first, contactId, field.id, 'first');
    await crm.effects.setField(second, contactId, field.id, 'second');
    // As after a crash that lost the history but not the card.
    await crm.collection('changes').deleteOne({ _id: first.key });
    expect(await crm.effects.setField(first, contactId, field.id, 'first')).toEqual({
      applied: true,
      previous: null,
    });
    expect(await valueOf(contactId, field.key)).toBe('second');
  });

  it('stays done when what it pointed to goes afterwards', async () => {
    const [contactId, selectionId, e] = [await crm.aContact(), await crm.aSelection(), anEffect()];
    const first = await crm.effects.setMembership(e, contactId, 'selection', selectionId, true);
    await crm.app.get(SelectionsService).retire(selectionId);
    expect(await crm.effects.setMembership(e, contactId, 'selection', selectionId, true)).toEqual(first);
  });

  it('keeps text as it is, also one that MongoDB could take for a field path', async () => {
    const [contactId, field] = [await crm.aContact(), await crm.aField()];
    for (const [minute, text] of ['$email', '$$ROOT', '{"$set":1}', ''].entries()) {
      await crm.effects.setField(anEffect(after(minute)), contactId, field.id, text);
      expect(await valueOf(contactId, field.key)).toBe(text);
    }
    await crm.effects.setField(anEffect(after(9)), contactId, field.id, null);
    expect(await valueOf(contactId, field.key)).toBeNull();
  });

  it('refuses a value of the wrong type, a missing field, a field of companies and a missing contact', async () => {
    const [contactId, field] = [await crm.aContact(), await crm.aField('boolean')];
    const company = await crm.app
      .get(FieldsService)
      .create({ key: `x_${newId()}`, name: 'Bransje', entity: 'company', type: 'text' });
    const wrong = await failure(crm.effects.setField(anEffect(), contactId, field.id, 'yes'));
    expect(wrong).toMatchObject({
      code: 'field.wrong-value',
      text: { en: '“Tilfreds” takes yes or no', nb: '«Tilfreds» tar ja eller nei' },
    });
    const missing = await failure(crm.effects.setField(anEffect(), contactId, newId(), true));
    expect(missing.code).toBe('field.missing');
    const ofCompany = await failure(crm.effects.setField(anEffect(), contactId, company.id, 'IT'));
    expect(ofCompany).toMatchObject({
      code: 'field.wrong-entity',
      text: { nb: expect.stringContaining('«Bransje»') },
    });
    const nobody = await failure(crm.effects.setField(anEffect(), newId(), field.id, true));
    expect(nobody.code).toBe('contact.missing');
    expect(await changesOf(contactId)).toEqual([]);
  });
});

describe('a membership', () => {
  const placesOf = async (id: string): Promise<string[]> => {
    const { interests, selections, projects } = await card(id);
    return [...interests, ...selections, ...projects].map(({ target }) => target.id);
  };

  it('is set once per key for interests, selections and projects alike', async () => {
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
          (n % 2 ? crm : other).effects.setMembership(e, contactId, kind, targetId, true),
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

  it('that was ended stays ended when an older click comes late', async () => {
    const [contactId, selectionId] = [await crm.aContact(), await crm.aSelection()];
    await crm.effects.setMembership(anEffect(after(10)), contactId, 'selection', selectionId, false);
    const late = await crm.effects.setMembership(
      anEffect(after(5)),
      contactId,
      'selection',
      selectionId,
      true,
    );
    expect(late).toEqual({ applied: false });
    expect(await placesOf(contactId)).toEqual([]);
    const newer = await crm.effects.setMembership(
      anEffect(after(15)),
      contactId,
      'selection',
      selectionId,
      true,
    );
    expect(newer).toEqual({ applied: true, previous: false });
    expect(await placesOf(contactId)).toEqual([selectionId]);
  });

  it('ends as the newest click says, whatever order a hundred of them come in', async () => {
    const [contactId, selectionId] = [await crm.aContact(), await crm.aSelection()];
    const minutes = Array.from({ length: 100 }, (_, n) => (n * 37) % 100);
    const set = (minute: number): Promise<unknown> =>
      crm.effects.setMembership(
        anEffect(after(minute)),
        contactId,
        'selection',
        selectionId,
        minute % 3 === 0 && minute !== 99,
      );
    await Promise.all(minutes.slice(0, 50).map(set));
    await Promise.all(minutes.slice(50).map(set));
    expect(await placesOf(contactId)).toEqual([]);
    // The newest of them ended it; one that is newer still brings it back, and one between the two changes nothing.
    await crm.effects.setMembership(anEffect(after(102)), contactId, 'selection', selectionId, true);
    await crm.effects.setMembership(anEffect(after(101)), contactId, 'selection', selectionId, false);
    expect(await placesOf(contactId)).toEqual([selectionId]);
  });

  it('keeps since when and through what it began when it is wished again', async () => {
    const [contactId, interestId] = [await crm.aContact(), await crm.anInterest()];
    const first = anEffect(CLICKED);
    await crm.effects.setMembership(first, contactId, 'interest', interestId, true);
    const again = await crm.effects.setMembership(
      anEffect(after(60)),
      contactId,
      'interest',
      interestId,
      true,
    );
    expect(again).toEqual({ applied: true, previous: true });
    const [interest] = (await card(contactId)).interests;
    expect(interest).toMatchObject({
      since: CLICKED.toISOString(),
      source: { kind: 'run', runId: first.source.runId },
    });
  });

  it('ends as the later step of one click says, for two steps on the same selection', async () => {
    const [contactId, selectionId, runId] = [await crm.aContact(), await crm.aSelection(), newId()];
    const [remove, add] = [anEffect(CLICKED, 'n1', runId), anEffect(CLICKED, 'n2', runId)];
    await crm.effects.setMembership(remove, contactId, 'selection', selectionId, false);
    await crm.effects.setMembership(add, contactId, 'selection', selectionId, true);
    await crm.collection('changes').deleteOne({ _id: remove.key });
    await crm.effects.setMembership(remove, contactId, 'selection', selectionId, false);
    expect(await placesOf(contactId)).toEqual([selectionId]);
  });

  it('of a selection that is deleted or takes no members is refused by name, and works again once it is mended', async () => {
    const contactId = await crm.aContact();
    const [selectionId, dynamicId] = [
      await crm.aSelection('Interessert'),
      await crm.aSelection('Alle', 'dynamic'),
    ];
    const selections = crm.app.get(SelectionsService);
    await selections.retire(selectionId);
    const e = anEffect();
    expect(
      await failure(crm.effects.setMembership(e, contactId, 'selection', selectionId, true)),
    ).toMatchObject({
      code: 'selection.deleted',
      text: {
        en: 'The selection “Interessert” has been deleted',
        nb: 'Utvalget «Interessert» er slettet',
      },
    });
    expect(
      await failure(crm.effects.setMembership(anEffect(), contactId, 'selection', dynamicId, true)),
    ).toMatchObject({
      code: 'selection.not-static',
      text: { nb: expect.stringContaining('«Alle» er et dynamisk utvalg') },
    });
    expect(await changesOf(contactId)).toEqual([]);
    await selections.restore(selectionId);
    expect(await crm.effects.setMembership(e, contactId, 'selection', selectionId, true)).toMatchObject({
      applied: true,
    });
  });
});

describe('many effects at once', () => {
  it('share their round trips', async () => {
    const interestId = await crm.anInterest();
    const contacts = await Promise.all(Array.from({ length: 300 }, () => crm.aContact()));
    const commands = await crm.commandsOf(() =>
      Promise.all(
        contacts.map((id) => crm.effects.setMembership(anEffect(), id, 'interest', interestId, true)),
      ),
    );
    expect(commands.length).toBeGreaterThan(0);
    expect(commands.length / contacts.length).toBeLessThan(0.1);
  });
});
