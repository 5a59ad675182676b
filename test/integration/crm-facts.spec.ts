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
  it('are what the card says, by the names that conditions know', async () => {
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
    await crm.effects.setMembership(anEffect(), contactId, 'interest', interest, true);
    await crm.effects.setMembership(anEffect(), contactId, 'interest', ended, false);

    expect(
      await facts.of(contactId, [
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
      ]),
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

  it('are known to be empty on a contact that has none, and unknown where there is no contact', async () => {
    const contactId = await crm.aContact({ country: null });
    const asked = ['contact.country', 'contact.hasOurContact', 'contact.fields.x_never_made', 'company.name'];
    const loaded = await facts.load([contactId, newId()], asked);
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
    expect(await facts.of(newId(), asked)).toBeNull();
  });

  it('answer nothing to names that are no facts of theirs, whatever is written in them', async () => {
    const contactId = await crm.aContact();
    const names = [
      'contact.fields.',
      'contact.fields.$where',
      'contact.search',
      'contact.__proto__',
      'link.hits',
      '',
    ];
    expect(await facts.of(contactId, [...names, 'contact.firstName'])).toEqual({
      'contact.firstName': 'Nora',
    });
  });

  it('are read for everybody who asks at one moment with one find for each collection', async () => {
    const ids = await Promise.all(Array.from({ length: 50 }, () => crm.aContact()));
    const commands = await crm.commandsOf(() =>
      Promise.all(
        ids.map((id, n) =>
          facts.of(id, n % 2 ? ['contact.country'] : ['contact.firstName', 'contact.interests']),
        ),
      ),
    );
    expect(commands).toEqual(['find', 'find']);
  });
});
