import { DragDropProvider, type DragDropEventHandlers, useDraggable } from '@dnd-kit/react';
import { useReactFlow, ViewportPortal } from '@xyflow/react';
import { useEffect, useMemo } from 'react';
import type { Position } from '@linkflow/contracts';
import { gripPointerSensor, plainDragPlugins } from '../../shared/drag';
import { diagramOf } from '../model/add-node';
import { type ArrowEnd, type ArrowPlace, moveEndEdit, offersForEnd, placeAt } from '../model/arrow-ends';
import type { FlowEdge, FlowNode } from '../model/flow-graph';
import { GRIP_DISTANCE } from '../model/edge-path';
import { arrowEnds, cardAt, inletPoint, portPoint } from '../model/geometry';
import { connectionRejection } from '../model/lanes';
import type { CanvasState } from '../store/canvas-store';
import { useCanvas, useCanvasShallow, useCanvasStore } from '../store/use-canvas';
import classes from './arrow-grips.module.css';
import { createEdgePan } from './edge-pan';
import { enterEdge, leaveEdgeSoon } from './edge-hover';
import { gripEdge } from './grip-edge';
import { useExplainRejection } from './use-connections';

const SENSORS = [gripPointerSensor];

/**
 * The grips at the ends of the arrow that is selected or under the pointer. Dragging a grip by mouse, pen or touch moves that end of
 * the arrow to another outlet or card. The keyboard has the command "Connect to…" instead.
 */
export function ArrowGrips() {
  const edgeId = useCanvas((state) => {
    const id = gripEdge(state);
    return state.document.edges.some((edge) => edge.id === id) ? id : null;
  });
  const handlers = useEndMoves();
  return (
    <DragDropProvider sensors={SENSORS} plugins={plainDragPlugins} {...handlers}>
      {edgeId !== null && (
        <ViewportPortal>
          <Grip edgeId={edgeId} end="from" />
          <Grip edgeId={edgeId} end="to" />
        </ViewportPortal>
      )}
    </DragDropProvider>
  );
}

function Grip({ edgeId, end }: ArrowEnd) {
  const store = useCanvasStore();
  const { x, y, isMoving } = useCanvasShallow((state) => {
    const { arrowMove } = state;
    const isMoving = arrowMove?.edgeId === edgeId && arrowMove.end === end;
    return { ...gripPoint(state, { edgeId, end }), isMoving };
  });
  const { ref } = useDraggable({ id: `${end} ${edgeId}`, data: { edgeId, end } });
  return (
    <div
      ref={ref}
      className={`nodrag nopan ${classes.grip}`}
      style={{ transform: `translate(${x}px, ${y}px)` }}
      aria-hidden
      data-moving={isMoving || undefined}
      data-testid="arrow-grip"
      data-end={end}
      onMouseEnter={() => enterEdge(store, edgeId)}
      onMouseLeave={() => leaveEdgeSoon(store)}
    />
  );
}

/** Where the grip of an end lies on the canvas: on the arrow, outside the card and clear of the arrow's other buttons. */
function gripPoint(state: CanvasState, { edgeId, end }: ArrowEnd): Position {
  const edge = state.document.edges.find(({ id }) => id === edgeId);
  if (!edge) return { x: 0, y: 0 };
  const diagram = diagramOf({
    ...state,
    layout: { ...state.layout, positions: { ...state.layout.positions, ...state.transient } },
  });
  const [from, to] = arrowEnds(diagram, edge);
  if (end === 'to') return { x: to.x, y: to.y - GRIP_DISTANCE.to };
  // Cards that nearly touch leave no room between the two grips.
  const room = Math.max(0, to.y - from.y);
  return {
    x: from.x,
    y: from.y + (to.y < from.y ? GRIP_DISTANCE.from : Math.min(GRIP_DISTANCE.from, room / 2)),
  };
}

/** Handlers that move an end of an arrow while its grip is dragged. */
function useEndMoves(): Pick<Partial<DragDropEventHandlers>, 'onDragStart' | 'onDragMove' | 'onDragEnd'> {
  const store = useCanvasStore();
  const flow = useReactFlow<FlowNode, FlowEdge>();
  const explain = useExplainRejection();
  useEffect(
    // The canvas can be closed during a drag, which then has no end.
    () => () => {
      if (store.getState().arrowMove !== null) store.setState({ arrowMove: null, offers: null });
    },
    [store],
  );

  return useMemo(() => {
    const pointerAt = (client: Position) => ({ at: flow.screenToFlowPosition(client), zoom: flow.getZoom() });
    const placeUnder = (client: Position): ArrowPlace | null => {
      const state = store.getState();
      return state.offers && placeAt(state, state.offers, pointerAt(client));
    };
    const show = (end: ArrowEnd, client: Position) => {
      const over = placeUnder(client);
      const { at } = pointerAt(client);
      store.setState({
        arrowMove: { ...end, over, shownAt: over ? pointOf(store.getState(), over) : at },
      });
    };
    const endOf = (data: Record<string, unknown> | undefined): ArrowEnd | null =>
      typeof data?.edgeId === 'string' && (data.end === 'from' || data.end === 'to')
        ? { edgeId: data.edgeId, end: data.end }
        : null;

    const pan = createEdgePan({
      flow,
      store,
      onPan(client) {
        const { arrowMove } = store.getState();
        if (arrowMove) show(arrowMove, client);
      },
    });

    return {
      onDragStart({ operation }) {
        const end = endOf(operation.source?.data);
        if (!end) return;
        store.setState({ offers: offersForEnd(store.getState(), end) });
        show(end, operation.position.current);
      },
      onDragMove({ operation, to }) {
        const end = endOf(operation.source?.data);
        if (!end || !to) return;
        show(end, to);
        pan.move(to);
      },
      onDragEnd({ operation, canceled }) {
        pan.stop();
        const client = operation.position.current;
        const place = canceled ? null : placeUnder(client);
        const end = endOf(operation.source?.data);
        store.setState({ arrowMove: null, offers: null });
        const state = store.getState();
        if (!end || canceled) return;
        if (place) {
          const edit = moveEndEdit(state, end, place);
          if (edit) state.edit(edit);
          return;
        }
        const rejection = rejectionAt(state, end, pointerAt(client).at);
        if (rejection) state.reject(explain(state, rejection));
      },
    };
  }, [store, flow, explain]);
}

function pointOf(state: CanvasState, place: ArrowPlace): Position {
  const diagram = diagramOf(state);
  return place.kind === 'node' ? inletPoint(diagram, place.node) : portPoint(diagram, place.node, place.port);
}

/** Why an end cannot be attached to the card at a position. Null if there is no card, or a card without outlets. */
function rejectionAt(state: CanvasState, { edgeId, end }: ArrowEnd, at: Position) {
  const diagram = diagramOf(state);
  const card = cardAt(diagram, at);
  const edge = state.document.edges.find(({ id }) => id === edgeId);
  if (card === null || !edge) return null;
  if (end === 'to') {
    return card === edge.from.node
      ? null
      : connectionRejection(state, { from: edge.from, to: card, movedEdge: edgeId });
  }
  const [port] = diagram
    .portOrder(card)
    .toSorted(
      (a, b) =>
        Math.abs(portPoint(diagram, card, a).x - at.x) - Math.abs(portPoint(diagram, card, b).x - at.x),
    );
  if (port === undefined) return null;
  return connectionRejection(state, { from: { node: card, port }, to: edge.to, movedEdge: edgeId });
}
