import { useMemo } from 'react';
import type { FactDescriptor } from '@linkflow/contracts';
import { stepFactsAt } from '@linkflow/workflow';
import { useFacts } from '../../api/catalogue';
import { useCanvas } from '../store/canvas-context';

const NONE: readonly FactDescriptor[] = [];

/** What a step may ask for, by name: the facts of the API, and what earlier steps give. */
export function useFactsAt(nodeId: string): ReadonlyMap<string, FactDescriptor> {
  const facts = useFacts().data ?? NONE;
  const document = useCanvas((state) => state.document);
  const catalogue = useCanvas((state) => state.catalogue);
  return useMemo(() => {
    const all = [...facts, ...stepFactsAt(document, nodeId, catalogue)];
    return new Map(all.map((fact) => [fact.name, fact]));
  }, [facts, document, nodeId, catalogue]);
}
