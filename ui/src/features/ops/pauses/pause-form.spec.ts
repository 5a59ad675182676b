import { pauseKey } from '@linkflow/contracts';
import { describe, expect, it } from 'vitest';
import { pauseKind } from '../../runs/run-page/pause-kind';
import { pauseScope } from './pause-form';

const linkId = 'a'.repeat(24);
const form = { linkId, type: 'set-field', note: '' };

describe('what shall stand still', () => {
  it('is what the chosen kind asks for, whatever was chosen for the others', () => {
    expect(pauseScope({ ...form, kind: 'all' })).toEqual({ kind: 'all' });
    expect(pauseScope({ ...form, kind: 'link' })).toEqual({ kind: 'link', linkId });
    expect(pauseScope({ ...form, kind: 'action' })).toEqual({ kind: 'action', type: 'set-field' });
  });

  it('is read back from its key', () => {
    for (const kind of ['all', 'link', 'action'] as const) {
      expect(pauseKind(pauseKey(pauseScope({ ...form, kind }))).kind).toBe(kind);
    }
    expect(pauseKind(`link:${linkId}`).about).toBe(linkId);
  });
});
