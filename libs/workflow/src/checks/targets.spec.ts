import { describe, expect, it } from 'vitest';
import { aWorkflow } from '../testing/builders';
import { CATALOGUE, FACTS } from '../testing/catalogue';
import { referencesOf } from './targets';

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
