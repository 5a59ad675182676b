import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { paramsValidatorOf } from '@linkflow/workflow';
import { describe, expect, it } from 'vitest';
import { catalogue, validateParams } from './catalogue';
import { defineAction } from './define-action';
import { ACTIONS, actionOf, registryOf } from './registry';
import { setInterest } from './set-interest.action';
import { stop } from './stop.action';

describe('the registry', () => {
  it('holds every action file, and nothing else', () => {
    const files = readdirSync(fileURLToPath(new URL('.', import.meta.url)))
      .filter((name) => name.endsWith('.action.ts'))
      .map((name) => name.replace('.action.ts', ''));
    expect(ACTIONS.map(({ type }) => type).toSorted()).toEqual(files.toSorted());
    expect(actionOf('set-interest')).toBe(setInterest);
    expect(actionOf('send-fax')).toBeUndefined();
  });

  it('offers the groups in the order of the palette', () => {
    const groups = [...new Set(catalogue().map(({ group }) => group))];
    expect(groups).toEqual(['trigger', 'response', 'data', 'work', 'script', 'flow']);
  });

  it.each<[string, Record<string, object>, string]>([
    ['a file without an action', { stop: { helper: () => 1 } }, 'must export one action'],
    ['a file with two', { stop: { stop, again: setInterest } }, 'it exports 2'],
    ['a file that is called otherwise', { halt: { stop } }, 'name the file after its type'],
    [
      'an example that does not fit',
      { stop: { stop: remade({ params: setInterest.params, example: {} }) } },
      'The example of "stop" does not fit',
    ],
    [
      'a default that does not fit',
      {
        stop: {
          stop: remade({
            params: setInterest.params,
            example: setInterest.example,
            defaults: { interestId: 1 },
          }),
        },
      },
      'The default of "interestId" in "stop" does not fit',
    ],
  ])('refuses %s at once', (_, files, message) => {
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
      effect: 'none',
      repeat: null,
      params: stop.params,
      defaults: {},
      example: {},
      run: () => ({}),
      describe: () => title,
      ...change,
    });
  }
});

describe('what is wrong with parameters', () => {
  it('is told by the schema of the action', () => {
    expect(validateParams('set-interest', { interestId: '66b000000000000000000001' })).toEqual([]);
    expect(validateParams('set-interest', {})).toMatchObject([{ path: ['interestId'] }]);
    expect(validateParams('set-field', { fieldId: '66b000000000000000000001' })).toMatchObject([
      { path: ['value'] },
    ]);
    expect(validateParams('redirect', { url: 'javascript:alert(1)' })).toMatchObject([{ path: ['url'] }]);
    expect(validateParams('send-fax', {})).toEqual([]);
  });

  it('can be told from the catalogue alone, as the browser does', () => {
    const validate = paramsValidatorOf(catalogue());
    for (const { type, example } of catalogue()) expect(validate(type, example)).toEqual([]);
    expect(validate('set-interest', { interestId: 'x' })).toMatchObject([{ path: ['interestId'] }]);
  });
});
