import { useMemo } from 'react';
import { ROUTES, type FactDescriptor } from '@linkflow/contracts';
import { useRoute } from '../../../api/use-route';

/** The facts that the address of a link can use, by name. Before the first step there are no outputs of steps. */
export function useStartFacts(): ReadonlyMap<string, FactDescriptor> {
  const facts = useRoute(ROUTES.catalogue.facts).data;
  return useMemo(() => new Map(facts?.map((fact) => [fact.name, fact])), [facts]);
}
