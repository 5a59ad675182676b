import type {
  Connection,
  FinalConnectionState,
  IsValidConnection,
  OnConnectEnd,
  OnConnectStart,
} from '@xyflow/react';
import { useReactFlow } from '@xyflow/react';
import { useMemo } from 'react';
import { edgesFrom, graphOf } from '@linkflow/workflow';
import { useText, useTexts } from '../../i18n';
import { diagramOf } from '../model/add-node';
import { offersFromPort, offersIntoNode, placeAt } from '../model/arrow-ends';
import { connectEdit } from '../model/connect';
import type { FlowEdge } from '../model/flow-graph';
import { cardAt } from '../model/geometry';
import { connectionRejection, type ConnectionRejection, type WorkflowPort } from '../model/lanes';
import { titleOf } from '../model/nodes';
import type { CanvasState } from '../store/canvas-store';
import { useCanvasStore } from '../store/use-canvas';
import { canvasTexts } from '../texts/canvas';

/** Returns a function that says in words why a connection is not allowed. */
export function useExplainRejection(): (state: CanvasState, rejection: ConnectionRejection) => string {
  const t = useTexts(canvasTexts);
  const text = useText();
  return useMemo(
    () => (state, rejection) => {
      if (rejection.reason !== 'wrongLane') return t(`refuse.${rejection.reason}`);
      return t(`refuse.wrongLane.${rejection.lane}`, { title: titleOf(state, rejection.nodeId, text) });
    },
    [t, text],
  );
}

/**
 * React Flow handlers for drawing new arrows. An arrow from an outlet that has one replaces it; an arrow that is drawn backwards, from
 * the top of a card, needs an unconnected outlet. The handlers light the legal ends, say why an end is rejected, and open the add menu
 * if the user drops the arrow on empty canvas.
 */
export function useConnections() {
  const store = useCanvasStore();
  const flow = useReactFlow();
  const explain = useExplainRejection();

  return useMemo(() => {
    let isBackwards = false;
    const portOf = ({ source, sourceHandle }: Connection | FlowEdge): WorkflowPort => ({
      node: source,
      port: sourceHandle ?? '',
    });
    const rejectionOf = (from: WorkflowPort, to: string): ConnectionRejection | null => {
      const state = store.getState();
      const movedEdge = isBackwards
        ? undefined
        : edgesFrom(graphOf(state.document), from.node).get(from.port)?.id;
      return connectionRejection(state, { from, to, movedEdge });
    };
    const connect = (from: WorkflowPort, to: string): void => {
      const state = store.getState();
      const edit = connectEdit(state, { from, to });
      if (edit) state.edit(edit, { animate: true });
    };

    const isValidConnection: IsValidConnection<FlowEdge> = (connection) =>
      rejectionOf(portOf(connection), connection.target) === null;

    const onConnect = (connection: Connection) => connect(portOf(connection), connection.target);

    const onConnectStart: OnConnectStart = (_event, { nodeId, handleId, handleType }) => {
      if (nodeId === null) return;
      isBackwards = handleType === 'target';
      const state = store.getState();
      const offers = isBackwards
        ? offersIntoNode(state, nodeId)
        : offersFromPort(state, { node: nodeId, port: handleId ?? '' });
      store.setState({ offers });
    };

    const onConnectEnd: OnConnectEnd = (event, connection: FinalConnectionState) => {
      const state = store.getState();
      const offers = state.offers;
      store.setState({ offers: null });
      const from = connection.fromHandle;
      const point = 'changedTouches' in event ? event.changedTouches[0] : event;
      if (!from || !offers || !point || connection.isValid === true) return;
      const screen = { x: point.clientX, y: point.clientY };
      const pointer = { at: flow.screenToFlowPosition(screen), zoom: flow.getZoom() };
      const place = placeAt(state, offers, pointer);
      if (from.type === 'target') {
        if (place?.kind === 'port') connect({ node: place.node, port: place.port }, from.nodeId);
        return;
      }
      const port = { node: from.nodeId, port: from.id ?? '' };
      const card = connection.toNode?.id ?? cardAt(diagramOf(state), pointer.at);
      if (place) {
        connect(port, place.node);
      } else if (card === null) {
        store.setState({ addMenu: { target: { kind: 'port', ...port }, at: screen } });
      } else if (card !== from.nodeId) {
        const rejection = rejectionOf(port, card);
        if (rejection) state.reject(explain(state, rejection));
      }
    };
    return { isValidConnection, onConnect, onConnectStart, onConnectEnd };
  }, [store, flow, explain]);
}
