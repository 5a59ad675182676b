import { VisuallyHidden } from '@mantine/core';
import type { DragDropManager } from '@dnd-kit/dom';
import {
  type DragDropEventHandlers,
  DragDropProvider,
  DragOverlay,
  useDragDropManager,
  useDraggable,
} from '@dnd-kit/react';
import { useReactFlow } from '@xyflow/react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import type { NodeDescriptor, Position } from '@linkflow/contracts';
import { sameJson } from '@linkflow/workflow';
import { useText, useTexts } from '../../i18n';
import { dragImagePlugins, itemKeyboardSensor, itemPointerSensor } from '../../shared/drag';
import { createEdgePan } from '../flow/edge-pan';
import { NodeIcon } from '../flow/node-icon';
import { showPoint } from '../flow/viewport';
import { offersForStep } from '../model/arrow-ends';
import type { FlowEdge, FlowNode } from '../model/flow-graph';
import { type Drop, dropAt, type Stop, stopsFor } from '../model/drop-target';
import { defaultTarget, type InsertTarget, lanesAt } from '../model/lanes';
import { descriptorsOf } from '../model/nodes';
import { useCanvas, useCanvasStore } from '../store/use-canvas';
import { canvasTexts } from '../texts/canvas';
import classes from './step-drag.module.css';
import { useTargetDescription } from './target-description';

const SENSORS = [itemPointerSensor, itemKeyboardSensor];

const NO_DRAG = { draggedType: null, dropTarget: null, offers: null };

interface Props {
  /** The palette's items that are in the page, by node type. */
  items: ReadonlyMap<string, HTMLElement>;
  onDrop: (step: NodeDescriptor, target: InsertTarget) => void;
}

/**
 * Makes the palette's items draggable onto the canvas: by mouse and pen, by touch after a short rest, and with the keyboard, whose
 * arrow keys move the step from one possible place to the next. Loaded after the palette, which works without it by clicks.
 */
export function StepDrag({ items, onDrop }: Props) {
  const handlers = useStepDrag(onDrop);
  return (
    <DragDropProvider sensors={SENSORS} plugins={dragImagePlugins} {...handlers}>
      {[...items].map(([type, element]) => (
        <DragSource key={type} type={type} element={element} />
      ))}
      {createPortal(
        <DragOverlay className={classes.overlay} dropAnimation={null}>
          {({ id }) => <DragImage type={String(id)} />}
        </DragOverlay>,
        document.body,
      )}
      <DragStatus />
    </DragDropProvider>
  );
}

function DragSource({ type, element }: { type: string; element: HTMLElement }) {
  useDraggable({ id: type, element });
  return null;
}

/** The image of the dragged step under the pointer. */
function DragImage({ type }: { type: string }) {
  const text = useText();
  const step = useCanvas(({ catalogue }) => descriptorsOf(catalogue).get(type));
  const isAttached = useCanvas((state) => state.dropTarget !== null);
  const manager = useDragDropManager();
  const [grip] = useState(() => gripOf(manager));
  if (!step) return null;
  return (
    <div
      className={classes.image}
      style={{ left: grip.x }}
      data-testid="drag-image"
      data-attached={isAttached || undefined}
      data-touch={grip.isTouch || undefined}
    >
      <NodeIcon icon={step.icon} group={step.group} size="sm" />
      <span className={classes.title}>{text(step.title)}</span>
    </div>
  );
}

/** Where in the palette's item the user has grabbed it, in px from its left edge, and whether with a finger. */
function gripOf(manager: DragDropManager | null): { x: number; isTouch: boolean } {
  if (!manager) return { x: 0, isTouch: false };
  const { source, position, activatorEvent } = manager.dragOperation;
  const left = source?.element?.getBoundingClientRect().left ?? 0;
  return {
    x: position.initial.x - left,
    isTouch: activatorEvent instanceof PointerEvent && activatorEvent.pointerType === 'touch',
  };
}

/** Tells screen readers where the step would be inserted. */
function DragStatus() {
  const t = useTexts(canvasTexts);
  const type = useCanvas((state) => state.draggedType);
  const target = useCanvas((state) => state.dropTarget);
  const place = useTargetDescription(target ?? ELSEWHERE);
  return (
    <VisuallyHidden role="status">
      {type !== null && target && t('palette.dropHere', { place })}
    </VisuallyHidden>
  );
}
const ELSEWHERE: InsertTarget = { kind: 'canvas', at: { x: 0, y: 0 } };

