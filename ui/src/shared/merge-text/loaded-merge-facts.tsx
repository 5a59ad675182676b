import { ROUTES, type FactDescriptor } from '@linkflow/contracts';
import { useMemo, type ReactNode } from 'react';
import { useRoute } from '../../api/use-route';
import { MergeFacts } from './merge-facts';

/** Groups of facts that are known for every recipient of a mailing, before a click. */
export const MESSAGE_GROUPS: readonly FactDescriptor['group'][] = ['contact', 'company'];

interface LoadedMergeFactsProps {
  /** The texts inside. The facts are loaded only if one of them has a merge field. Absent if the texts can be edited. */
  of?: readonly (string | undefined)[];
  /** Only the facts of these groups. All by default. */
  groups?: readonly FactDescriptor['group'][];
  children: ReactNode;
}

/** Loads the facts for the merge fields of the texts inside: all except those of steps, which only the canvas knows. */
export function LoadedMergeFacts({ of, groups, children }: LoadedMergeFactsProps) {
  const needed = !of || of.some((text) => text?.includes('{{'));
  const { data } = useRoute(ROUTES.catalogue.facts, { enabled: needed });
  const facts = useMemo(() => {
    const wanted = groups ? data?.filter(({ group }) => groups.includes(group)) : data;
    return new Map(wanted?.map((fact) => [fact.name, fact]));
  }, [data, groups]);
  return <MergeFacts facts={facts}>{children}</MergeFacts>;
}
