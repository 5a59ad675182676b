import { useComputedColorScheme } from '@mantine/core';
import {
  Background,
  BackgroundVariant,
  type EdgeChange,
  type NodeChange,
  type NodeMouseHandler,
  type NodeProps,
  ReactFlow,
  type ReactFlowState,
  useStore,
} from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import {
  type ComponentType,
  type DragEventHandler,
  type FocusEvent,
  type PropsWithChildren,
  useCallback,
  useEffect,
  useMemo,
  useRef,
} from 'react';
import type { NodeGroup } from '@linkflow/contracts';
import { graphOf } from '@linkflow/workflow';
import { useText, useTexts } from '../../i18n';
import {
  type FlowEdge,
  type FlowNode,
  readNodeChanges,
  readSelection,
  toFlowEdges,
  toFlowNodes,
} from '../model/flow-graph';
import { estimatedSize, separateOverlaps } from '../model/layout';
import { descriptorsOf, problemsOf, titleOf } from '../model/nodes';
import { useCanvas, useCanvasShallow, useCanvasStore } from '../store/use-canvas';
import { canvasTexts } from '../texts/canvas';
import { ArrowEdge } from './arrow-edge';
import { NodeCard } from './node-card';
import { useConnections } from './use-connections';
import { useInitialView, usePendingReveal, usePositionTransition } from './viewport';
import classes from './workflow-flow.module.css';

/** The component for each node group. A missing group is a compile error. `unknown`: the type is not in the catalogue. */
const nodeTypes: Record<NodeGroup | 'unknown', ComponentType<NodeProps<FlowNode>>> = {
  trigger: NodeCard,
  response: NodeCard,
  data: NodeCard,
  work: NodeCard,
  script: NodeCard,
  flow: NodeCard,
  unknown: NodeCard,
};

const edgeTypes = { arrow: ArrowEdge };

const EDGE_DEFAULTS = { interactionWidth: 26 };
const MULTI_SELECT_KEYS = ['Meta', 'Control'];

/** Text is illegible below this zoom, so lines are drawn thicker. */
const isZoomedOut = (state: ReactFlowState): boolean => state.transform[2] < 0.45;

interface Props {
  onNodeMenu?: (event: { clientX: number; clientY: number }, nodeId: string) => void;
  onDragOver?: DragEventHandler<HTMLDivElement>;
  onDragLeave?: DragEventHandler<HTMLDivElement>;
  onDrop?: DragEventHandler<HTMLDivElement>;
}

/** The React Flow canvas. User actions become edits and selections in the store. */
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
  const zoomedOut = useStore(isZoomedOut);
  const { nodes, edges } = useFlowGraph();
  const connecting = useConnections();
  usePositionTransition();
  useInitialView();
  usePendingReveal();

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
  // Keyboard focus selects the node, so that the inspector and commands follow it.
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
      data-far={zoomedOut || undefined}
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
      multiSelectionKeyCode={MULTI_SELECT_KEYS}
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

/** The workflow as React Flow nodes and edges. Unchanged ones keep their identity. */
function useFlowGraph(): { nodes: FlowNode[]; edges: FlowEdge[] } {
  const t = useTexts(canvasTexts);
  const text = useText();
  const state = useCanvasShallow((state) => ({
    document: state.document,
    positions: state.layout.positions,
    transient: state.transient,
    measured: state.measured,
    selection: state.selection,
    catalogue: state.catalogue,
    readOnly: state.readOnly,
    problems: state.problems,
    sentences: state.sentences,
  }));
  const previous = useRef<{ nodes: FlowNode[]; edges: FlowEdge[] }>({ nodes: [], edges: [] });

  const nodes = useMemo(() => {
    const graph = graphOf(state.document);
    const descriptors = descriptorsOf(state.catalogue);
    const nameOf = (id: string): string => {
      const node = graph.nodes.get(id);
      const descriptor = descriptors.get(node?.type ?? '');
      const title = titleOf(state, id, text) || (node?.type ?? id);
      const sentence = state.sentences[id] ?? descriptor?.summary;
      const problems = problemsOf(state.problems, id).length;
      return [title, sentence && text(sentence), problems > 0 && t('node.problems', { count: problems })]
        .filter(Boolean)
        .join('. ');
    };
    const { document, positions, measured } = state;
    const sizeOf = (id: string) => measured[id] ?? estimatedSize(1);
    const shownPositions = state.readOnly ? separateOverlaps({ document, positions, sizeOf }) : positions;
    return toFlowNodes({ ...state, positions: shownPositions, nameOf }, previous.current.nodes);
  }, [state, t, text]);
  const edges = useMemo(() => toFlowEdges(state, previous.current.edges), [state]);

  useEffect(() => {
    previous.current = { nodes, edges };
  }, [nodes, edges]);
  return { nodes, edges };
}
