import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aWorkflow } from '../testing/a-workflow';
import { semanticHash } from './semantic-hash';
import { sha256 } from './sha256';

const URL = 'https://example.com/';
const item = (id: string, label: string) => ({ id, label, weight: 1 });
const document = aWorkflow(
  {
    a: { type: 'wait', params: { minutes: 5, unit: 'm' } },
    s: { type: 'split', params: { shares: [item('x', 'X'), item('y', 'Y')] } },
  },
  'click.then > a',
  'a.next > s',
);
const [trigger, a, s] = document.nodes;
if (!trigger || !a || !s) throw new Error('The workflow has three nodes');
const hash = semanticHash(document, URL);

describe('the hash of what a workflow does', () => {
  it('is 64 hexadecimal characters, and the same every time', () => {
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(semanticHash(structuredClone(document), URL)).toBe(hash);
  });

  it.each([
    ['labels of nodes', { ...document, nodes: [trigger, { ...a, label: 'Coffee' }, s] }],
    [
      'labels of outlets',
      { ...document, nodes: [trigger, a, { ...s, params: { shares: [item('x', 'One'), item('y', 'Y')] } }] },
    ],
    [
      'the order of nodes and edges',
      { ...document, nodes: [s, trigger, a], edges: document.edges.toReversed() },
    ],
    ['ids of edges', { ...document, edges: document.edges.map((edge, n) => ({ ...edge, id: `e${n}` })) }],
    ['the order of keys', { ...document, nodes: [trigger, { ...a, params: { unit: 'm', minutes: 5 } }, s] }],
    ['saying that a node is not disabled', { ...document, nodes: [trigger, { ...a, disabled: false }, s] }],
    [
      'keys that hold nothing',
      {
        ...document,
        nodes: [trigger, { ...a, policy: undefined, params: { ...a.params, x: undefined } }, s],
      },
    ],
  ])('does not change with %s', (_, other) => {
    expect(semanticHash(other, URL)).toBe(hash);
  });

  it.each([
    ['parameters', { ...document, nodes: [trigger, { ...a, params: { ...a.params, minutes: 6 } }, s] }],
    [
      'the order of items',
      { ...document, nodes: [trigger, a, { ...s, params: { shares: [item('y', 'Y'), item('x', 'X')] } }] },
    ],
    ['turning a node off', { ...document, nodes: [trigger, { ...a, disabled: true }, s] }],
    ['a policy', { ...document, nodes: [trigger, { ...a, policy: { attempts: 2 } }, s] }],
    [
      'a repeat',
      { ...document, nodes: [trigger, { ...a, repeat: { kind: 'once-per-mailing' as const } }, s] },
    ],
    ['an arrow less', { ...document, edges: document.edges.slice(0, 1) }],
    ['an id', { ...document, nodes: [trigger, { ...a, id: 'b' }, s] }],
  ])('changes with %s', (_, other) => {
    expect(semanticHash(other, URL)).not.toBe(hash);
  });

  it('changes with the address of the link', () => {
    expect(semanticHash(document, 'https://example.com/other')).not.toBe(hash);
    expect(semanticHash(document, URL)).toBe(hash);
  });
});

describe('sha256', () => {
  it('agrees with the one of the platform for texts of every length and script', () => {
    const agrees = (text: string): void => {
      expect(sha256(text)).toBe(createHash('sha256').update(text, 'utf8').digest('hex'));
    };
    for (let length = 0; length <= 130; length++) agrees('a'.repeat(length));
    agrees('æøå 😀 \u0000');
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), agrees));
  });
});
