import type { WorkflowDocument } from '@linkflow/contracts';
import { describe, expect, it } from 'vitest';
import { semanticHash } from './semantic-hash';
import { aWorkflow } from './testing/builders';

const URL = 'https://example.com/';
const item = (id: string, label: string, weight = 1) => ({ id, label, weight });
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

describe('the semantic hash', () => {
  it('is 64 hexadecimal characters and deterministic', () => {
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
    ['an explicit disabled: false', { ...document, nodes: [trigger, { ...a, disabled: false }, s] }],
    [
      'undefined values',
      {
        ...document,
        nodes: [trigger, { ...a, policy: undefined, params: { ...a.params, x: undefined } }, s],
      },
    ],
  ])('does not depend on %s', (_, other) => {
    expect(semanticHash(other, URL)).toBe(hash);
  });

  it.each([
    ['parameters', { ...document, nodes: [trigger, { ...a, params: { ...a.params, minutes: 6 } }, s] }],
    [
      'the order of items',
      { ...document, nodes: [trigger, a, { ...s, params: { shares: [item('y', 'Y'), item('x', 'X')] } }] },
    ],
    ['disabling a node', { ...document, nodes: [trigger, { ...a, disabled: true }, s] }],
    ['a policy', { ...document, nodes: [trigger, { ...a, policy: { attempts: 2 } }, s] }],
    [
      'a repeat',
      { ...document, nodes: [trigger, { ...a, repeat: { kind: 'once-per-mailing' as const } }, s] },
    ],
    ['a removed edge', { ...document, edges: document.edges.slice(0, 1) }],
    ['an id', { ...document, nodes: [trigger, { ...a, id: 'b' }, s] }],
  ])('depends on %s', (_, other) => {
    expect(semanticHash(other, URL)).not.toBe(hash);
  });

  it('depends on the URL of the link', () => {
    expect(semanticHash(document, 'https://example.com/other')).not.toBe(hash);
    expect(semanticHash(document, URL)).toBe(hash);
  });
});

it('gives a stored version the hash that it was stored with', () => {
  const version: WorkflowDocument = {
    schemaVersion: 1,
    nodes: [
      { id: 'click', type: 'click', params: {} },
      {
        id: 'a',
        type: 'wait',
        params: { kind: 'for', amount: 3, unit: 'days', weekdays: [], time: '09:00', zone: 'contact' },
        label: 'Vent på svar – æøå',
      },
      {
        id: 's',
        type: 'split',
        params: { shares: [item('a', 'A', 80), item('b', 'B', 20)] },
        policy: { attempts: 2 },
      },
    ],
    edges: [
      { id: 'e1', from: { node: 'click', port: 'then' }, to: 'a' },
      { id: 'e2', from: { node: 'a', port: 'next' }, to: 's' },
    ],
  };
  expect(semanticHash(version, 'https://example.com/høst')).toBe(
    'fc6e7324e281d643bcd78c910199d0961fb05e7bc5a67b1086fb92612ec582a0',
  );
});
