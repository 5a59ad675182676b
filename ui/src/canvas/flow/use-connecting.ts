import type { Connection, FinalConnectionState, IsValidConnection, OnConnectEnd } from '@xyflow/react';
import { useMemo } from 'react';
import { graphOf } from '@linkflow/workflow';
import { useText, useTexts } from '../../i18n';
import { connectRefusal, type ConnectRefusal } from '../model/connect';
import type { FlowEdge } from '../model/flow-graph';
import { freshId } from '../model/ids';
import { descriptorsOf } from '../model/lookups';
import { keepTidy } from '../model/add-node';
import { useCanvasStore } from '../store/canvas-context';
import { canvasTexts } from '../texts/canvas';

/** Drawing arrows by hand: what may be joined, what is said when it may not, and a menu when the line ends on open ground. */
export function useConnecting() {
  const store = useCanvasStore();
  const t = useTexts(canvasTexts);
  const text = useText();

  return useMemo(() => {
    const refusalOf = (connection: Connection | FlowEdge, moved?: string): ConnectRefusal | null => {
      const { document, catalogue } = store.getState();
      const from = { node: connection.source, port: connection.sourceHandle ?? '' };
      return connectRefusal(document, catalogue, from, connection.target, moved);
    };
    const words = (refusal: ConnectRefusal): string => {
      if (refusal.why !== 'wrongLane') return t(`refuse.${refusal.why}`);
      const { document, catalogue } = store.getState();
      const node = graphOf(document).nodes.get(refusal.nodeId);
      const descriptor = descriptorsOf(catalogue).get(node?.type ?? '');
      return t('refuse.wrongLane', {
        title: node?.label || (descriptor ? text(descriptor.title) : ''),
        lane: t(refusal.lane === 'respond' ? 'refuse.laneRespond' : 'refuse.laneThen'),
      });
    };

    const isValidConnection: IsValidConnection<FlowEdge> = (connection) =>
      refusalOf(
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
        id: freshId('e'),
        from: { node: connection.source, port: connection.sourceHandle ?? '' },
        to: connection.target,
      };
      state.edit(keepTidy(state, { op: 'connect', edge }), { glide: true });
    };

    const onReconnect = (old: FlowEdge, connection: Connection) => {
      const refusal = refusalOf(connection, old.id);
      const state = store.getState();
      if (refusal) {
        state.refuse(words(refusal));
        return;
      }
      const from = { node: connection.source, port: connection.sourceHandle ?? '' };
      state.edit({
        op: 'batch',
        edits: [
          { op: 'disconnect', edgeId: old.id },
          { op: 'connect', edge: { id: freshId('e'), from, to: connection.target } },
        ],
      });
    };

    const onConnectEnd: OnConnectEnd = (event, connection: FinalConnectionState) => {
      const from = connection.fromHandle;
      if (!from || from.type !== 'source') return;
      const state = store.getState();
      const port = { node: from.nodeId, port: from.id ?? '' };
      if (connection.toNode) {
        const refusal = connectRefusal(state.document, state.catalogue, port, connection.toNode.id);
        if (connection.isValid !== true && refusal) state.refuse(words(refusal));
        return;
      }
      const taken = graphOf(state.document).outgoing.get(port.node)?.has(port.port);
      if (taken) {
        state.refuse(t('refuse.portTaken'));
        return;
      }
      const point = 'changedTouches' in event ? event.changedTouches[0] : event;
      if (!point) return;
      state.patch({
        addMenu: { place: { kind: 'port', ...port }, at: { x: point.clientX, y: point.clientY } },
      });
    };
    return { isValidConnection, onConnect, onReconnect, onConnectEnd };
  }, [store, t, text]);
}
