import type { NodeDescriptor, RefKind } from '@linkflow/contracts';
import { paramFieldsOf } from '@linkflow/workflow';
import type { SignedInUser } from '../session/signed-in-user';
import type { EntityLookups } from './entity-names';

/** Maximum number of entries among which the default entry of a list is searched. */
const MAX_ENTRIES = 100;

/**
 * The node types as they are for a user: the parameters of a new node refer to the user, and to the entries that the CRM uses by default,
 * where the node type asks for it (`prefill`). A parameter for which there is no default entry stays empty.
 */
export async function prefilledTypes(
  types: readonly NodeDescriptor[],
  user: Pick<SignedInUser, 'id'>,
  lookups: Pick<EntityLookups, 'find'>,
): Promise<NodeDescriptor[]> {
  const found = new Map<RefKind, Promise<string | undefined>>();
  const defaultOf = (kind: RefKind): Promise<string | undefined> => {
    const entry = found.get(kind) ?? defaultEntry(kind, lookups);
    found.set(kind, entry);
    return entry;
  };
  return Promise.all(
    types.map(async (type) => {
      const values = await Promise.all(
        [...paramFieldsOf(type).values()].map(async ({ name, hint: { prefill, of } }) => {
          if (prefill === undefined || of === undefined) return [];
          const id = prefill === 'active-user' ? user.id : await defaultOf(of);
          return id === undefined ? [] : [[name, id] as const];
        }),
      );
      const prefilled = Object.fromEntries(values.flat());
      return { ...type, defaults: { ...type.defaults, ...prefilled } };
    }),
  );
}

async function defaultEntry(
  kind: RefKind,
  lookups: Pick<EntityLookups, 'find'>,
): Promise<string | undefined> {
  const entries = await lookups.find(kind, { limit: MAX_ENTRIES });
  return entries.find(({ isDefault }) => isDefault)?.id;
}
