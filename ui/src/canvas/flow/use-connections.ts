import type { Connection, FinalConnectionState, IsValidConnection, OnConnectEnd } from '@xyflow/react';
import { useMemo } from 'react';
import { graphOf } from '@linkflow/workflow';
import { useText, useTexts } from '../../i18n';
import { keepTidy } from '../model/add-node';
import type { FlowEdge } from '../model/flow-graph';
import { connectionRejection, type ConnectionRejection } from '../model/lanes';
import { createId, titleOf } from '../model/nodes';
import { useCanvasStore } from '../store/use-canvas';
import { canvasTexts } from '../texts/canvas';

/**
 * Handlers for connecting nodes: validates connections, explains rejected ones, and opens the add menu when a connection is
 * dropped on empty canvas.
 */
export function useConnections() {
  const store = useCanvasStore();
  const t = useTexts(canvasTexts);
  const text = useText();

  return useMemo(() => {
    const rejectionOf = (
      connection: Connection | FlowEdge,
      movedEdge?: string,
    ): ConnectionRejection | null => {
      const from = { node: connection.source, port: connection.sourceHandle ?? '' };
      return connectionRejection(store.getState(), { from, to: connection.target, movedEdge });
    };
    const explain = (rejection: ConnectionRejection): string => {
      if (rejection.reason !== 'wrongLane') return t(`refuse.${rejection.reason}`);
      return t('refuse.wrongLane', {
        title: titleOf(store.getState(), rejection.nodeId, text),
        lane: t(rejection.lane === 'respond' ? 'refuse.laneRespond' : 'refuse.laneThen'),
      });
    };

    const isValidConnection: IsValidConnection<FlowEdge> = (connection) =>
      rejectionOf(
        {
          ...connection,
          sourceHandle: connection.sourceHandle ?? null,
          targetHandle: connection.targetHandle ?? null,
        },
        'id' in connection ? connection.id : undefined,
      ) === null;

    const onConnect = (connection: Connection) => {
      const state = store.getState();
      const edge = {
        id: createId('e'),
        from: { node: connection.source, port: connection.sourceHandle ?? '' },
        to: connection.target,
      };
      state.edit(keepTidy(state, { op: 'connect', edge }), { animate: true });
    };

    const onReconnect = (old: FlowEdge, connection: Connection) => {
      const rejection = rejectionOf(connection, old.id);
      const state = store.getState();
      if (rejection) {
        state.reject(explain(rejection));
        return;
      }
      const from = { node: connection.source, port: connection.sourceHandle ?? '' };
      state.edit({
        op: 'batch',
        edits: [
          { op: 'disconnect', edgeId: old.id },
          { op: 'connect', edge: { id: createId('e'), from, to: connection.target } },
        ],
      });
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
      const taken = graphOf(state.document).outgoing.get(port.node)?.has(port.port);
      if (taken) {
        state.reject(t('refuse.portTaken'));
        return;
      }
      const point = 'changedTouches' in event ? event.changedTouches[0] : event;
      if (!point) return;
      state.patch({
        addMenu: { target: { kind: 'port', ...port }, at: { x: point.clientX, y: point.clientY } },
      });
    };
    return { isValidConnection, onConnect, onReconnect, onConnectEnd };
  }, [store, t, text]);
}
