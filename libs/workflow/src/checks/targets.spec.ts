import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { hinted } from '@linkflow/contracts';
import { aNodeType, aWorkflow } from '../testing/builders';
import { CATALOGUE, FACTS } from '../testing/catalogue';
import { areOpposed, effectsOf, referencesOf, type NodeEffect } from './targets';

const [INTEREST, OTHER, USER] = ['0', '1', '2'].map((digit) => digit.repeat(24));
const clause = (operator: string, value: unknown) => ({ fact: 'contact.interests', operator, value });

describe('the references of a workflow', () => {
  it('are found in pickers, owners and conditions', () => {
    const document = aWorkflow({
      a: { type: 'set-interest', params: { target: INTEREST } },
      r: { type: 'create-request', params: { owner: { kind: 'user', userId: USER } } },
      q: { type: 'condition', params: { condition: { all: [{ not: clause('contains', OTHER) }] } } },
      c: { type: 'choose', params: { cases: [{ id: 'x', condition: clause('in', [INTEREST, OTHER]) }] } },
    });
    expect(referencesOf(document, CATALOGUE, FACTS)).toEqual([
      { nodeId: 'a', path: 'target', kind: 'interest', id: INTEREST },
      { nodeId: 'r', path: 'owner.userId', kind: 'user', id: USER },
      { nodeId: 'q', path: 'condition.all.0.not.value', kind: 'interest', id: OTHER },
      { nodeId: 'c', path: 'cases.0.condition.value.0', kind: 'interest', id: INTEREST },
      { nodeId: 'c', path: 'cases.0.condition.value.1', kind: 'interest', id: OTHER },
    ]);
  });

  it('are empty while nothing is chosen', () => {
    const document = aWorkflow({
      a: 'set-interest',
      r: { type: 'create-request', params: { owner: { kind: 'auto' } } },
      q: 'condition',
      x: 'pigeon',
    });
    expect(referencesOf(document, CATALOGUE, FACTS)).toEqual([]);
  });
});

describe('the effects of a node', () => {
  const label = { en: 'Field', nb: 'Felt' };
  const setField = aNodeType('set-field', {
    schema: z.object({ fieldId: hinted(z.string(), { label, widget: 'ref', of: 'field' }) }),
  });
  const types = [...CATALOGUE, setField];
  const effectsIn = (type: string, params: Record<string, unknown>): NodeEffect[] => {
    const descriptor = types.find((one) => one.type === type);
    return descriptor ? effectsOf({ id: 'n', type, params }, descriptor) : [];
  };

  it('are the memberships that it adds and removes, and the field that it sets', () => {
    expect(effectsIn('set-interest', { target: INTEREST })).toEqual([
      { does: 'add', kind: 'interest', id: INTEREST },
    ]);
    expect(effectsIn('remove-interest', { target: INTEREST })).toEqual([
      { does: 'remove', kind: 'interest', id: INTEREST },
    ]);
    expect(effectsIn('set-field', { fieldId: OTHER, value: 5 })).toEqual([
      { does: 'set', kind: 'field', id: OTHER, value: '5' },
    ]);
    expect(effectsIn('set-field', { fieldId: OTHER, value: 5, clear: true })).toEqual([
      { does: 'set', kind: 'field', id: OTHER, value: 'null' },
    ]);
    expect(effectsIn('create-request', { owner: { kind: 'user', userId: USER } })).toEqual([]);
  });

  it('are opposed if the later one overrides the earlier one', () => {
    const one: NodeEffect = { does: 'set', kind: 'field', id: 'f', value: '1' };
    const other: NodeEffect = { does: 'add', kind: 'interest', id: 'i' };
    expect(areOpposed(one, { ...one, value: '2' })).toBe(true);
    expect(areOpposed(one, { ...one })).toBe(false);
    expect(areOpposed(one, { ...one, id: 'g', value: '2' })).toBe(false);
    expect(areOpposed(other, { ...other, does: 'remove' })).toBe(true);
    expect(areOpposed(other, { ...other })).toBe(false);
  });
});
