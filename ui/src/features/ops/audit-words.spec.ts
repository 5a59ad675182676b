import { describe, expect, it } from 'vitest';
import { actionsOf, AUDIT_KINDS, detailOf, isAuditAction } from './audit-words';

describe('audit actions', () => {
  it('lists each audit action under one kind', () => {
    expect(actionsOf('pause')).toEqual(['pause.set', 'pause.end']);
    const actions = AUDIT_KINDS.flatMap(actionsOf);
    expect(actions).toEqual([...new Set(actions)]);
    expect(actions.every(isAuditAction)).toBe(true);
    expect(isAuditAction('pause.unknown')).toBe(false);
  });

  it('extracts note, outcome, number of runs or version from the audit details', () => {
    expect(detailOf({ details: { note: 'The CRM is down' } })).toEqual({
      kind: 'note',
      note: 'The CRM is down',
    });
    expect(detailOf({ details: { note: '' } })).toBeNull();
    expect(detailOf({ details: { nodeId: 'n', outcome: 'retry' } })).toEqual({
      kind: 'outcome',
      outcome: 'retry',
    });
    expect(detailOf({ details: { verb: 'retry', total: 30 } })).toEqual({ kind: 'runs', runs: 30 });
    expect(detailOf({ details: { version: 3 } })).toEqual({ kind: 'version', version: 3 });
    expect(detailOf({ details: { fromNodeId: 'n' } })).toBeNull();
    expect(detailOf({})).toBeNull();
  });
});
