import { paramsValidatorOf } from '@linkflow/workflow';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { RecordingCrm } from '@linkflow/crm-port/testing';
import { defineAction } from './define-action';
import { catalogue, validateParams, ACTIONS, registryOf } from './registry';
import { setInterest } from './membership.actions';
import { stop } from './stop.action';

const CRM = new RecordingCrm();

describe('the registry', () => {
  it('contains the action of every action file, and the six membership actions', () => {
    const files = readdirSync(fileURLToPath(new URL('.', import.meta.url)))
      .filter((name) => name.endsWith('.action.ts'))
      .map((name) => name.replace('.action.ts', ''));
    const memberships = ['interest', 'selection', 'project'].flatMap((kind) =>
      kind === 'interest' ? [`set-${kind}`, `remove-${kind}`] : [`add-to-${kind}`, `remove-from-${kind}`],
    );
    expect([...ACTIONS.keys()].toSorted()).toEqual([...files, ...memberships].toSorted());
    expect(ACTIONS.get('set-interest')).toBe(setInterest);
    expect(ACTIONS.get('send-fax')).toBeUndefined();
  });

  it('offers the groups in the order of the palette', () => {
    const groups = [...new Set(catalogue(CRM).map(({ group }) => group))];
    expect(groups).toEqual(['trigger', 'response', 'data', 'work', 'script', 'flow']);
  });

  it.each<[string, Record<string, object>, string]>([
    ['a file without an action', { 'stop.action.ts': { helper: () => 1 } }, 'must export an action'],
    [
      'a file named after one action that exports two',
      { 'stop.action.ts': { stop, setInterest } },
      'exports 2',
    ],
    ['a file that is not named after its action', { 'halt.action.ts': { stop } }, 'name the file after'],
    [
      'two actions of one type',
      { 'stop.action.ts': { stop }, 'end.actions.ts': { end: remade({}) } },
      'Two actions have the type "stop"',
    ],
    [
      'an example that does not fit',
      { 'stop.action.ts': { stop: remade({ params: setInterest.params, example: {} }) } },
      'The example of "stop" does not fit',
    ],
    [
      'a default that does not fit',
      {
        'stop.action.ts': {
          stop: remade({
            params: setInterest.params,
            example: setInterest.example,
            defaults: { interestId: 1 },
          }),
        },
      },
      'The default of "interestId" in "stop" does not fit',
    ],
    [
      'a sentence about a parameter that does not exist',
      { 'stop.action.ts': { stop: remade({ sentence: { en: 'Stop {why}', nb: 'Stopp {why}' } }) } },
      'there is no parameter "why"',
    ],
    [
      'a sentence that some parameters have no case for',
      {
        'stop.action.ts': {
          stop: remade({ sentence: { cases: [{ when: { why: 'given' }, text: stop.title }] } }),
        },
      },
      'the last case has a condition',
    ],
  ])('refuses %s', (_, files, message) => {
    expect(() => registryOf(files)).toThrow(message);
  });

  function remade(change: object) {
    const { title, summary, icon } = stop;
    return defineAction({
      kind: 'step',
      type: 'stop',
      version: 1,
      title,
      summary,
      icon,
      group: 'flow',
      lane: 'then',
      risk: 'harmless',
      params: stop.params,
      defaults: {},
      example: {},
      run: () => ({}),
      sentence: title,
      ...change,
    });
  }
});

describe('the validation of parameters', () => {
  it('uses the schema of the action', () => {
    expect(validateParams('set-interest', { interestId: '66b000000000000000000001' })).toEqual([]);
    expect(validateParams('set-interest', {})).toMatchObject([{ path: ['interestId'] }]);
    expect(validateParams('set-field', { fieldId: '66b000000000000000000001' })).toMatchObject([
      { path: ['value'] },
    ]);
    expect(validateParams('redirect', { url: 'javascript:alert(1)' })).toMatchObject([{ path: ['url'] }]);
    expect(validateParams('send-fax', {})).toEqual([]);
  });

  it('works with the catalogue alone, as in the browser', () => {
    const validate = paramsValidatorOf(catalogue(CRM));
    for (const { type, example } of catalogue(CRM)) expect(validate(type, example)).toEqual([]);
    expect(validate('set-interest', { interestId: 'x' })).toMatchObject([{ path: ['interestId'] }]);
  });
});
