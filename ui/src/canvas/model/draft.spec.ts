import { describe, expect, it } from 'vitest';
import { changesSince, reuseSentences } from './draft';
import { aDocument, anEdge, aNode } from './testing';

describe('changes since a version', () => {
  const version = {
    url: 'https://example.com',
    document: aDocument([aNode('a', 'set-interest')], [anEdge('click', 'then', 'a')]),
  };
  it('counts nodes and the URL, but not labels and positions', () => {
    const named = structuredClone(version);
    named.document.nodes = named.document.nodes.map((node) => ({ ...node, label: 'Other' }));
    expect(changesSince(version, named).count).toBe(0);
    const more = aDocument(
      [aNode('a', 'set-interest', { interestId: 'x' }), aNode('b', 'set-interest')],
      [anEdge('click', 'then', 'b'), anEdge('b', 'next', 'a')],
    );
    const changes = changesSince(version, { url: 'https://example.com/new', document: more });
    expect(changes).toMatchObject({ added: ['b'], removed: [], changed: ['a'], url: true, count: 3 });
  });
  it('counts rewired nodes when no node was added, removed or changed', () => {
    const cut = { ...version, document: { ...version.document, edges: [] } };
    expect(changesSince(version, cut)).toMatchObject({ rewired: ['click'], count: 1 });
  });
});

describe('reusing sentences', () => {
  it('reuses sentences only for nodes with the same settings', () => {
    const now = aDocument([aNode('a', 'set-interest', { interestId: 'x' }), aNode('b', 'set-interest')]);
    const then = aDocument([aNode('a', 'set-interest', { interestId: 'y' }), aNode('b', 'set-interest')]);
    const words = { en: 'Sets it', nb: 'Setter den' };
    expect(reuseSentences(then, { document: now, sentences: { a: words, b: words } })).toEqual({ b: words });
  });
});