/** Handlers that show on the canvas where the dragged step would be inserted, and insert it when it is dropped. */
function useStepDrag(
  onDrop: Props['onDrop'],
): Pick<Partial<DragDropEventHandlers>, 'onDragStart' | 'onDragMove' | 'onDragEnd'> {
  const store = useCanvasStore();
  const flow = useReactFlow<FlowNode, FlowEdge>();
  const t = useTexts(canvasTexts);
  const text = useText();
  useEffect(
    // The palette can be folded away during a drag, which then has no end.
    () => () => {
      if (store.getState().draggedType !== null) store.setState(NO_DRAG);
    },
    [store],
  );
  /** The places of a drag by keyboard, and the index of the present one; null while the step is dragged otherwise. */
  const keyboard = useRef<{ stops: readonly Stop[]; index: number } | null>(null);

  return useMemo(() => {
    const stepOf = (id: unknown) => descriptorsOf(store.getState().catalogue).get(String(id));
    /** Where the step is inserted if it is dropped at a point of the window. Null outside the canvas. */
    const dropUnder = (step: NodeDescriptor, { x, y }: Position): Drop | null => {
      const state = store.getState();
      const box = state.pane?.getBoundingClientRect();
      if (!box || x < box.left || x > box.right || y < box.top || y > box.bottom) return null;
      return dropAt(state, step, { at: flow.screenToFlowPosition({ x, y }), zoom: flow.getZoom() });
    };
    const light = (drop: Drop | null) => {
      const target = drop?.fits && drop.target.kind !== 'canvas' ? drop.target : null;
      if (!sameJson(store.getState().dropTarget, target)) store.setState({ dropTarget: target });
    };
    const pan = createEdgePan({
      flow,
      store,
      onPan(client) {
        const step = stepOf(store.getState().draggedType);
        if (step) light(dropUnder(step, client));
      },
    });
    /** Lights the present place of a drag by keyboard, makes it visible and returns its position in the window. */
    const showStop = (): Position | null => {
      const stop = keyboard.current?.stops[keyboard.current.index];
      if (!stop) return null;
      light({ target: stop.target, fits: true });
      showPoint({ flow, store }, stop.at);
      return flow.flowToScreenPosition(stop.at);
    };

    return {
      onDragStart({ operation, nativeEvent }, { actions }) {
        const step = stepOf(operation.source?.id);
        if (!step) return;
        const state = store.getState();
        store.setState({ draggedType: step.type, offers: offersForStep(state, step.type) });
        if (!(nativeEvent instanceof KeyboardEvent)) return;
        const selected = state.selection.nodes.length === 1 ? state.selection.nodes[0] : undefined;
        const first = defaultTarget(state, step, selected);
        const stops = stopsFor(state, step);
        const index = stops.findIndex(({ target }) => sameJson(target, first));
        keyboard.current = { stops, index: Math.max(0, index) };
        const to = showStop();
        if (to) actions.move({ to, propagate: false });
      },

      onDragMove(event, { actions }) {
        const step = stepOf(event.operation.source?.id);
        if (!step) return;
        const drag = keyboard.current;
        if (!drag) {
          if (!event.to) return;
          light(dropUnder(step, event.to));
          pan.move(event.to);
          return;
        }
        event.preventDefault();
        const forward = (event.by?.x ?? 0) + (event.by?.y ?? 0) > 0;
        const count = Math.max(1, drag.stops.length);
        drag.index = (drag.index + (forward ? 1 : count - 1)) % count;
        const to = showStop();
        if (to) actions.move({ to, propagate: false });
      },

      onDragEnd({ operation, canceled }) {
        const step = stepOf(operation.source?.id);
        const drag = keyboard.current;
        keyboard.current = null;
        pan.stop();
        store.setState(NO_DRAG);
        if (!step || canceled) return;
        const stop = drag?.stops[drag.index];
        const drop = drag
          ? stop && { target: stop.target, fits: true }
          : dropUnder(step, operation.position.current);
        if (!drop) return;
        const state = store.getState();
        if (drop.fits) {
          onDrop(step, drop.target);
          return;
        }
        const { respond } = lanesAt(state.document, drop.target);
        const lane = respond ? 'respond' : 'then';
        state.reject(t(`refuse.wrongLane.${lane}`, { title: text(step.title) }));
      },
    };
  }, [store, flow, onDrop, t, text]);
}
