import { hinted } from '@linkflow/contracts';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  filterFor,
  formFields,
  isNullable,
  numberLimits,
  shownFields,
  textLimit,
  withParam,
} from './form-model';

const label = (en: string) => ({ en, nb: `${en} (nb)` });
/** What the API serves: the JSON Schema of a zod object, hints beside the parameters, sent through JSON. */
const served = (schema: z.ZodObject): Record<string, unknown> =>
  JSON.parse(JSON.stringify(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })));

const params = served(
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

describe('a form out of a schema', () => {
  it('has the fields in the order of their declaration, each with its hint', () => {
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

  it('tells what may be left open from what is asked for or starts with something', () => {
    expect(fields.filter(({ open }) => open).map(({ name }) => name)).toEqual(['projectId', 'value', 'note']);
    expect(isNullable(field('projectId').schema)).toBe(true);
    expect(isNullable(field('typeId').schema)).toBe(false);
  });

  it('shows a field only while another one has the right value; what is not set yet counts as its start', () => {
    const shown = (values: Record<string, unknown>) =>
      shownFields(fields, values).some(({ name }) => name === 'days');
    expect(shown({})).toBe(true);
    expect(shown({ kind: 'meeting' })).toBe(false);
  });

  it('narrows a lookup by the value of another parameter', () => {
    expect(filterFor(field('typeId').hint, { kind: 'meeting' })).toEqual({ type: 'meeting', scope: 'all' });
    expect(filterFor(field('typeId').hint, {})).toEqual({ scope: 'all' });
  });

  it('drops what hangs on a parameter when that one changes, and only then', () => {
    const values = { kind: 'to-do', typeId: 't1', fieldId: 'f1', value: 'x', note: 'n' };
    expect(withParam(fields, values, 'kind', 'meeting')).toEqual({
      kind: 'meeting',
      fieldId: 'f1',
      value: 'x',
      note: 'n',
    });
    expect(withParam(fields, values, 'fieldId', 'f2')).toEqual({
      kind: 'to-do',
      typeId: 't1',
      fieldId: 'f2',
      note: 'n',
    });
    expect(withParam(fields, values, 'fieldId', 'f1')).toEqual(values);
    expect(withParam(fields, values, 'note', undefined)).not.toHaveProperty('note');
  });

  it('knows the limits of numbers and texts, and takes those of "any whole number" for none', () => {
    expect(numberLimits(field('days').schema)).toEqual({ min: 0, max: 365, whole: true });
    expect(numberLimits(field('share').schema)).toEqual({ min: 0, max: 1, whole: false });
    expect(numberLimits(field('count').schema)).toEqual({ min: undefined, max: undefined, whole: true });
    expect(textLimit(field('note').schema)).toBe(2000);
  });

  it('follows references into the definitions of the schema', () => {
    const [referred] = formFields({
      properties: { when: { $ref: '#/$defs/When', ui: { label: label('When'), widget: 'condition' } } },
      $defs: { When: { type: 'object' } },
    });
    expect(referred?.schema.type).toBe('object');
    expect(referred?.hint.widget).toBe('condition');
  });
});
