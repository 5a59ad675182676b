import type { FieldDefinition, Text } from '@linkflow/contracts';
import { createNames, type Named } from '@linkflow/workflow';
import { describe, expect, it } from 'vitest';
import { describeNode } from './registry';

const ID = {
  interest: '66b000000000000000000001',
  selection: '66b000000000000000000002',
  project: '66b000000000000000000003',
  user: '66b000000000000000000004',
  script: '66b000000000000000000005',
  field: '66b000000000000000000006',
  date: '66b000000000000000000007',
  time: '66b000000000000000000008',
  form: '66b00000000000000000000b',
  retired: '66b000000000000000000009',
  gone: '66b00000000000000000000a',
};

const field = (name: string, type: FieldDefinition['type']): FieldDefinition => ({
  id: ID.field,
  key: 'x_field',
  name,
  entity: 'contact',
  type,
});

const NAMES: Record<string, Named> = {
  [ID.interest]: { id: ID.interest, name: 'Produktnyheter' },
  [ID.selection]: { id: ID.selection, name: 'Interessert – vår 2027' },
  [ID.project]: { id: ID.project, name: 'Vårkampanje' },
  [ID.user]: { id: ID.user, name: 'Ingrid Dahl' },
  [ID.form]: { id: ID.form, name: 'Påmelding' },
  [ID.script]: { id: ID.script, name: 'Poeng' },
  [ID.field]: { id: ID.field, name: 'Fornøyd kunde', field: field('Fornøyd kunde', 'boolean') },
  [ID.date]: { id: ID.date, name: 'Kunde siden', field: field('Kunde siden', 'date') },
  [ID.time]: { id: ID.time, name: 'Ringetid', field: field('Ringetid', 'time') },
  [ID.retired]: { id: ID.retired, name: 'Gammelt utvalg', missing: true },
};

const names = createNames({
  nameOf: (_, id) => NAMES[id],
  facts: [
    {
      name: 'contact.country',
      type: 'text',
      group: 'contact',
      label: { en: 'Country', nb: 'Land' },
      options: [{ value: 'NO', label: { en: 'Norway', nb: 'Norge' } }],
    },
  ],
});

const describeAs = (type: string, params: Record<string, unknown>): Text =>
  describeNode({ type, params }, names);

