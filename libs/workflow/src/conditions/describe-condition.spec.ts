import type { FactDescriptor } from '@linkflow/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeCondition } from './describe-condition';

const FACTS: FactDescriptor[] = [
  {
    name: 'contact.country',
    type: 'text',
    group: 'contact',
    label: { en: 'Country', nb: 'Land' },
    options: [
      { value: 'NO', label: { en: 'Norway', nb: 'Norge' } },
      { value: 'SE', label: { en: 'Sweden', nb: 'Sverige' } },
    ],
  },
  {
    name: 'contact.since',
    type: 'date',
    group: 'contact',
    label: { en: 'Customer since', nb: 'Kunde siden' },
  },
  { name: 'contact.email', type: 'text', group: 'contact', label: { en: 'E-mail', nb: 'E-post' } },
  { name: 'click.count', type: 'number', group: 'click', label: { en: 'Clicks', nb: 'Klikk' } },
  { name: 'click.first', type: 'boolean', group: 'click', label: { en: 'First click', nb: 'Første klikk' } },
  {
    name: 'contact.interests',
    type: 'list',
    group: 'contact',
    label: { en: 'Interests', nb: 'Interesser' },
    of: 'interest',
  },
];
const country = { fact: 'contact.country', operator: 'equal', value: 'no' };
const old = { fact: 'contact.since', operator: 'before', value: '2024-01-01' };
const wine = { fact: 'contact.interests', operator: 'contains', value: 'i1' };
const nameOf = (kind: string, id: string) => (kind === 'interest' && id === 'i1' ? 'Vin' : undefined);

describe('the sentence of a condition', () => {
  it.each([
    [
      { all: [country, old] },
      'Country is Norway and Customer since before 2024',
      'Land er Norge og Kunde siden før 2024',
    ],
    [country, 'Country is Norway', 'Land er Norge'],
    [{ not: country }, 'Country is not Norway', 'Land er ikke Norge'],
    [{ all: [{ any: [country] }] }, 'Country is Norway', 'Land er Norge'],
    [
      { all: [old, { any: [country, wine] }] },
      'Customer since before 2024 and (Country is Norway or Interests include Vin)',
      'Kunde siden før 2024 og (Land er Norge eller Interesser inkluderer Vin)',
    ],
    [
      { any: [old, { not: { all: [country, wine] } }] },
      'Customer since before 2024 or not (Country is Norway and Interests include Vin)',
      'Kunde siden før 2024 eller ikke (Land er Norge og Interesser inkluderer Vin)',
    ],
    [
      { fact: 'contact.country', operator: 'in', value: ['NO', 'SE', 'DK', 'FI', 'IS'] },
      'Country is Norway, Sweden, “DK” or 2 more',
      'Land er Norge, Sverige, «DK» eller 2 til',
    ],
    [
      { fact: 'contact.country', operator: 'notIn', value: ['NO', 'SE'] },
      'Country is none of Norway or Sweden',
      'Land er ingen av Norge eller Sverige',
    ],
    [
      { fact: 'contact.email', operator: 'contains', value: '$&.no' },
      'E-mail contains “$&.no”',
      'E-post inneholder «$&.no»',
    ],
    [{ fact: 'contact.email', operator: 'isEmpty' }, 'E-mail is empty', 'E-post mangler'],
    [
      { fact: 'click.count', operator: 'greaterThan', value: 2.5 },
      'Clicks is more than 2.5',
      'Klikk er mer enn 2,5',
    ],
    [{ fact: 'click.first', operator: 'equal', value: true }, 'First click: yes', 'Første klikk: ja'],
    [
      { not: { fact: 'click.first', operator: 'equal', value: true } },
      'First click: no',
      'Første klikk: nei',
    ],
    [
      { fact: 'contact.since', operator: 'after', value: '2026-05-03' },
      'Customer since after 3 May 2026',
      'Kunde siden etter 3. mai 2026',
    ],
    [
      { fact: 'contact.since', operator: 'withinLastDays', value: 30 },
      'Customer since within the last 30 days',
      'Kunde siden siste 30 dager',
    ],
    [{ fact: 'gone', operator: 'equal', value: 'x' }, 'gone is “x”', 'gone er «x»'],
    [{ fact: 'contact.country', operator: 'equal', value: '' }, 'Country is …', 'Land er …'],
    [undefined, 'no condition yet', 'ingen betingelse ennå'],
    [{ all: [] }, 'no condition yet', 'ingen betingelse ennå'],
  ])('%j', (condition, en, nb) => {
    expect(describeCondition(condition, { facts: FACTS, timeZone: 'Europe/Oslo', nameOf })).toEqual({
      en,
      nb,
    });
  });

  it('is not empty for any value', () => {
    fc.assert(
      fc.property(fc.anything(), (condition) => {
        expect(describeCondition(condition, { facts: FACTS, timeZone: 'Europe/Oslo' }).en).not.toBe('');
      }),
    );
  });
});
