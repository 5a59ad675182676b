import { describe, expect, it, vi } from 'vitest';
import { FactDescriptor, FieldType, type FieldDefinition } from '@linkflow/contracts';
import { defineFacts, type FactLoader } from './define-facts';
import { loaderOf, factDescriptors } from './registry';

const fields = FieldType.options.map((type, index): FieldDefinition => ({
  id: String(index).padStart(24, '0'),
  key: `x_${type.replace('-', '_')}`,
  name: `A ${type}`,
  entity: 'contact',
  type,
  ...(type === 'list' ? { options: ['Red', 'Green'] } : {}),
}));

describe('the descriptors of facts', () => {
  it('match the contract and have unique names', () => {
    const descriptors = factDescriptors(fields);
    for (const descriptor of descriptors) expect(FactDescriptor.parse(descriptor)).toEqual(descriptor);
    const names = descriptors.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('include only facts that can be loaded', () => {
    for (const { name } of factDescriptors(fields)) expect(loaderOf(name), name).toBeTypeOf('function');
    for (const name of ['contact.search', 'constructor', 'steps.a.b', 'link.url', ''])
      expect(loaderOf(name), name).toBeUndefined();
  });

  it('describe an extra field by its key, type and choices', () => {
    const byName = new Map(factDescriptors(fields).map((descriptor) => [descriptor.name, descriptor]));
    expect(byName.get('contact.fields.x_boolean')).toEqual({
      name: 'contact.fields.x_boolean',
      group: 'contact',
      type: 'boolean',
      format: 'boolean',
      label: { en: 'A boolean', nb: 'A boolean' },
    });
    expect(byName.get('contact.fields.x_timespan')).toMatchObject({ type: 'number', format: 'timespan' });
    expect(byName.get('contact.fields.x_list')?.options?.map(({ value }) => value)).toEqual(['Red', 'Green']);
    expect(factDescriptors([{ ...fields[0]!, entity: 'company' }])).toEqual(factDescriptors([]));
  });

  it('list the countries that a contact may have', () => {
    const country = factDescriptors([]).find(({ name }) => name === 'contact.country');
    expect(country?.options).toContainEqual({ value: 'NO', label: { en: 'Norway', nb: 'Norge' } });
  });
});

describe('a group of facts', () => {
  it('names its facts, and does not compile with one that has no loader', () => {
    const label = { en: 'A', nb: 'A' };
    const load = vi.fn<FactLoader>();
    const facts = defineFacts('click', {
      a: { type: 'text', label, load },
      // @ts-expect-error a fact needs a loader
      b: { type: 'text', label },
    });
    expect(facts[0]).toEqual({ name: 'click.a', group: 'click', type: 'text', label, load });
  });
});
