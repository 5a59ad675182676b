import { catalogue } from '@linkflow/actions';
import type { LookupItem } from '@linkflow/contracts';
import { describe, expect, it } from 'vitest';
import { prefilledTypes } from './prefilled-types';

const TYPES = catalogue({ repeatability: () => 'idempotent' });
const ID = { me: 'u'.repeat(24), low: 'a'.repeat(24), normal: 'b'.repeat(24) };
const lookupsWith = (priorities: LookupItem[]) => {
  const asked: string[] = [];
  return {
    asked,
    find: async (kind: string) => {
      asked.push(kind);
      return priorities;
    },
  };
};
const defaultsOf = (types: typeof TYPES, wanted: string) =>
  types.find(({ type }) => type === wanted)?.defaults;

describe('the defaults of new steps', () => {
  it('are the user who adds them, and the entry that is used by default', async () => {
    const lookups = lookupsWith([
      { id: ID.low, label: 'Low' },
      { id: ID.normal, label: 'Normal', isDefault: true },
    ]);
    const types = await prefilledTypes(TYPES, { id: ID.me }, lookups);
    expect(defaultsOf(types, 'create-follow-up')).toMatchObject({
      createdById: ID.me,
      defaultRecipientId: null,
    });
    expect(defaultsOf(types, 'create-request')).toMatchObject({
      priorityId: ID.normal,
      owner: { kind: 'auto' },
    });
    expect(lookups.asked).toEqual(['priority']);
    // The types of other users stay as they are.
    expect(defaultsOf(TYPES, 'create-follow-up')).not.toHaveProperty('createdById');
  });

  it('stay empty where the CRM has no default entry', async () => {
    const types = await prefilledTypes(TYPES, { id: ID.me }, lookupsWith([{ id: ID.low, label: 'Low' }]));
    expect(defaultsOf(types, 'create-request')).not.toHaveProperty('priorityId');
  });
});
