import type { DraftView, FactDescriptor, NodeDescriptor, RefKind } from '@linkflow/contracts';
import { checkDocument, paramsValidatorOf, referencesOf } from '@linkflow/workflow';
import { useEffect, useMemo } from 'react';
import { useFacts } from '../../api/catalogue';
import { useCanvas, useCanvasStore } from '../store/canvas-context';

const PAUSE_MS = 120;

/**
 * Finds what is wrong while one draws, with the same checks as the server. What is gone in the CRM only the server knows: it
 * said so about the draft that it has.
 */
export function useLocalChecks(served: DraftView): void {
  const store = useCanvasStore();
  const facts = useFacts().data;
  const document = useCanvas((state) => state.document);
  const url = useCanvas((state) => state.url);
  const catalogue = useCanvas((state) => state.catalogue);
  const validateParams = useMemo(() => paramsValidatorOf(catalogue), [catalogue]);
  const missingTargets = useMemo(
    () => (facts ? goneIn(served, catalogue, facts) : new Set<never>()),
    [served, catalogue, facts],
  );

  useEffect(() => {
    if (!facts) return;
    const timer = setTimeout(() => {
      const problems = checkDocument(document, url, { catalogue, facts, validateParams, missingTargets });
      store.getState().find({ problems });
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [document, url, catalogue, facts, validateParams, missingTargets, store]);
}

/** The things of which the server says that they are gone. */
function goneIn(
  served: DraftView,
  catalogue: readonly NodeDescriptor[],
  facts: readonly FactDescriptor[],
): ReadonlySet<`${RefKind}:${string}`> {
  const gone = new Set(
    served.problems
      .filter(({ code }) => code === 'target.missing')
      .map(({ nodeId, path }) => `${nodeId} ${path}`),
  );
  if (gone.size === 0) return new Set();
  return new Set(
    referencesOf(served.document, catalogue, facts)
      .filter(({ nodeId, path }) => gone.has(`${nodeId} ${path}`))
      .map(({ kind, id }): `${RefKind}:${string}` => `${kind}:${id}`),
  );
}
