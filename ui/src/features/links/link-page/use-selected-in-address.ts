import { useEffect, useEffectEvent, useRef } from 'react';
import { graphOf } from '@linkflow/workflow';
import { useCanvas, useCanvasStore } from '../../../canvas/store/canvas-context';
import { route } from './route';

/** Keeps the selected step in the address, and selects the one that an address names when the page opens. */
export function useSelectedInAddress(active: boolean): void {
  const { node } = route.useSearch();
  const navigate = route.useNavigate();
  const store = useCanvasStore();
  const selected = useCanvas(({ selection }) =>
    selection.nodes.length === 1 ? selection.nodes[0] : undefined,
  );
  const opened = useRef(false);

  const open = useEffectEvent(() => {
    const { document, select, patch } = store.getState();
    if (node === undefined || !graphOf(document).nodes.has(node)) return;
    select({ nodes: [node], edges: [] });
    patch({ inspectorOpen: true });
  });
  // From then on the canvas leads and the address follows.
  const follow = useEffectEvent((next: string | undefined) => {
    if (!active || next === node) return;
    void navigate({ search: (before) => ({ ...before, node: next }), replace: true, resetScroll: false });
  });
  useEffect(() => {
    if (opened.current) follow(selected);
    else open();
    opened.current = true;
  }, [selected]);
}
