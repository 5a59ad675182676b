import {
  activityFactOf,
  describeActivityFact,
  type Condition,
  type FactDescriptor,
} from '@linkflow/contracts';
import { factsInCondition } from '@linkflow/workflow';
import { useLookupNames } from '../../../shared/refs';

/** The facts about clicks and mailings that criteria contain, with the names of the links and mailings. */
export function useActivityFacts(criteria: Condition): FactDescriptor[] {
  const names = factsInCondition(criteria);
  const facts = names.flatMap((name) => activityFactOf(name) ?? []);
  const idsOf = (ids: readonly (string | null)[]) => [...new Set(ids.filter((id) => id !== null))].sort();
  const links = useLookupNames(
    'link',
    idsOf(facts.map((fact) => (fact.kind === 'clicked' ? fact.linkId : null))),
  );
  const mailings = useLookupNames('mailing', idsOf(facts.map(({ mailingId }) => mailingId)));
  const nameOf = (kind: 'link' | 'mailing', id: string) =>
    (kind === 'link' ? links : mailings).data?.find((item) => item.id === id)?.label;
  return names.flatMap((name) => describeActivityFact(name, nameOf) ?? []);
}
