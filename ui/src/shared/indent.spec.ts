import { describe, expect, it } from 'vitest';
import { indentLines } from './indent';

describe('Tab in a field for code', () => {
  it('puts two blanks at the cursor, in place of what was selected', () => {
    expect(indentLines('ab', 1, 1, false)).toEqual({ text: 'a  b', start: 3, end: 3 });
    expect(indentLines('abc', 1, 2, false)).toEqual({ text: 'a  c', start: 3, end: 3 });
  });

  it('moves all selected lines in', () => {
    expect(indentLines('if\nx\ny', 4, 6, false).text).toBe('if\n  x\n  y');
  });

  it('moves lines out and never past the start of the line', () => {
    expect(indentLines('  x', 3, 3, true)).toEqual({ text: 'x', start: 1, end: 1 });
    expect(indentLines('\tx\n y', 0, 5, true).text).toBe('x\ny');
    expect(indentLines('x', 1, 1, true)).toEqual({ text: 'x', start: 1, end: 1 });
  });
});
