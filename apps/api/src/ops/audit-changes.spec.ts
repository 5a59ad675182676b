import { describe, expect, it } from 'vitest';
import { changesBetween, MAX_TEXT } from './audit-changes';

describe('the changes of an audit event', () => {
  it('are the properties that differ, with both values', () => {
    const before = { name: 'A', country: 'NO', email: null, tags: ['a'], untouched: 1 };
    const after = { name: 'B', country: 'NO', email: 'a@b.no', tags: ['a'], fresh: true, absent: undefined };
    expect(changesBetween(before, after)).toEqual([
      { property: 'name', before: 'A', after: 'B' },
      { property: 'email', before: null, after: 'a@b.no' },
      { property: 'fresh', before: null, after: true },
    ]);
  });

  it('show a value that was removed, and none where nothing is set to nothing', () => {
    expect(changesBetween({ email: 'a@b.no', phone: undefined }, { email: null, phone: null })).toEqual([
      { property: 'email', before: 'a@b.no', after: null },
    ]);
  });

  it('keep of long texts the part that differs', () => {
    const [head, tail] = ['x'.repeat(5_000), 'y'.repeat(5_000)];
    const [change] = changesBetween({ html: `${head}old${tail}` }, { html: `${head}newer${tail}` });
    expect(change).toEqual({
      property: 'html',
      before: `…${'x'.repeat(40)}old${'y'.repeat(40)}…`,
      after: `…${'x'.repeat(40)}newer${'y'.repeat(40)}…`,
    });
  });

  it('stay small, however large the texts are', () => {
    const [change] = changesBetween({ html: 'a'.repeat(500_000) }, { html: '😀'.repeat(250_000) });
    for (const side of [change?.before, change?.after]) {
      expect(String(side).length).toBeLessThanOrEqual(MAX_TEXT + 2);
      expect(String(side).isWellFormed()).toBe(true);
    }
  });

  it('tell a text that became longer by repetition from one that did not', () => {
    const long = 'ab'.repeat(1_000);
    expect(changesBetween({ source: long }, { source: long })).toEqual([]);
    const [change] = changesBetween({ source: long }, { source: `${long}ab` });
    expect(change?.before).not.toEqual(change?.after);
  });
});
