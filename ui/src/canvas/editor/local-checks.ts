import { useEffect, useMemo } from 'react';
import {
  type DraftView,
  type FactDescriptor,
  type NodeDescriptor,
  type RefKind,
  FORM_SUBMITTED,
  TRIGGER,
} from '@linkflow/contracts';
import { checkDocument, paramsValidatorOf, referencesOf, sameJson } from '@linkflow/workflow';
import { useCanvas, useCanvasStore } from '../store/use-canvas';
import { useWorkflowFacts } from '../store/use-workflow-facts';
import { useDocumentTargets } from './document-targets';
import { useLocalSentences } from './local-sentences';

const CHECK_DELAY_MS = 120;

/**
 * Validates the draft in the browser after each change, with the same checks as the server, and stores the result in the
 * store's `problems`. Only the server knows which referenced CRM records were deleted; this is taken from its last response.
 * @param isNeeded false while the problems that the server has found are those of the shown draft
 */
export function useLocalChecks(serverDraft: DraftView, isNeeded = true): void {
  const store = useCanvasStore();
  const facts = useWorkflowFacts();
  const trigger = useCanvas((state) => (state.formId === null ? TRIGGER : FORM_SUBMITTED));
  const document = useCanvas((state) => state.document);
  const url = useCanvas((state) => state.url);
  const catalogue = useCanvas((state) => state.catalogue);
  const validateParams = useMemo(() => paramsValidatorOf(catalogue), [catalogue]);
  const missingTargets = useMemo(
    () => (facts ? missingIn(serverDraft, catalogue, facts) : NONE),
    [serverDraft, catalogue, facts],
  );

  const targets = useDocumentTargets(document, catalogue);

  useEffect(() => {
    if (!facts || !isNeeded) return;
    const timer = setTimeout(() => {
      const context = { catalogue, trigger, facts, validateParams, missingTargets, ...targets };
      const problems = checkDocument(document, url, context);
      if (!sameJson(problems, store.getState().problems)) store.setState({ problems });
    }, CHECK_DELAY_MS);
    return () => clearTimeout(timer);
  }, [document, url, catalogue, trigger, facts, isNeeded, validateParams, missingTargets, targets, store]);
}

const NONE: ReadonlySet<never> = new Set();

/** The references (kind and id) to CRM records that the server reported as missing in its problems with code `target.missing`. */
function missingIn(
  serverDraft: DraftView,
  catalogue: readonly NodeDescriptor[],
  facts: readonly FactDescriptor[],
): ReadonlySet<`${RefKind}:${string}`> {
  const missing = new Set(
    serverDraft.problems
      .filter(({ code }) => code === 'target.missing')
      .map(({ nodeId, path }) => `${nodeId} ${path}`),
  );
  if (missing.size === 0) return NONE;
  return new Set(
    referencesOf(serverDraft.document, catalogue, facts)
      .filter(({ nodeId, path }) => missing.has(`${nodeId} ${path}`))
      .map(({ kind, id }): `${RefKind}:${string}` => `${kind}:${id}`),
  );
}

/**
 * Keeps problems and sentences up to date with the draft. Its code (the checks, the descriptions, zod) is loaded after the page was shown;
 * until the first change, those of the server are shown.
 */
export function LocalFindings({ serverDraft }: { serverDraft: DraftView }): null {
  const isChanged = useCanvas((state) => state.changes > 0);
  useLocalChecks(serverDraft, isChanged);
  useLocalSentences();
  return null;
}
