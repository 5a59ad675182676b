import { useMemo } from 'react';
import type { WorkflowNode } from '@linkflow/contracts';
import { type LinkTabs, readTabs, withoutStep, withStep } from '@linkflow/workflow';
import { createNode, descriptorsOf, memoize } from '../model/nodes';
import { tabsEdit } from '../model/tabs-edit';
import type { CanvasState } from '../store/canvas-store';
import { useCanvas, useCanvasStore } from '../store/use-canvas';

const readingOf = memoize((catalogue: CanvasState['catalogue']) =>
  memoize((document: CanvasState['document']) => readTabs(document, catalogue)),
);

/** What the tabs show of the draft, or why they cannot show it. */
export const useTabsReading = () => useCanvas(({ catalogue, document }) => readingOf(catalogue)(document));

/** Changes of the tabs, each an edit of the draft that can be undone. */
export interface TabChanges {
  /** Adds a step of this type at its default place, with the parameters of a new one and `params`. */
  add: (type: string, params?: WorkflowNode['params']) => void;
  remove: (nodeId: string) => void;
  /** Changes several steps at once. `create` makes a node of a type. */
  change: (update: (tabs: LinkTabs, create: (type: string) => WorkflowNode | null) => LinkTabs) => void;
}

export function useTabChanges(): TabChanges {
  const store = useCanvasStore();
  return useMemo(() => {
    const create = (type: string): WorkflowNode | null => {
      const descriptor = descriptorsOf(store.getState().catalogue).get(type);
      return descriptor ? createNode(descriptor) : null;
    };
    const change: TabChanges['change'] = (update) => {
      const state = store.getState();
      const reading = readingOf(state.catalogue)(state.document);
      if (!reading.ok) return;
      const before = new Set(state.document.nodes.map(({ id }) => id));
      const next = update(reading.tabs, create);
      const added = [...next.answer, ...next.steps].find(({ id }) => !before.has(id));
      const isDone = state.edit(tabsEdit(state, next), {
        ...(added && { select: [added.id], isNew: true }),
        animate: true,
      });
      // The focus stays where the user is: at the switch, not at the card of the canvas.
      if (isDone) store.setState({ pendingFocusNode: null });
    };
    return {
      change,
      add: (type, params) =>
        change((tabs) => {
          const node = create(type);
          return node ? withStep(tabs, { ...node, params: { ...node.params, ...params } }) : tabs;
        }),
      remove: (nodeId) => change((tabs) => withoutStep(tabs, nodeId)),
    };
  }, [store]);
}
