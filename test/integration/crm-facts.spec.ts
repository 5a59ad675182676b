import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CompaniesService, ContactFacts, ContactsService } from '@linkflow/crm';
import { newId } from '@linkflow/platform';
import { testEnvironment } from '../support';
import { CrmScene, INGRID, anEffect } from './crm.fixture';

const environment = testEnvironment('crm_facts');
let crm: CrmScene;
let facts: ContactFacts;

beforeAll(async () => {
  crm = await CrmScene.start(environment);
  facts = crm.app.get(ContactFacts);
});
afterAll(async () => {
  await crm?.stop();
  await environment.dispose();
});

describe('facts about contacts', () => {
  it('have the values of the contact card', async () => {
    const ours = await crm.aUser();
    const company = await crm.app
      .get(CompaniesService)
      .create({ name: 'Fjordlys AS', country: 'SE', ourContactId: null });
    const contactId = await crm.aContact({
      companyId: company.id,
      ourContactId: ours,
      timeZone: 'Europe/Oslo',
    });
    const field = await crm.aField('integer');
    await crm.app.get(ContactsService).update(contactId, { fields: { [field.key]: 7 } }, INGRID);
    const [interest, ended] = [await crm.anInterest(), await crm.anInterest()];
    await crm.effects.perform('set-membership', anEffect(), {
      contactId,
      kind: 'interest',
      targetId: interest,
      active: true,
    });
    await crm.effects.perform('set-membership', anEffect(), {
      contactId,
      kind: 'interest',
      targetId: ended,
      active: false,
    });

    expect(
      (
        await facts.load(
          [contactId],
          [
            'contact.name',
            'contact.country',
            'contact.title',
            'contact.hasOurContact',
            'contact.ourContact',
            'contact.interests',
            'contact.selections',
            `contact.fields.${field.key}`,
            'company.name',
            'company.country',
          ],
        )
      ).get(contactId),
    ).toEqual({
      'contact.name': 'Nora Berg',
      'contact.country': 'NO',
      'contact.title': null,
      'contact.hasOurContact': true,
      'contact.ourContact': ours,
      'contact.interests': [interest],
      'contact.selections': [],
      [`contact.fields.${field.key}`]: 7,
      'company.name': 'Fjordlys AS',
      'company.country': 'SE',
    });
  });

  it('are written as people write them, in each language', async () => {
    const ours = await crm.aUser({ name: 'Ingrid Dahl' });
    const contactId = await crm.aContact({ country: 'NO', language: 'nb', ourContactId: ours });
    const values = {
      time: 870,
      timespan: 90,
      boolean: true,
      date: '2026-11-27',
      'date-time': '2026-11-27T23:30:00.000Z',
      decimal: 12.5,
      list: 'Grønn',
      text: '2026-11-27',
    } as const;
    const types = Object.keys(values) as (keyof typeof values)[];
    const fields = await Promise.all(types.map((type) => crm.aField(type)));
    const update = Object.fromEntries(fields.map(({ key }, index) => [key, values[types[index] ?? 'text']]));
    await crm.app.get(ContactsService).update(contactId, { fields: update }, INGRID);
    const interests = [await crm.anInterest(), await crm.anInterest()];
    for (const targetId of interests) {
      const input = { contactId, kind: 'interest', targetId, active: true } as const;
      await crm.effects.perform('set-membership', anEffect(), input);
    }
    const named = [
      'contact.country',
      'contact.language',
      'contact.ourContact',
      'contact.hasOurContact',
      'contact.title',
    ];
    const names = [...named, 'contact.interests', ...fields.map(({ key }) => `contact.fields.${key}`)];
    const loaded = (await facts.load([contactId], names)).get(contactId) ?? {};
    const textsIn = async (language: 'en' | 'nb') => {
      const texts = await facts.texts(loaded, { language, timeZone: 'Europe/Oslo' });
      const ofFields = fields.map(({ key }, index) => [types[index], texts[`contact.fields.${key}`]]);
      return {
        ...Object.fromEntries(named.map((name) => [name, texts[name]])),
        ...Object.fromEntries(ofFields),
        interests: texts['contact.interests'],
      };
    };
    expect(await textsIn('nb')).toEqual({
      'contact.country': 'Norge',
      'contact.language': 'Norsk',
      'contact.ourContact': 'Ingrid Dahl',
      'contact.hasOurContact': 'Ja',
      'contact.title': '',
      time: '14:30',
      timespan: '1 t 30 min',
      boolean: 'Ja',
      date: '27. november 2026',
      'date-time': '28. november 2026 kl. 00:30',
      decimal: '12,5',
      list: 'Grønn',
      text: '2026-11-27',
      interests: expect.stringMatching(/^\p{L}[^,]*, \p{L}/u),
    });
    expect(await textsIn('en')).toMatchObject({
      'contact.country': 'Norway',
      boolean: 'Yes',
      'date-time': '28 November 2026 at 00:30',
      decimal: '12.5',
    });
  });

  it('are null for empty properties, and absent for a contact that does not exist', async () => {
    const contactId = await crm.aContact({ country: null });
    const names = ['contact.country', 'contact.hasOurContact', 'contact.fields.x_never_made', 'company.name'];
    const loaded = await facts.load([contactId, newId()], names);
    expect([...loaded]).toEqual([
      [
        contactId,
        {
          'contact.country': null,
          'contact.hasOurContact': false,
          'contact.fields.x_never_made': null,
          'company.name': null,
        },
      ],
    ]);
  });

  it('skip unknown names, also names that look like MongoDB operators', async () => {
    const contactId = await crm.aContact();
    const names = [
      'contact.fields.',
      'contact.fields.$where',
      'contact.search',
      'contact.__proto__',
      'link.hits',
      '',
    ];
    expect((await facts.load([contactId], [...names, 'contact.firstName'])).get(contactId)).toEqual({
      'contact.firstName': 'Nora',
    });
  });

  it('are read with one find per collection for many contacts', async () => {
    const ids = await Promise.all(Array.from({ length: 50 }, () => crm.aContact()));
    const commands = await crm.commandsOf(() =>
      facts.load(ids, ['contact.country', 'contact.firstName', 'contact.interests']),
    );
    expect(commands).toEqual(['find', 'find']);
  });
});