describe('the sentence of a node', () => {
  it.each<[string, Record<string, unknown>, string, string]>([
    ['click', {}, 'When a recipient clicks the link', 'Når en mottaker klikker på koblingen'],
    ['redirect', {}, 'To the link’s own address', 'Til koblingens egen adresse'],
    ['redirect', { url: 'https://www.example.com/' }, 'To www.example.com', 'Til www.example.com'],
    [
      'redirect',
      { url: 'https://www.example.com/?c={{contact.country}}' },
      'To www.example.com/?c=‹Country›',
      'Til www.example.com/?c=‹Land›',
    ],
    [
      'show-text',
      { html: '<p>Takk! Vi gir deg <b>beskjed</b>.</p>' },
      '“Takk! Vi gir deg beskjed.”',
      '«Takk! Vi gir deg beskjed.»',
    ],
    [
      'show-text',
      { html: '<p>Takk, {{contact.country|alle}}! {{steps.gone.name}}</p>' },
      '“Takk, ‹Country›! ‹(no longer there)›”',
      '«Takk, ‹Land›! ‹(finnes ikke lenger)›»',
    ],
    ['show-text', { html: '<p></p>' }, '(no text yet)', '(ingen tekst ennå)'],
    [
      'confirm',
      { title: 'Meld deg på?', button: 'Ja' },
      '“Meld deg på?”, with the button “Ja”',
      '«Meld deg på?», med knappen «Ja»',
    ],
    [
      'return-script',
      { scriptId: ID.script },
      'To the address that the script “Poeng” chooses',
      'Til adressen som skriptet «Poeng» velger',
    ],
    [
      'set-field',
      { fieldId: ID.field, value: true },
      'Set “Fornøyd kunde” to yes',
      'Sett «Fornøyd kunde» til ja',
    ],
    ['set-field', { fieldId: ID.field, clear: true }, 'Clear “Fornøyd kunde”', 'Tøm «Fornøyd kunde»'],
    [
      'set-field',
      { fieldId: ID.date, value: '2027-03-12' },
      'Set “Kunde siden” to 12 March 2027',
      'Sett «Kunde siden» til 12. mars 2027',
    ],
    ['set-field', { fieldId: ID.time, value: 870 }, 'Set “Ringetid” to 14:30', 'Sett «Ringetid» til 14:30'],
    [
      'set-field',
      { fieldId: ID.date },
      'Set “Kunde siden” to (no value yet)',
      'Sett «Kunde siden» til (ingen verdi ennå)',
    ],
    [
      'set-interest',
      { interestId: ID.interest },
      'Add the interest “Produktnyheter”',
      'Legg til interessen «Produktnyheter»',
    ],
    ['set-interest', {}, 'Add the interest (not chosen yet)', 'Legg til interessen (ikke valgt ennå)'],
    [
      'set-interest',
      { interestId: ID.gone },
      'Add the interest (no longer there)',
      'Legg til interessen (finnes ikke lenger)',
    ],
    [
      'remove-interest',
      { interestId: ID.interest },
      'Remove the interest “Produktnyheter”',
      'Fjern interessen «Produktnyheter»',
    ],
    [
      'add-to-selection',
      { selectionId: ID.selection },
      'Add to the selection “Interessert – vår 2027”',
      'Legg til i utvalget «Interessert – vår 2027»',
    ],
    [
      'remove-from-selection',
      { selectionId: ID.retired },
      'Remove from the selection “Gammelt utvalg” (deleted)',
      'Fjern fra utvalget «Gammelt utvalg» (slettet)',
    ],
    [
      'add-to-project',
      { projectId: ID.project },
      'Add to the project “Vårkampanje”',
      'Legg til i prosjektet «Vårkampanje»',
    ],
    [
      'remove-from-project',
      { projectId: ID.project },
      'Remove from the project “Vårkampanje”',
      'Fjern fra prosjektet «Vårkampanje»',
    ],
    [
      'create-follow-up',
      { kind: 'to-do', assignToOurContact: true, durationMinutes: 15 },
      'To-do for our contact, 15 min',
      'Oppgave til vår kontakt, 15 min',
    ],
    [
      'create-follow-up',
      { kind: 'to-do', defaultRecipientId: ID.user, dueInDays: 3 },
      'To-do for Ingrid Dahl, 15 min, due in 3 days',
      'Oppgave til Ingrid Dahl, 15 min, frist om 3 dager',
    ],
    [
      'create-follow-up',
      { kind: 'to-do', createdById: ID.user, dueInDays: 1 },
      'To-do for Ingrid Dahl, 15 min, due in 1 day',
      'Oppgave til Ingrid Dahl, 15 min, frist om 1 dag',
    ],
    [
      'create-follow-up',
      { kind: 'meeting', createdById: ID.user, dueInDays: 3 },
      'Meeting for Ingrid Dahl, 1 h',
      'Møte til Ingrid Dahl, 1 t',
    ],
    [
      'create-request',
      { title: 'Ønsker informasjon', owner: { kind: 'auto' } },
      '“Ønsker informasjon”, automatically assigned',
      '«Ønsker informasjon», automatisk tildelt',
    ],
    [
      'create-request',
      { title: 'Ønsker informasjon', owner: { kind: 'unassigned' } },
      '“Ønsker informasjon”, unassigned',
      '«Ønsker informasjon», ufordelt',
    ],
    [
      'create-request',
      { title: 'Ønsker informasjon', owner: { kind: 'user', userId: ID.user } },
      '“Ønsker informasjon”, for Ingrid Dahl',
      '«Ønsker informasjon», til Ingrid Dahl',
    ],
    ['form-submitted', {}, 'When somebody submits the form', 'Når noen sender inn skjemaet'],
    ['open-form', { formId: ID.form }, 'Open the form “Påmelding”', 'Åpne skjemaet «Påmelding»'],
    ['open-form', {}, 'Open the form (not chosen yet)', 'Åpne skjemaet (ikke valgt ennå)'],
    ['run-script', { scriptId: ID.script }, 'Run the script “Poeng”', 'Kjør skriptet «Poeng»'],
    [
      'condition',
      { condition: { all: [{ fact: 'contact.country', operator: 'equal', value: 'NO' }] } },
      'Country is Norway',
      'Land er Norge',
    ],
    ['condition', {}, 'No condition yet', 'Ingen betingelse ennå'],
    [
      'choose',
      {
        cases: [
          { id: 'a', label: 'Norge', condition: { all: [] } },
          { id: 'b', condition: { all: [] } },
        ],
      },
      'The first that fits: Norge, 2, otherwise',
      'Den første som passer: Norge, 2, ellers',
    ],
    [
      'split',
      {
        shares: [
          { id: 'a', label: 'A', weight: 1 },
          { id: 'b', label: 'B', weight: 2 },
        ],
      },
      'A 33%, B 67%',
      'A 33 %, B 67 %',
    ],
    ['wait', { kind: 'for', amount: 3, unit: 'days' }, 'For 3 days', 'I 3 dager'],
    ['wait', { kind: 'for', amount: 1, unit: 'hours' }, 'For 1 hour', 'I 1 time'],
    [
      'wait',
      { kind: 'until', weekdays: [1, 2, 3, 4, 5], time: '09:00' },
      'Until 09:00, Monday to Friday, where the contact is',
      'Til kl. 09:00, mandag–fredag, der personen er',
    ],
    [
      'wait',
      { kind: 'until', weekdays: [4, 2], time: '08:30', zone: 'organisation' },
      'Until 08:30, Tuesday or Thursday',
      'Til kl. 08:30, tirsdag eller torsdag',
    ],
    ['wait', { kind: 'until', time: '09:00', zone: 'house' }, 'Until 09:00', 'Til kl. 09:00'],
    ['stop', {}, 'Nothing more happens', 'Det skjer ikke mer'],
  ])('%s %j', (type, params, en, nb) => {
    expect(describeAs(type, params)).toEqual({ en, nb });
  });

  it('is shortened if it is too long for a node', () => {
    const { nb } = describeAs('show-text', { html: `<p>${'ord '.repeat(100)}</p>` });
    expect(nb.length).toBeLessThan(90);
    expect(nb).toMatch(/…»$/);
  });

  it('states that the type of a step is unknown', () => {
    expect(describeAs('send-fax', {})).toEqual({
      en: 'A step of an unknown type: “send-fax”',
      nb: 'Et steg av ukjent type: «send-fax»',
    });
  });
});
