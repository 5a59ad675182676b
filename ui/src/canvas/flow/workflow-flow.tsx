import { useComputedColorScheme } from '@mantine/core';
import {
  Background,
  BackgroundVariant,
  ReactFlow,
  useStore,
  type EdgeChange,
  type NodeChange,
  type NodeMouseHandler,
  type ReactFlowState,
} from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import { useCallback, useMemo, type DragEventHandler, type FocusEvent, type PropsWithChildren } from 'react';
import { useTexts } from '../../i18n';
import { readNodeChanges, readSelection, type FlowEdge, type FlowNode } from '../model/flow-graph';
import { useCanvas, useCanvasStore } from '../store/canvas-context';
import { canvasTexts } from '../texts/canvas';
import { edgeTypes, nodeTypes } from './node-types';
import { useConnecting } from './use-connecting';
import { useFirstView } from './use-first-view';
import { useFlowGraph } from './use-flow-graph';
import { useGlide } from './use-glide';
import { useLook } from './use-look';
import classes from './workflow-flow.module.css';

const EDGE_DEFAULTS = { interactionWidth: 26 };
const MULTI_SELECT = ['Meta', 'Control'];

/** From so far away one sees shapes and colours, not words. */
const isFar = (state: ReactFlowState): boolean => state.transform[2] < 0.45;

interface Props {
  onNodeMenu?: (event: { clientX: number; clientY: number }, nodeId: string) => void;
  onDragOver?: DragEventHandler<HTMLDivElement>;
  onDragLeave?: DragEventHandler<HTMLDivElement>;
  onDrop?: DragEventHandler<HTMLDivElement>;
}

/** The ground with cards and arrows. What a person does here becomes edits and selection of the store. */
export function WorkflowFlow({
  onNodeMenu,
  onDragOver,
  onDragLeave,
  onDrop,
  children,
}: PropsWithChildren<Props>) {
  const t = useTexts(canvasTexts);
  const store = useCanvasStore();
  const readOnly = useCanvas((state) => state.readOnly);
  const scheme = useComputedColorScheme('light');
  const far = useStore(isFar);
  const { nodes, edges } = useFlowGraph();
  const connecting = useConnecting();
  useGlide();
  useFirstView();
  useLook();

  const onNodesChange = useCallback(
    (changes: NodeChange<FlowNode>[]) => {
      const state = store.getState();
      const { positions, sizes, selected } = readNodeChanges(changes, state.selection.nodes);
      if (Object.keys(sizes).length > 0) state.measure(sizes);
      if (Object.keys(positions).length > 0) state.drag(positions);
      if (selected) state.select({ nodes: selected });
    },
    [store],
  );
  const onEdgesChange = useCallback(
    (changes: EdgeChange<FlowEdge>[]) => {
      const selected = readSelection(changes, store.getState().selection.edges);
      if (selected) store.getState().select({ edges: selected });
    },
    [store],
  );
  const drop = useCallback(() => store.getState().drop(), [store]);
  const openInspector = useCallback<NodeMouseHandler<FlowNode>>(
    () => store.getState().patch({ inspectorOpen: true }),
    [store],
  );
  const openMenu = useCallback<NodeMouseHandler<FlowNode>>(
    (event, node) => {
      if (!onNodeMenu || store.getState().readOnly) return;
      event.preventDefault();
      if (!store.getState().selection.nodes.includes(node.id)) {
        store.getState().select({ nodes: [node.id], edges: [] });
      }
      onNodeMenu({ clientX: event.clientX, clientY: event.clientY }, node.id);
    },
    [onNodeMenu, store],
  );
  // Who comes to a card by the keyboard has chosen it: the inspector and the commands follow.
  const onFocus = useCallback(
    (event: FocusEvent) => {
      const card = event.target;
      if (!card.matches('.react-flow__node:focus-visible') || !(card instanceof HTMLElement)) return;
      const id = card.dataset.id;
      if (id !== undefined && !store.getState().selection.nodes.includes(id)) {
        store.getState().select({ nodes: [id], edges: [] });
      }
    },
    [store],
  );
  const labels = useMemo(
    () => ({
      'minimap.ariaLabel': t('minimap'),
      'node.a11yDescription.default': '',
      'edge.a11yDescription.default': '',
    }),
    [t],
  );

  return (
    <ReactFlow<FlowNode, FlowEdge>
      className={classes.flow}
      aria-label={t('label')}
      data-testid="canvas"
      data-far={far || undefined}
      colorMode={scheme}
      nodes={nodes}
      edges={edges}
      nodeTypes={nodeTypes}
      edgeTypes={edgeTypes}
      defaultEdgeOptions={EDGE_DEFAULTS}
      onFocus={onFocus}
      onNodesChange={onNodesChange}
      onEdgesChange={onEdgesChange}
      onNodeDragStop={drop}
      onSelectionDragStop={drop}
      onNodeClick={openInspector}
      onNodeContextMenu={openMenu}
      isValidConnection={connecting.isValidConnection}
      onConnect={connecting.onConnect}
      onConnectEnd={connecting.onConnectEnd}
      onReconnect={readOnly ? undefined : connecting.onReconnect}
      onDragOver={onDragOver}
      onDragLeave={onDragLeave}
      onDrop={onDrop}
      nodesDraggable={!readOnly}
      nodesConnectable={!readOnly}
      nodesFocusable
      edgesFocusable={!readOnly}
      deleteKeyCode={null}
      multiSelectionKeyCode={MULTI_SELECT}
      disableKeyboardA11y
      selectNodesOnDrag={false}
      zoomOnDoubleClick={false}
      panOnScroll
      zoomOnPinch
      connectionRadius={32}
      nodeDragThreshold={3}
      minZoom={0.1}
      maxZoom={1.75}
      ariaLabelConfig={labels}
      attributionPosition="bottom-left"
    >
      <Background variant={BackgroundVariant.Dots} gap={20} size={1.2} className={classes.dots} />
      {children}
    </ReactFlow>
  );
}
