import { FactDescriptor, FieldType } from '@linkflow/contracts';
import { describe, expect, it } from 'vitest';
import { countryOptions } from './countries';
import { factDescriptors } from './fact-descriptors';
import { nowFacts } from './now-facts';

describe('fact descriptors', () => {
  const fields = FieldType.options.map((type, index) => ({
    id: String(index).padStart(24, '0'),
    key: `x_${type.replace('-', '_')}`,
    name: `A ${type}`,
    entity: 'contact' as const,
    type,
    ...(type === 'list' ? { options: ['Red', 'Green'] } : {}),
  }));

  it('are what the contract says, each name once', () => {
    const descriptors = factDescriptors(fields);
    for (const descriptor of descriptors) expect(FactDescriptor.parse(descriptor)).toEqual(descriptor);
    const names = descriptors.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('know an extra field by its key, its type and its choices', () => {
    const byName = new Map(factDescriptors(fields).map((one) => [one.name, one]));
    expect(byName.get('contact.fields.x_boolean')).toMatchObject({ type: 'boolean', group: 'contact' });
    expect(byName.get('contact.fields.x_timespan')?.type).toBe('number');
    expect(byName.get('contact.fields.x_list')?.options?.map(({ value }) => value)).toEqual(['Red', 'Green']);
    expect(factDescriptors([{ ...fields[0]!, entity: 'company' }])).toEqual(factDescriptors([]));
  });

  it('offer every country by its name in both languages', () => {
    const byCode = new Map(countryOptions().map(({ value, label }) => [value, label]));
    expect(byCode.size).toBe(249);
    expect(byCode.get('NO')).toEqual({ en: 'Norway', nb: 'Norge' });
    for (const [code, label] of byCode) expect([label.en, label.nb], code).not.toContain(code);
  });
});

describe('now', () => {
  it('is what the wall shows in the zone', () => {
    const at = new Date('2027-03-07T23:30:00Z');
    expect(nowFacts(at, 'Europe/Oslo')).toEqual({
      'now.weekday': 'mon',
      'now.hour': 0,
      'now.date': '2027-03-08',
    });
    expect(nowFacts(at, 'America/New_York')).toEqual({
      'now.weekday': 'sun',
      'now.hour': 18,
      'now.date': '2027-03-07',
    });
  });
});
