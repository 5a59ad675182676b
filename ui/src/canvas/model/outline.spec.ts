import { describe, expect, it } from 'vitest';
import type { NodeDescriptor, WorkflowDocument } from '@linkflow/contracts';
import { outlineOf } from './outline';
import { aCatalogue, anEdge, aNode } from './testing';

const catalogue: readonly NodeDescriptor[] = aCatalogue();

/** Returns the rows of the outline as text, one line per row, indented by depth. */
function read(document: WorkflowDocument): string[] {
  return outlineOf(document, catalogue).map((row) => {
    const words = {
      step: () => ('id' in row ? row.id : ''),
      port: () => ('port' in row && typeof row.port === 'object' ? `[${row.port.id}]` : ''),
      reference: () => ('to' in row ? `-> ${row.to}` : ''),
      end: () => '+',
      unconnected: () => 'unconnected:',
    };
    return '  '.repeat(row.depth) + words[row.kind]();
  });
}

describe('outline', () => {
  it('lists successors below and indents branches', () => {
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

  it('lists unconnected nodes last, cycles included', () => {
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
    expect(read(document).slice(5)).toEqual(['unconnected:', '  a', '  +', '  b', '  c', '  -> b']);
  });
});
