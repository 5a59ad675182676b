import { type ReactFlowProps, useStoreApi } from '@xyflow/react';
import { type HandleType, isMouseEvent, Position as Side, XYHandle } from '@xyflow/system';
import { type MouseEvent, type TouchEvent, useMemo } from 'react';
import type { FlowEdge, FlowNode } from '../model/flow-graph';
import { useCanvasStore } from '../store/use-canvas';

/*
 * The dots from which and to which arrows are drawn. They replace React Flow's component `Handle`, which subscribes to its store twice per
 * dot: with some 400 dots that was a tenth of the time to open a large workflow. React Flow finds the dots by these attributes.
 */

/** React Flow's id of a canvas that has none of its own. */
const FLOW_ID = '1';
const CLASSES =
  'react-flow__handle nodrag nopan connectable connectablestart connectableend connectionindicator';

/**
 * Returns the attributes of a dot.
 * @param port an outlet of the node; null for its inlet, the end of arrows at the top of the card
 */
export function handleAttributes(nodeId: string, port: string | null) {
  const [type, side]: [HandleType, Side] = port === null ? ['target', Side.Top] : ['source', Side.Bottom];
  return {
    className: `${CLASSES} react-flow__handle-${side} ${type}`,
    'data-id': `${FLOW_ID}-${nodeId}-${port}-${type}`,
    'data-nodeid': nodeId,
    'data-handleid': port ?? undefined,
    'data-handlepos': side,
  };
}

/** Handlers of the canvas that begin to draw an arrow when a dot is pressed. */
export function useArrowDrawing(): Pick<ReactFlowProps<FlowNode, FlowEdge>, 'onMouseDown' | 'onTouchStart'> {
  const flow = useStoreApi();
  const canvas = useCanvasStore();
  return useMemo(() => {
    const begin = ({ target, nativeEvent }: MouseEvent | TouchEvent): void => {
      const dot = target instanceof Element ? target.closest<HTMLElement>('.react-flow__handle') : null;
      const nodeId = dot?.dataset.nodeid;
      const isOtherButton = isMouseEvent(nativeEvent) && nativeEvent.button !== 0;
      if (!dot || nodeId === undefined || isOtherButton || canvas.getState().readOnly) return;
      const now = flow.getState();
      XYHandle.onPointerDown(nativeEvent, {
        handleDomNode: dot,
        nodeId,
        handleId: dot.dataset.handleid ?? null,
        isTarget: dot.classList.contains('target'),
        flowId: now.rfId,
        lib: now.lib,
        domNode: now.domNode,
        nodeLookup: now.nodeLookup,
        connectionMode: now.connectionMode,
        connectionRadius: now.connectionRadius,
        dragThreshold: now.connectionDragThreshold,
        autoPanOnConnect: now.autoPanOnConnect,
        autoPanSpeed: now.autoPanSpeed,
        panBy: now.panBy,
        updateConnection: now.updateConnection,
        cancelConnection: now.cancelConnection,
        getTransform: () => flow.getState().transform,
        getFromHandle: () => flow.getState().connection.fromHandle,
        isValidConnection: (connection) => flow.getState().isValidConnection?.(connection) ?? true,
        onConnectStart: now.onConnectStart,
        onConnect: (connection) => flow.getState().onConnect?.(connection),
        onConnectEnd: (...end) => flow.getState().onConnectEnd?.(...end),
      });
    };
    return { onMouseDown: begin, onTouchStart: begin };
  }, [flow, canvas]);
}
