import { describe, expect, it } from 'vitest';
import { pick, verbatim } from '@linkflow/contracts';
import type { NodeEffect } from '@linkflow/workflow';
import { conflictsOf, type LinkStep, type LinkWithSteps } from './link-steps';

const INTEREST = { kind: 'interest', id: 'i1' } as const;
const FIELD = { kind: 'field', id: 'f1', does: 'set' } as const;
const adds: NodeEffect = { ...INTEREST, does: 'add' };
const removes: NodeEffect = { ...INTEREST, does: 'remove' };
const sets = (value: string): NodeEffect => ({ ...FIELD, value });

const step = (nodeId: string, effect: NodeEffect, followedBy: string[] = []): LinkStep => ({
  nodeId,
  sentence: verbatim(`${effect.does} ${effect.id}${effect.value ?? ''}`),
  effects: [effect],
  followedBy: new Set(followedBy),
});
const link = (name: string, ...steps: LinkStep[]): LinkWithSteps => ({ link: { id: name, name }, steps });
const conflictsIn = (...links: LinkWithSteps[]) =>
  conflictsOf(links).map(({ links: those, text }) => ({
    links: those.map(({ name }) => name),
    text: pick(text, 'en'),
  }));

describe('conflicts', () => {
  it('are steps of one link that undo each other, one after the other', () => {
    expect(conflictsIn(link('A', step('1', adds, ['2']), step('2', removes)))).toEqual([
      {
        links: ['A'],
        text: 'A click on “A” first does this: add i1. Then it does this: remove i1. The later step decides',
      },
    ]);
  });

  it('are not steps on different paths', () => {
    expect(conflictsIn(link('A', step('1', adds), step('2', removes)))).toEqual([]);
  });

  it('are links that undo each other', () => {
    expect(conflictsIn(link('A', step('1', adds)), link('B', step('1', removes)))).toEqual([
      {
        links: ['A', 'B'],
        text: 'Links override each other: “A” (add i1) and “B” (remove i1). For those who click several of them, the last click decides',
      },
    ]);
  });

  it('are different values of one field, once for all links', () => {
    const found = conflictsIn(
      link('Man', step('1', sets('"man"'))),
      link('Tir', step('1', sets('"tir"'))),
      link('Ons', step('1', sets('"ons"'))),
    );
    expect(found).toHaveLength(1);
    expect(found[0]?.links).toEqual(['Man', 'Tir', 'Ons']);
  });

  it('are not steps that do the same, or something else', () => {
    expect(conflictsIn(link('A', step('1', adds)), link('B', step('1', adds)))).toEqual([]);
    expect(conflictsIn(link('A', step('1', sets('1'))), link('B', step('1', sets('1'))))).toEqual([]);
    expect(conflictsIn(link('A', step('1', adds)), link('B', step('1', { ...removes, id: 'i2' })))).toEqual(
      [],
    );
    expect(
      conflictsIn(link('A', step('1', adds)), link('B', step('1', { ...removes, kind: 'project' }))),
    ).toEqual([]);
  });
});
