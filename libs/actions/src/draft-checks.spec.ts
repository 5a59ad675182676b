import {
  FieldType,
  type FieldDefinition,
  type WorkflowDocument,
  type WorkflowProblem,
} from '@linkflow/contracts';
import { RecordingCrm } from '@linkflow/crm-port/testing';
import { checkDocument, paramsValidatorOf } from '@linkflow/workflow';
import { describe, expect, it } from 'vitest';
import { ACTIONS, catalogue, validateParams } from './registry';

const CATALOGUE = catalogue(new RecordingCrm());

const idOf = (type: FieldType): string => `66b0000000000000000000${10 + FieldType.options.indexOf(type)}`;
const DYNAMIC = '66b000000000000000000098';
const MEETING = '66b000000000000000000097';
const COMPANY_FIELD = '66b000000000000000000099';
const FIELDS: ReadonlyMap<string, FieldDefinition> = new Map([
  ...FieldType.options.map((type): [string, FieldDefinition] => [
    idOf(type),
    {
      id: idOf(type),
      key: `x_${type.replace('-', '_')}`,
      name: 'Size',
      entity: 'contact',
      type,
      ...(type === 'list' && { options: ['Small', 'Large'] }),
    },
  ]),
  [COMPANY_FIELD, { id: COMPANY_FIELD, key: 'x_c', name: 'Size', entity: 'company', type: 'text' }],
]);

/** The problems of a node with these parameters, as the API finds them; the browser must find the same. */
function problemsOf(type: string, params: Record<string, unknown>): WorkflowProblem[] {
  const isAnswer = ACTIONS.get(type)?.lane === 'respond';
  const document: WorkflowDocument = {
    schemaVersion: 1,
    nodes: [
      { id: 'click', type: 'click', params: {} },
      { id: 'a', type, params },
    ],
    edges: [{ id: 'e', from: { node: 'click', port: isAnswer ? 'respond' : 'then' }, to: 'a' }],
  };
  const check = (validate: typeof validateParams): WorkflowProblem[] =>
    checkDocument(document, 'https://example.com/', {
      catalogue: CATALOGUE,
      facts: [],
      fields: FIELDS,
      targetTypes: new Map([
        [`selection:${DYNAMIC}`, 'dynamic'],
        [`task-type:${MEETING}`, 'meeting'],
      ]),
      validateParams: validate,
    });
  const problems = check(validateParams);
  const inBrowser = check(paramsValidatorOf(CATALOGUE));
  // A value that fits no variant of a parameter can have another path inside it, because JSON Schema has no discriminators.
  const place = ({ severity, nodeId, path }: WorkflowProblem): unknown[] => [
    severity,
    nodeId,
    path?.split('.')[0],
  ];
  expect(inBrowser.map(place), 'in the browser').toEqual(problems.map(place));
  return problems;
}

describe('the value of the action Set field', () => {
  it.each<[FieldType, unknown, string]>([
    ['integer', 'seven', '“Size” takes a whole number'],
    ['integer', 7.5, '“Size” takes a whole number'],
    ['decimal', '7,5', '“Size” takes a number'],
    ['boolean', 'true', '“Size” takes yes or no'],
    ['list', 'Medium', '“Size” takes one of its choices'],
    ['date', '27.11.2026', '“Size” takes a date'],
    ['date', '2026-02-30', '“Size” takes a date'],
    ['date-time', '2026-11-27', '“Size” takes a date with a time'],
    ['time', 1440, '“Size” takes a time of day'],
    ['timespan', -5, '“Size” takes a length of time in minutes'],
    ['text', 'x'.repeat(256), '“Size” takes a text of up to 255 characters'],
    ['text', 5, '“Size” takes a text of up to 255 characters'],
    ['long-text', 'x'.repeat(32_001), '“Size” takes a text of up to 32000 characters'],
  ])('for a field of the type %s cannot be %j', (type, value, message) => {
    expect(problemsOf('set-field', { fieldId: idOf(type), value })).toMatchObject([
      { code: 'params.invalid', severity: 'error', nodeId: 'a', path: 'value', message: { en: message } },
    ]);
  });

  it.each<[FieldType, unknown]>([
    ['integer', 7],
    ['boolean', false],
    ['list', 'Large'],
    ['date', '2026-11-27'],
    ['time', 0],
  ])('for a field of the type %s can be %j', (type, value) => {
    expect(problemsOf('set-field', { fieldId: idOf(type), value })).toEqual([]);
  });

  it.each([undefined, null, '', '  '])('cannot be empty (%j), unless the field is cleared', (value) => {
    expect(problemsOf('set-field', { fieldId: idOf('text'), value })).toMatchObject([
      { code: 'params.missing', severity: 'error', nodeId: 'a', path: 'value' },
    ]);
    expect(problemsOf('set-field', { fieldId: idOf('text'), value, clear: true })).toEqual([]);
  });

  it('cannot be for a field of companies', () => {
    expect(problemsOf('set-field', { fieldId: COMPANY_FIELD, value: 'x' })).toMatchObject([
      { code: 'params.invalid', nodeId: 'a', path: 'fieldId' },
    ]);
  });
});

describe('a target of the wrong type', () => {
  it.each(['add-to-selection', 'remove-from-selection'])('is a problem of %s', (type) => {
    const [name = ''] = Object.keys(ACTIONS.get(type)?.example ?? {});
    expect(problemsOf(type, { [name]: DYNAMIC })).toMatchObject([
      { code: 'params.invalid', nodeId: 'a', path: name },
    ]);
  });

  it('is a problem of a follow-up, depending on its kind', () => {
    const params = { ...ACTIONS.get('create-follow-up')?.example, text: '', taskTypeId: MEETING };
    expect(problemsOf('create-follow-up', { ...params, kind: 'meeting' })).toEqual([]);
    expect(problemsOf('create-follow-up', { ...params, kind: 'to-do' })).toMatchObject([
      { code: 'params.invalid', nodeId: 'a', path: 'taskTypeId' },
    ]);
  });
});

describe('rules about several parameters', () => {
  it.each([
    ['minutes', 100_001, '“How long” can be at most 100000'],
    ['hours', 8_785, '“How long” can be at most 8784'],
    ['days', 367, '“How long” can be at most 366'],
  ])('limit a wait in %s', (unit, amount, message) => {
    expect(problemsOf('wait', { kind: 'for', amount, unit })).toMatchObject([
      { code: 'params.invalid', nodeId: 'a', path: 'amount', message: { en: message } },
    ]);
    expect(problemsOf('wait', { kind: 'until', time: '09:00', amount: 1_000, unit })).toEqual([]);
  });

  it('need a share above zero', () => {
    const shares = ['a', 'b'].map((id) => ({ id, label: id, weight: 0 }));
    expect(problemsOf('split', { shares })).toMatchObject([
      {
        code: 'params.invalid',
        nodeId: 'a',
        path: 'shares',
        message: { en: 'At least one share must be above zero' },
      },
    ]);
  });
});

describe('every node type', () => {
  it.each(
    CATALOGUE.filter(({ group }) => group !== 'trigger').map(({ type, example }) => [type, example] as const),
  )(
    '%s has the same problems in the browser and in the API, whatever a parameter contains',
    (type, example) => {
      for (const name of Object.keys(example)) {
        for (const value of [undefined, null, '', '  ', 'x', -1, 1e9, true, [], {}]) {
          problemsOf(type, { ...example, [name]: value });
        }
      }
    },
  );
});
