import { pauseKey } from '@linkflow/contracts';
import { describe, expect, it } from 'vitest';
import { pauseKind } from '../runs/run-page/timeline';
import { pauseScope } from './pause-dialog';

const linkId = 'a'.repeat(24);
const form = { linkId, type: 'set-field', note: '' };

describe('scope of a pause', () => {
  it('contains only the values of the selected kind', () => {
    expect(pauseScope({ ...form, kind: 'all' })).toEqual({ kind: 'all' });
    expect(pauseScope({ ...form, kind: 'workflow' })).toEqual({ kind: 'workflow', owner: linkId });
    expect(pauseScope({ ...form, kind: 'action' })).toEqual({ kind: 'action', type: 'set-field' });
  });

  it('can be parsed from the pause key', () => {
    for (const kind of ['all', 'workflow', 'action'] as const) {
      expect(pauseKind(pauseKey(pauseScope({ ...form, kind }))).kind).toBe(kind);
    }
    expect(pauseKind(`workflow:${linkId}`).about).toBe(linkId);
  });
});
