import { describe, expect, it } from 'vitest';
import { actionsOf, AUDIT_SUBJECTS, detailOf, isAuditAction, shownChange } from './audit-words';

describe('audit actions', () => {
  it('lists each audit action under one subject', () => {
    expect(actionsOf('pause')).toEqual(['pause.set', 'pause.end']);
    const actions = AUDIT_SUBJECTS.flatMap(actionsOf);
    expect(actions).toEqual([...new Set(actions)]);
    expect(actions.every(isAuditAction)).toBe(true);
    expect(isAuditAction('pause.unknown')).toBe(false);
  });

  it('extracts the detail that the list shows', () => {
    expect(detailOf({ details: { note: 'The CRM is down' } })).toEqual({
      kind: 'note',
      note: 'The CRM is down',
    });
    expect(detailOf({ details: { note: '' } })).toBeNull();
    expect(detailOf({ details: { nodeId: 'n', outcome: 'retry' } })).toEqual({
      kind: 'outcome',
      outcome: 'retry',
    });
    expect(detailOf({ details: { verb: 'retry', total: 30 } })).toEqual({ kind: 'runs', count: 30 });
    expect(detailOf({ details: { times: 4, address: '192.0.2.1' } })).toEqual({ kind: 'times', count: 4 });
    expect(detailOf({ details: { added: 2, already: 1 } })).toEqual({ kind: 'added', count: 2 });
    expect(detailOf({ details: { version: 3 } })).toEqual({ kind: 'version', version: 3 });
    expect(detailOf({ details: { kind: 'interest', to: { id: 'i', name: 'Sol' } } })).toEqual({
      kind: 'name',
      name: 'Sol',
    });
    expect(detailOf({ details: { fromNodeId: 'n' } })).toBeNull();
    expect(detailOf({})).toBeNull();
  });
});

describe('a change in the audit log', () => {
  const texts = {
    property: (name: string) => `<${name}>`,
    code: (value: string) => (value === 'done' ? 'gjort' : null),
    yes: 'ja',
    no: 'nei',
    nothing: 'ingenting',
  };
  const shown = (before: unknown, after: unknown) => {
    const change = shownChange({ property: 'p', before, after }, texts);
    return [change.before, change.after];
  };

  it('shows values as people read them', () => {
    expect(shownChange({ property: 'name', before: 'A', after: 'B' }, texts)).toEqual({
      property: '<name>',
      before: 'A',
      after: 'B',
    });
    expect(shown(null, '')).toEqual(['ingenting', 'ingenting']);
    expect(shown(true, false)).toEqual(['ja', 'nei']);
    expect(shown('not-known', 'done')).toEqual(['not-known', 'gjort']);
    expect(shown([], ['a', 'done'])).toEqual(['ingenting', 'a, gjort']);
    expect(shown(0, 12)).toEqual(['0', '12']);
  });

  it('shows the names of entities and of the members of a category', () => {
    expect(shown({ id: '1', name: 'Kari' }, { id: '2', name: '' })).toEqual(['Kari', '2']);
    expect(shown([{ user: { id: '1', name: 'Kari' }, weight: 2 }], [])).toEqual(['Kari (2)', 'ingenting']);
  });
});
