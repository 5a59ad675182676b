import { useMemo } from 'react';
import type { FactDescriptor } from '@linkflow/contracts';
import { stepFactsAt } from '@linkflow/workflow';
import { useDocumentTargets } from '../../editor/document-targets';
import { useCanvas } from '../../store/use-canvas';
import { useWorkflowFacts } from '../../store/use-workflow-facts';

const NONE: readonly FactDescriptor[] = [];

/**
 * The facts that conditions and texts of a node can use, by name: the facts that the API lists and the outputs of earlier
 * steps.
 */
export function useFactsAt(nodeId: string): ReadonlyMap<string, FactDescriptor> {
  const facts = useWorkflowFacts() ?? NONE;
  const document = useCanvas((state) => state.document);
  const catalogue = useCanvas((state) => state.catalogue);
  const { fields, scripts } = useDocumentTargets(document, catalogue);
  return useMemo(() => {
    const all = [...facts, ...stepFactsAt(document, nodeId, { catalogue, fields, scripts })];
    return new Map(all.map((fact) => [fact.name, fact]));
  }, [facts, document, nodeId, catalogue, fields, scripts]);
}

/**
 * Returns the facts from the props of a query builder control. `ConditionEditor` sets them as the builder's context, which has
 * no type.
 */
export const factsIn = ({ context }: { context?: unknown }) => context as ReadonlyMap<string, FactDescriptor>;
