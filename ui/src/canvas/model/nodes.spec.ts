import { describe, expect, it } from 'vitest';
import { pick } from '@linkflow/contracts';
import { sentenceOf } from './nodes';
import { aCatalogue, aDocument, aNode } from './testing';

describe('the sentence of a step', () => {
  const sentence = { en: 'Country is Norway', nb: 'Land er Norge' };
  const named = { ...aNode('named', 'condition'), label: 'Norwegians' };
  const action = { ...aNode('action', 'set-interest'), label: 'Wine' };
  const state = {
    document: aDocument([aNode('plain', 'condition'), named, action], []),
    catalogue: aCatalogue(),
    sentences: { plain: sentence, named: sentence, action: sentence },
  };

  it('says what kind of step a decision is, unless its title does', () => {
    const shown = sentenceOf(state, 'named');
    expect(shown && [pick(shown, 'en'), pick(shown, 'nb')]).toEqual([
      'condition: Country is Norway',
      'condition (nb): Land er Norge',
    ]);
    expect(sentenceOf(state, 'plain')).toBe(sentence);
    expect(sentenceOf(state, 'action')).toBe(sentence);
  });

  it('stays the same object, so that its card is not rendered again', () => {
    expect(sentenceOf(state, 'named')).toBe(sentenceOf({ ...state }, 'named'));
  });
});
