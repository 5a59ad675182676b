import type { Connection, FinalConnectionState, IsValidConnection, OnConnectEnd } from '@xyflow/react';
import { useMemo } from 'react';
import type { WorkflowEdit } from '@linkflow/contracts';
import { graphOf, successorOf } from '@linkflow/workflow';
import { useText, useTexts } from '../../i18n';
import { keepTidy } from '../model/add-node';
import type { FlowEdge } from '../model/flow-graph';
import { connectionRejection, type ConnectionRejection } from '../model/lanes';
import { createId, titleOf } from '../model/nodes';
import { useCanvasStore } from '../store/use-canvas';
import { canvasTexts } from '../texts/canvas';

/**
 * React Flow handlers for connecting nodes. They check whether a connection is allowed, show the reason if it is rejected, and
 * open the add menu if the user drops the connection on empty canvas.
 */
export function useConnections() {
  const store = useCanvasStore();
  const t = useTexts(canvasTexts);
  const text = useText();

  return useMemo(() => {
    const portOf = ({ source, sourceHandle }: Connection | FlowEdge) => ({
      node: source,
      port: sourceHandle ?? '',
    });
    const rejectionOf = (connection: Connection | FlowEdge, movedEdge?: string): ConnectionRejection | null =>
      connectionRejection(store.getState(), {
        from: portOf(connection),
        to: connection.target,
        movedEdge,
      });
    const connect = (connection: Connection): WorkflowEdit => ({
      op: 'connect',
      edge: { id: createId('e'), from: portOf(connection), to: connection.target },
    });
    const explain = (rejection: ConnectionRejection): string => {
      if (rejection.reason !== 'wrongLane') return t(`refuse.${rejection.reason}`);
      return t('refuse.wrongLane', {
        title: titleOf(store.getState(), rejection.nodeId, text),
        lane: t(rejection.lane === 'respond' ? 'refuse.laneRespond' : 'refuse.laneThen'),
      });
    };

    const isValidConnection: IsValidConnection<FlowEdge> = (connection) =>
      rejectionOf(connection, 'id' in connection ? connection.id : undefined) === null;

    const onConnect = (connection: Connection) => {
      const state = store.getState();
      state.edit(keepTidy(state, connect(connection)), { animate: true });
    };

    const onReconnect = (old: FlowEdge, connection: Connection) => {
      const rejection = rejectionOf(connection, old.id);
      const state = store.getState();
      if (rejection) {
        state.reject(explain(rejection));
        return;
      }
      state.edit({ op: 'batch', edits: [{ op: 'disconnect', edgeId: old.id }, connect(connection)] });
    };

    const onConnectEnd: OnConnectEnd = (event, connection: FinalConnectionState) => {
      const from = connection.fromHandle;
      if (!from || from.type !== 'source') return;
      const state = store.getState();
      const port = { node: from.nodeId, port: from.id ?? '' };
      if (connection.toNode) {
        const rejection = connectionRejection(state, { from: port, to: connection.toNode.id });
        if (connection.isValid !== true && rejection) state.reject(explain(rejection));
        return;
      }
      if (successorOf(graphOf(state.document), port.node, port.port) !== null) {
        state.reject(t('refuse.portTaken'));
        return;
      }
      const point = 'changedTouches' in event ? event.changedTouches[0] : event;
      if (!point) return;
      store.setState({
        addMenu: { target: { kind: 'port', ...port }, at: { x: point.clientX, y: point.clientY } },
      });
    };
    return { isValidConnection, onConnect, onReconnect, onConnectEnd };
  }, [store, t, text]);
}
