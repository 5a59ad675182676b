import { useCallback } from 'react';
import type { NodeDescriptor } from '@linkflow/contracts';
import { addNodeEdit, freshNode } from '../model/add-node';
import { placeFor } from '../model/lanes';
import { useCanvasStore } from '../store/canvas-context';
import type { Place } from '../store/canvas-state';

/**
 * Puts a new step somewhere and selects it. Without a place it goes behind the selected step, else to the end of its lane.
 */
export function useAddStep(): (descriptor: NodeDescriptor, place?: Place) => void {
  const store = useCanvasStore();
  return useCallback(
    (descriptor, place) => {
      const state = store.getState();
      const node = freshNode(descriptor);
      const selected = state.selection.nodes.length === 1 ? state.selection.nodes[0] : undefined;
      const at = place ?? placeFor(state.document, state.catalogue, descriptor, selected);
      const done = state.edit(addNodeEdit(state, node, at), { select: [node.id], glide: true });
      if (!done) return;
      store
        .getState()
        .patch({ inspectorOpen: true, addMenu: null, paletteOpen: false, look: { nodeId: node.id } });
    },
    [store],
  );
}
