import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { hinted } from '@linkflow/contracts';
import {
  addItem,
  filterFor,
  formFields,
  isNullable,
  moveItem,
  numberLimits,
  percentOf,
  readItems,
  removeItem,
  replaceItem,
  setParam,
  textLimit,
  visibleFields,
} from './form-model';
import { paramsOf } from './testing';

const label = (en: string) => ({ en, nb: `${en} (nb)` });
const params = paramsOf(
  z.object({
    kind: hinted(z.enum(['to-do', 'meeting']).default('to-do'), {
      label: label('Kind'),
      widget: 'choice',
      options: [{ value: 'to-do', label: label('To-do') }],
    }),
    typeId: hinted(z.string(), {
      label: label('Type'),
      widget: 'ref',
      of: 'task-type',
      filter: { type: '$kind', scope: 'all' },
    }),
    projectId: hinted(z.string().nullable().default(null), {
      label: label('Project'),
      widget: 'ref',
      of: 'project',
    }),
    days: hinted(z.int().min(0).max(365).default(0), {
      label: label('Days'),
      widget: 'number',
      showWhen: { field: 'kind', in: ['to-do'] },
    }),
    share: z.number().gt(0).lt(1),
    count: z.int(),
    fieldId: hinted(z.string(), { label: label('Field'), widget: 'ref', of: 'field' }),
    value: hinted(z.union([z.string(), z.number()]).optional(), {
      label: label('Value'),
      widget: 'field-value',
      follows: 'fieldId',
    }),
    note: z.string().max(2000).optional(),
    loud: z.boolean(),
    anything: z.record(z.string(), z.unknown()),
  }),
);
const fields = formFields(params);
const field = (name: string) => {
  const found = fields.find((one) => one.name === name);
  if (!found) throw new Error(`no field ${name}`);
  return found;
};

describe('form fields of a schema', () => {
  it('lists the fields in declaration order with their hints', () => {
    expect(fields.map(({ name, hint }) => [name, hint.widget])).toEqual([
      ['kind', 'choice'],
      ['typeId', 'ref'],
      ['projectId', 'ref'],
      ['days', 'number'],
      ['share', 'number'],
      ['count', 'number'],
      ['fieldId', 'ref'],
      ['value', 'field-value'],
      ['note', 'textarea'],
      ['loud', 'switch'],
    ]);
  });

  it('marks fields that are neither required nor have a default as optional', () => {
    expect(fields.filter(({ optional }) => optional).map(({ name }) => name)).toEqual([
      'projectId',
      'value',
      'note',
    ]);
    expect(isNullable(field('projectId').schema)).toBe(true);
    expect(isNullable(field('typeId').schema)).toBe(false);
  });

  it('shows a conditional field by the value or default of the field it depends on', () => {
    const shown = (values: Record<string, unknown>) =>
      visibleFields(fields, values).some(({ name }) => name === 'days');
    expect(shown({})).toBe(true);
    expect(shown({ kind: 'meeting' })).toBe(false);
  });

  it('resolves a lookup filter from another parameter', () => {
    expect(filterFor(field('typeId').hint, { kind: 'meeting' })).toEqual({ type: 'meeting', scope: 'all' });
    expect(filterFor(field('typeId').hint, {})).toEqual({ scope: 'all' });
  });

  it('removes dependent parameters only when the parameter changes', () => {
    const values = { kind: 'to-do', typeId: 't1', fieldId: 'f1', value: 'x', note: 'n' };
    expect(setParam(fields, values, 'kind', 'meeting')).toEqual({
      kind: 'meeting',
      fieldId: 'f1',
      value: 'x',
      note: 'n',
    });
    expect(setParam(fields, values, 'fieldId', 'f2')).toEqual({
      kind: 'to-do',
      typeId: 't1',
      fieldId: 'f2',
      note: 'n',
    });
    expect(setParam(fields, values, 'fieldId', 'f1')).toEqual(values);
    expect(setParam(fields, values, 'note', undefined)).not.toHaveProperty('note');
  });

  it('reads the limits of numbers and texts and ignores the safe-integer range', () => {
    expect(numberLimits(field('days').schema)).toEqual({ min: 0, max: 365, whole: true });
    expect(numberLimits(field('share').schema)).toEqual({ min: 0, max: 1, whole: false });
    expect(numberLimits(field('count').schema)).toEqual({ min: undefined, max: undefined, whole: true });
    expect(textLimit(field('note').schema)).toBe(2000);
  });

  it('resolves references to schema definitions', () => {
    const [referred] = formFields({
      properties: { when: { $ref: '#/$defs/When', ui: { label: label('When'), widget: 'condition' } } },
      $defs: { When: { type: 'object' } },
    });
    expect(referred?.schema.type).toBe('object');
    expect(referred?.hint.widget).toBe('condition');
  });
});

describe('list items', () => {
  const items = readItems([
    { id: 'a', label: 'A', weight: 1 },
    { id: 'b', weight: 3 },
    { label: 'without an id' },
  ]);
  it('keeps ids and additional members of items', () => {
    expect(items).toEqual([
      { id: 'a', label: 'A', weight: 1 },
      { id: 'b', label: '', weight: 3 },
    ]);
    expect(replaceItem(items, 'b', { label: 'B' })[1]).toEqual({
      id: 'b',
      label: 'B',
      weight: 3,
    });
  });
  it('moves, removes and adds items without changing the others', () => {
    expect(moveItem(items, 'b', -1).map(({ id }) => id)).toEqual(['b', 'a']);
    expect(moveItem(items, 'b', 1).map(({ id }) => id)).toEqual(['a', 'b']);
    expect(removeItem(items, 'a').map(({ id }) => id)).toEqual(['b']);
    expect(new Set(addItem(items, { label: 'C' }).map(({ id }) => id)).size).toBe(3);
  });
  it('converts weights to percentages', () => {
    expect(percentOf(1, [1, 3])).toBe(25);
    expect(percentOf(0, [0, 0])).toBe(0);
  });
});
