import { useEffect, useMemo } from 'react';
import type {
  FactDescriptor,
  NodeDescriptor,
  Text,
  WorkflowDocument,
  WorkflowNode,
} from '@linkflow/contracts';
import {
  createNames,
  describeNode,
  graphOf,
  type Named,
  referencesOf,
  sameJson,
  stepFactsAt,
} from '@linkflow/workflow';
import { currentTimeZone } from '../../i18n/time-zone';
import { type KnownNames, useKnownNames } from '../../shared/known-names';
import { descriptorsOf } from '../model/nodes';
import type { CanvasState } from '../store/canvas-store';
import { useCanvas, useCanvasStore } from '../store/use-canvas';
import { useWorkflowFacts } from '../store/use-workflow-facts';
import { scriptsIn } from './document-targets';

interface Sources {
  catalogue: readonly NodeDescriptor[];
  facts: readonly FactDescriptor[];
  names: KnownNames;
}

/** The sentence of a node. `isComplete` is false if it names a record whose name is not known yet; an ellipsis stands for it. */
interface Written {
  text: Text;
  isComplete: boolean;
}

const UNKNOWN_NAME = '…';

/**
 * Returns a function that describes the nodes of documents with the same function as the API. A node that has not changed is
 * described once; if it uses outputs of other steps, once per document.
 */
function createWriter({ catalogue, facts, names }: Sources) {
  const timeZone = currentTimeZone();
  const descriptors = descriptorsOf(catalogue);
  const fields = new Map(
    [...names.values()].flatMap(({ id, field }) => (field ? [[id, field] as const] : [])),
  );
  const sources = { catalogue, fields, scripts: scriptsIn(names.values()) };
  const known = new WeakMap<WorkflowNode, Written & { document: WorkflowDocument | null }>();

  return (document: WorkflowDocument, node: WorkflowNode): Written | null => {
    const before = known.get(node);
    if (before && (before.document === null || before.document === document)) return before;
    const descriptor = descriptors.get(node.type);
    if (!descriptor) return null;
    const usesSteps = JSON.stringify(node.params).includes('steps.');
    let isComplete = true;
    const nameOf = (kind: string, id: string): Named => {
      const item = names.get(`${kind}:${id}`);
      if (!item) isComplete = false;
      return { ...item, id, name: item ? item.label : UNKNOWN_NAME };
    };
    const factsHere = () => (usesSteps ? [...facts, ...stepFactsAt(document, node.id, sources)] : facts);
    const text = describeNode(descriptor, node, createNames({ nameOf, facts: factsHere, timeZone }));
    const written = { text, isComplete, document: usesSteps ? document : null };
    known.set(node, written);
    return written;
  };
}

type Sentences = CanvasState['sentences'];

/**
 * The sentences of a document. A sentence that cannot be written completely yet is taken from the store if it is about the same
 * node: there it came from the server.
 */
function sentencesFor(
  write: ReturnType<typeof createWriter>,
  state: Pick<CanvasState, 'document' | 'sentences'>,
  before?: Pick<CanvasState, 'document' | 'sentences'>,
): Sentences {
  const isFromServer = before === undefined || state.sentences !== before.sentences;
  const previous = before && graphOf(before.document).nodes;
  const next: Record<string, Text> = {};
  for (const node of state.document.nodes) {
    const written = write(state.document, node);
    const shown = state.sentences[node.id];
    const isSame = isFromServer || previous?.get(node.id) === node;
    const text = written?.isComplete === false && isSame && shown ? shown : written?.text;
    // An equal text stays the same object, so that its card is not rendered again.
    if (text) next[node.id] = shown && sameJson(text, shown) ? shown : text;
  }
  const ids = Object.keys(next);
  const isUnchanged =
    ids.length === Object.keys(state.sentences).length && ids.every((id) => next[id] === state.sentences[id]);
  return isUnchanged ? state.sentences : next;
}

/** Keeps the sentences on the cards in step with the draft, with every change and without the network. */
export function useLocalSentences(): void {
  const store = useCanvasStore();
  const facts = useWorkflowFacts();
  const catalogue = useCanvas((state) => state.catalogue);
  const readOnly = useCanvas((state) => state.readOnly);
  const document = useCanvas((state) => state.document);
  const references = useMemo(
    () => (facts && !readOnly ? referencesOf(document, catalogue, facts) : []),
    [document, catalogue, facts, readOnly],
  );
  const names = useKnownNames(references);
  useEffect(() => {
    if (!facts || readOnly) return;
    const write = createWriter({ catalogue, facts, names });
    const update = (state: CanvasState, before?: CanvasState) => {
      const sentences = sentencesFor(write, state, before);
      if (sentences !== state.sentences) store.setState({ sentences });
    };
    update(store.getState());
    // In the same event as the change, so that a card is rendered once with its new sentence.
    return store.subscribe((state, before) => {
      if (state.document !== before.document) update(state, before);
    });
  }, [store, catalogue, facts, names, readOnly]);
}
