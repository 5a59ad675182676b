import { describe, expect, it } from 'vitest';
import { indentLines } from './code-area';

describe('Tab key in a code area', () => {
  it('inserts two spaces in place of the selection', () => {
    expect(indentLines('ab', 1, 1, false)).toEqual({ text: 'a  b', start: 3, end: 3 });
    expect(indentLines('abc', 1, 2, false)).toEqual({ text: 'a  c', start: 3, end: 3 });
  });

  it('indents all selected lines', () => {
    expect(indentLines('if\nx\ny', 4, 6, false).text).toBe('if\n  x\n  y');
  });

  it('removes indentation, at most up to the start of the line', () => {
    expect(indentLines('  x', 3, 3, true)).toEqual({ text: 'x', start: 1, end: 1 });
    expect(indentLines('\tx\n y', 0, 5, true).text).toBe('x\ny');
    expect(indentLines('x', 1, 1, true)).toEqual({ text: 'x', start: 1, end: 1 });
  });
});
