import { useComputedColorScheme } from '@mantine/core';
import {
  Background,
  BackgroundVariant,
  ReactFlow,
  type ReactFlowProps,
  type ReactFlowState,
  useStore,
} from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import { type PropsWithChildren, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { NODE_GROUPS } from '@linkflow/contracts';
import { graphOf } from '@linkflow/workflow';
import { useText, useTexts } from '../../i18n';
import { lazyPart } from '../../shared/lazy-parts';
import {
  type FlowEdge,
  type FlowNode,
  readNodeChanges,
  readSelection,
  toFlowEdges,
  toFlowNodes,
} from '../model/flow-graph';
import { boundsOf, lowestZoom } from '../model/geometry';
import { estimatedSize, separateOverlaps } from '../model/layout';
import { descriptorsOf, problemsOf, sentenceOf, titleOf } from '../model/nodes';
import type { CanvasState } from '../store/canvas-store';
import { useCanvas, useCanvasShallow, useCanvasStore } from '../store/use-canvas';
import { canvasTexts } from '../texts/canvas';
import { ArrowButtons } from './arrow-buttons';
import { ArrowEdge } from './arrow-edge';
import { CardMeasurer, useUnmeasuredCards } from './card-measurer';
import { useKnownSizes } from './known-sizes';
import { NodeCard } from './node-card';
import { useNearView } from './near-view';
import { tabStopOf, usePendingNodeFocus } from './node-focus';
import { useArrowDrawing } from './port-handles';
import { useConnections } from './use-connections';
import { useInitialView, usePendingReveal, usePositionTransition } from './viewport';
import classes from './workflow-flow.module.css';

/**
 * React Flow component by node type. Every node is a card. React Flow's node type is our node group, because the overview map
 * colours nodes by their group.
 */
const nodeTypes = Object.fromEntries([...NODE_GROUPS, 'unknown'].map((group) => [group, NodeCard]));
const edgeTypes = { arrow: ArrowEdge };

const EDGE_DEFAULTS = { interactionWidth: 26 };
const MULTI_SELECT_KEYS = ['Meta', 'Control'];

/** True if the zoom is so low that text is illegible. Lines are then drawn thicker, so that the structure stays visible. */
const isZoomedOut = (state: ReactFlowState): boolean => state.transform[2] < 0.45;

/** The grips load the drag library, which a canvas that is only looked at does not need. */
const ArrowGrips = lazyPart(async () => (await import('./arrow-grips')).ArrowGrips, null);
const hasGrips = ({ readOnly, hoveredEdge, selection }: CanvasState): boolean =>
  !readOnly && (hoveredEdge !== null || selection.edges.length > 0);

interface Props {
  onNodeMenu?: (event: { clientX: number; clientY: number }) => void;
}

/** Shows the workflow with React Flow. Handlers turn the user's actions into edits and selections in the canvas store. */
export function WorkflowFlow({ onNodeMenu, children }: PropsWithChildren<Props>) {
  const t = useTexts(canvasTexts);
  const store = useCanvasStore();
  const setPane = useCallback((pane: HTMLDivElement | null) => store.setState({ pane }), [store]);
  const readOnly = useCanvas((state) => state.readOnly);
  const scheme = useComputedColorScheme('light');
  const zoomedOut = useStore(isZoomedOut);
  useKnownSizes();
  const unmeasured = useUnmeasuredCards();
  const { nodes, edges, minZoom } = useFlowGraph(unmeasured.ids);
  const choosing =
    useCanvas(({ offers }) => offers && (offers.nodes.size > 0 ? 'node' : 'port')) ?? undefined;
  const wantsGrips = useCanvas(hasGrips);
  const [gripsLoaded, setGripsLoaded] = useState(false);
  if (wantsGrips && !gripsLoaded) setGripsLoaded(true);
  const handlers = useHandlers(onNodeMenu);
  const connecting = useConnections();
  const drawing = useArrowDrawing();
  usePositionTransition();
  useInitialView();
  useNearView();
  usePendingReveal();
  usePendingNodeFocus();

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
      ref={setPane}
      className={classes.flow}
      aria-label={t('label')}
      data-testid="canvas"
      data-far={zoomedOut || undefined}
      data-choosing={choosing}
      colorMode={scheme}
      nodes={nodes}
      edges={edges}
      nodeTypes={nodeTypes}
      edgeTypes={edgeTypes}
      defaultEdgeOptions={EDGE_DEFAULTS}
      {...handlers}
      {...connecting}
      {...drawing}
      nodesDraggable={!readOnly}
      nodesConnectable={!readOnly}
      nodesFocusable
      edgesFocusable={false}
      deleteKeyCode={null}
      multiSelectionKeyCode={MULTI_SELECT_KEYS}
      disableKeyboardA11y
      selectNodesOnDrag={false}
      zoomOnDoubleClick={false}
      panOnScroll
      zoomOnPinch
      connectionRadius={32}
      nodeDragThreshold={3}
      minZoom={minZoom}
      maxZoom={1.75}
      ariaLabelConfig={labels}
      attributionPosition="bottom-left"
    >
      <Background variant={BackgroundVariant.Dots} gap={20} size={1.2} style={{ opacity: 0.9 }} />
      <CardMeasurer {...unmeasured} />
      {!readOnly && <ArrowButtons />}
      {gripsLoaded && <ArrowGrips />}
      {children}
    </ReactFlow>
  );
}

