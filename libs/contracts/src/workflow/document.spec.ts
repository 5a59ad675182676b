import { describe, expect, it } from 'vitest';
import { WorkflowEdits } from './document';

const LABEL = { op: 'set-label', nodeId: 'click', label: 'x' };
const many = <T>(length: number, item: T): T[] => Array.from({ length }, () => item);
const codesOf = (edits: unknown) => WorkflowEdits.safeParse(edits).error?.issues.map(({ code }) => code);

describe('the edits of a request', () => {
  it('are at most 2,000, those in batches included', () => {
    expect(codesOf(many(4, { op: 'batch', edits: many(499, LABEL) }))).toBeUndefined();
    // Each batch counts as an edit, too.
    expect(codesOf(many(4, { op: 'batch', edits: many(500, LABEL) }))).toEqual(['too_big']);
  });

  it('are not checked one by one if there are more', () => {
    expect(codesOf(many(200, { op: 'batch', edits: many(150, { op: 'unknown' }) }))).toEqual(['too_big']);
  });

  it('have one problem each if their kind is unknown, also inside batches', () => {
    expect(codesOf([{ op: 'batch', edits: [{ op: 'unknown' }, LABEL] }])).toEqual(['invalid_union']);
  });

  it.each([[null], ['text'], [{}], [[]], [[null]], [[{ op: 'batch', edits: 7 }]]])('are no %j', (edits) => {
    expect(WorkflowEdits.safeParse(edits).success).toBe(false);
  });
});
