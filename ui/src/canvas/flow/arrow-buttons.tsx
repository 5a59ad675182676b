import { EdgeLabelRenderer } from '@xyflow/react';
import { memo, useMemo } from 'react';
import { graphOf } from '@linkflow/workflow';
import { useText } from '../../i18n';
import { diagramOf } from '../model/add-node';
import { edgeMiddle } from '../model/edge-path';
import { arrowEnds } from '../model/geometry';
import { shownTitle, useCanvasShallow, useCanvasStore } from '../store/use-canvas';
import { canvasTexts } from '../texts/canvas';
import classes from './arrow-edge.module.css';
import { enterEdge, leaveEdgeSoon } from './edge-hover';
import { PlusButton } from './node-ports';

/**
 * The button of each arrow that inserts a step there. One component reads the store for all of them, because subscriptions per arrow cost
 * time when a large workflow opens.
 */
export function ArrowButtons() {
  const text = useText();
  const { document, catalogue, layout, transient, measured, nearView, ...now } = useCanvasShallow(
    (state) => ({
      document: state.document,
      catalogue: state.catalogue,
      layout: state.layout,
      transient: state.transient,
      measured: state.measured,
      selected: state.selection.edges,
      hovered: state.hoveredEdge,
      moved: state.arrowMove?.edgeId,
      dropTarget: state.dropTarget,
      menu: state.addMenu?.target,
      nearView: state.nearView,
    }),
  );
  const places = useMemo(() => {
    const { incoming } = graphOf(document);
    const positions = { ...layout.positions, ...transient };
    const diagram = diagramOf({ document, catalogue, layout: { ...layout, positions }, measured });
    // A new card has its place when it has been measured.
    const placed = document.edges.filter(({ from, to }) => from.node in measured && to in measured);
    return placed.map((edge) => {
      const [from, to] = arrowEnds(diagram, edge);
      return { edge, ...edgeMiddle(from, to, (incoming.get(edge.to)?.length ?? 0) > 1) };
    });
  }, [document, catalogue, layout, transient, measured]);
  const titleOf = (id: string): string => shownTitle({ document, catalogue }, id, text);
  const isAt = (id: string, target: typeof now.menu | null) =>
    target?.kind === 'edge' && target.edgeId === id;
  return (
    <EdgeLabelRenderer>
      {places.map(({ edge: { id, from, to }, x, y }) => {
        const isNear = now.hovered === id || now.selected.includes(id) || isAt(id, now.dropTarget);
        // An arrow can also pass through the visible part between two cards that are outside of it.
        const isShown = isNear || nearView.has(from.node) || nearView.has(to);
        return (
          isShown &&
          id !== now.moved && (
            <ArrowButton
              key={id}
              id={id}
              x={x}
              y={y}
              node={titleOf(from.node)}
              next={titleOf(to)}
              isNear={isNear}
              isActive={isAt(id, now.menu ?? now.dropTarget)}
            />
          )
        );
      })}
    </EdgeLabelRenderer>
  );
}

interface Props {
  id: string;
  x: number;
  y: number;
  /** Titles of the steps at its ends. */
  node: string;
  next: string;
  isNear: boolean;
  /** True if the add menu is open here, or a step would be dropped here. */
  isActive: boolean;
}

const ArrowButton = memo(function ArrowButton({ id, x, y, node, next, isNear, isActive }: Props) {
  const text = useText();
  const store = useCanvasStore();
  return (
    <div
      className={classes.plus}
      style={{ transform: `translate(${x}px, ${y}px)` }}
      data-near={isNear || undefined}
      onMouseEnter={() => enterEdge(store, id)}
      onMouseLeave={() => leaveEdgeSoon(store)}
    >
      {/* Not a tab stop: a step is added after a card, and so on its arrow, with the key of the command. */}
      <PlusButton
        target={{ kind: 'edge', edgeId: id }}
        label={text(canvasTexts.node.insert, { node, next })}
        isActive={isActive}
        tabStop={false}
      />
    </div>
  );
});
