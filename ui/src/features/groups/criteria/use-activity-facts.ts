import {
  activityFactOf,
  describeActivityFact,
  type Condition,
  type FactDescriptor,
} from '@linkflow/contracts';
import { factsInCondition } from '@linkflow/workflow';
import { useMemo } from 'react';
import { useLookupNames } from '../../../shared/refs';

/** Facts, and those about clicks and mailings that criteria contain, with the names of the links and mailings. */
export function useActivityFacts(facts: readonly FactDescriptor[], criteria: Condition): FactDescriptor[] {
  const names = factsInCondition(criteria);
  const about = names.flatMap((name) => activityFactOf(name) ?? []);
  const idsOf = (ids: readonly (string | null)[]) => [...new Set(ids.filter((id) => id !== null))].sort();
  const links = useLookupNames(
    'link',
    idsOf(about.map((fact) => (fact.kind === 'clicked' ? fact.linkId : null))),
  );
  const mailings = useLookupNames('mailing', idsOf(about.map(({ mailingId }) => mailingId)));
  const nameOf = (kind: 'link' | 'mailing', id: string) =>
    (kind === 'link' ? links : mailings).data?.find((item) => item.id === id)?.label;
  // Equal as long as the names are, so that the editor is not made anew with each typed character.
  const described = JSON.stringify(names.flatMap((name) => describeActivityFact(name, nameOf) ?? []));
  return useMemo(() => [...facts, ...(JSON.parse(described) as FactDescriptor[])], [facts, described]);
}