/** React Flow handlers that write moved nodes, measured sizes, the selection and clicks to the canvas store. */
function useHandlers(onNodeMenu: Props['onNodeMenu']) {
  const store = useCanvasStore();
  return useMemo(() => {
    const selectNode = (id: string) => {
      const { selection, select } = store.getState();
      if (!selection.nodes.includes(id)) select({ nodes: [id], edges: [] });
    };
    const drop = () => store.getState().drop();
    return {
      onNodesChange(changes) {
        const state = store.getState();
        const { positions, sizes, selected } = readNodeChanges(changes, state.selection.nodes);
        if (Object.keys(sizes).length > 0) state.measure(sizes);
        if (Object.keys(positions).length > 0) state.drag(positions);
        if (selected) state.select({ nodes: selected });
      },
      onEdgesChange(changes) {
        const selected = readSelection(changes, store.getState().selection.edges);
        if (selected) store.getState().select({ edges: selected });
      },
      onNodeDragStop: drop,
      onSelectionDragStop: drop,
      // A card that is partly covered, as at the edge of the canvas, comes into sight.
      onNodeClick: (_event, { id }) => store.setState({ inspectorOpen: true, pendingReveal: { nodeId: id } }),
      onNodeDoubleClick({ target }, { id }) {
        const isOnTitle = target instanceof Element && target.closest('[data-node-title]') !== null;
        if (isOnTitle && !store.getState().readOnly) store.setState({ renaming: id });
      },
      onNodeContextMenu(event, node) {
        if (!onNodeMenu || store.getState().readOnly) return;
        event.preventDefault();
        selectNode(node.id);
        onNodeMenu(event);
      },
      // A node that gets keyboard focus is selected, so that the inspector shows it and commands act on it.
      onFocus({ target }) {
        if (!(target instanceof HTMLElement) || !target.matches('.react-flow__node:focus-visible')) return;
        if (target.dataset.id !== undefined) selectNode(target.dataset.id);
      },
    } satisfies Partial<ReactFlowProps<FlowNode, FlowEdge>>;
  }, [store, onNodeMenu]);
}

/**
 * Converts the workflow to React Flow nodes and edges. Unchanged nodes and edges are the same objects as in the last render, so
 * that React Flow does not render them again.
 * @param unmeasured ids of nodes that are left out, because their cards have no size yet
 */
function useFlowGraph(unmeasured: readonly string[]): {
  nodes: FlowNode[];
  edges: FlowEdge[];
  minZoom: number;
} {
  const t = useTexts(canvasTexts);
  const text = useText();
  const state = useCanvasShallow(
    ({ document, layout, transient, measured, selection, catalogue, readOnly, problems, sentences }) => {
      const { positions } = layout;
      return {
        document,
        positions,
        transient,
        measured,
        selection,
        catalogue,
        readOnly,
        problems,
        sentences,
      };
    },
  );
  const attributes = useMemo(() => {
    const step = { 'aria-roledescription': t('node.role') };
    return { stop: step, other: { ...step, tabIndex: -1 } };
  }, [t]);
  const hidden = useMemo(() => new Set(unmeasured), [unmeasured]);
  const previous = useRef<{ nodes: FlowNode[]; edges: FlowEdge[] }>({ nodes: [], edges: [] });

  const nodes = useMemo(() => {
    const graph = graphOf(state.document);
    const descriptors = descriptorsOf(state.catalogue);
    const nameOf = (id: string): string => {
      const node = graph.nodes.get(id);
      const descriptor = descriptors.get(node?.type ?? '');
      const title = titleOf(state, id, text) || (node?.type ?? id);
      const sentence = sentenceOf(state, id) ?? descriptor?.summary;
      const problems = problemsOf(state.problems, id).length;
      return [title, sentence && text(sentence), problems > 0 && t('problems', { count: problems })]
        .filter(Boolean)
        .join('. ');
    };
    const { document, positions, measured } = state;
    const sizeOf = (id: string) => measured[id] ?? estimatedSize(1);
    const shownPositions = state.readOnly ? separateOverlaps({ document, positions, sizeOf }) : positions;
    const tabStop = tabStopOf(state);
    const attributesOf = (id: string) => (id === tabStop ? attributes.stop : attributes.other);
    const input = { ...state, unmeasured: hidden, positions: shownPositions, nameOf, attributesOf };
    return toFlowNodes(input, previous.current.nodes);
  }, [state, hidden, attributes, t, text]);
  const edges = useMemo(
    () => toFlowEdges({ ...state, unmeasured: hidden }, previous.current.edges),
    [state, hidden],
  );

  const minZoom = useMemo(() => {
    const { document, positions, measured } = state;
    return lowestZoom(boundsOf({ document, positions, sizeOf: (id) => measured[id] ?? estimatedSize(1) }));
  }, [state]);

  useEffect(() => {
    previous.current = { nodes, edges };
  }, [nodes, edges]);
  return { nodes, edges, minZoom };
}
