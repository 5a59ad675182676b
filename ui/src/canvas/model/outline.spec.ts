import { describe, expect, it } from 'vitest';
import type { NodeDescriptor, WorkflowDocument } from '@linkflow/contracts';
import { outlineOf } from './outline';
import { aCatalogue, anEdge, aNode } from './testing';

const catalogue: readonly NodeDescriptor[] = aCatalogue();

/** Rows as an indented text, the way a person reads them. */
function read(document: WorkflowDocument): string[] {
  return outlineOf(document, catalogue).map((row) => {
    const words = {
      step: () => ('id' in row ? row.id : ''),
      port: () => ('port' in row && typeof row.port === 'object' ? `[${row.port.id}]` : ''),
      jump: () => ('to' in row ? `-> ${row.to}` : ''),
      free: () => '+',
      loose: () => 'loose:',
    };
    return '  '.repeat(row.depth) + words[row.kind]();
  });
}

describe('a workflow as a list', () => {
  it('writes what follows below, and what hangs on a way out further in', () => {
    const document: WorkflowDocument = {
      schemaVersion: 1,
      nodes: [
        aNode('click', 'click'),
        aNode('if', 'condition'),
        aNode('a', 'set-interest'),
        aNode('b', 'set-interest'),
      ],
      edges: [
        anEdge('click', 'then', 'if'),
        anEdge('if', 'yes', 'a'),
        anEdge('a', 'next', 'b'),
        anEdge('if', 'no', 'b'),
      ],
    };
    expect(read(document)).toEqual([
      'click',
      '  [respond]',
      '    +',
      '  [then]',
      '    if',
      '      [yes]',
      '        a',
      '        b',
      '        +',
      '      [no]',
      '        -> b',
    ]);
  });

  it('shows what is not connected at the end, also when it goes round', () => {
    const document: WorkflowDocument = {
      schemaVersion: 1,
      nodes: [
        aNode('click', 'click'),
        aNode('a', 'set-interest'),
        aNode('b', 'set-interest'),
        aNode('c', 'set-interest'),
      ],
      edges: [anEdge('b', 'next', 'c'), anEdge('c', 'next', 'b')],
    };
    expect(read(document).slice(5)).toEqual(['loose:', '  a', '  +', '  b', '  c', '  -> b']);
  });
});
