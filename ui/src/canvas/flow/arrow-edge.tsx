import { EdgeLabelRenderer, type EdgeProps } from '@xyflow/react';
import { memo } from 'react';
import { graphOf } from '@linkflow/workflow';
import { useText } from '../../i18n';
import type { FlowEdge } from '../model/flow-graph';
import { edgePath } from '../model/edge-path';
import { shownTitle, useCanvasShallow, useCanvasStore } from '../store/use-canvas';
import { canvasTexts } from '../texts/canvas';
import classes from './arrow-edge.module.css';
import { enterEdge, leaveEdgeSoon } from './edge-hover';
import { PlusButton } from './node-ports';

/**
 * Draws an edge between two nodes. On an editable canvas it has a button to insert a node; in the view of a run or a simulation
 * it is highlighted if the run followed it and faded if the run cannot follow it any more.
 */
export const ArrowEdge = memo(function ArrowEdge(props: EdgeProps<FlowEdge>) {
  const { id, source, target, sourceX, sourceY, targetX, targetY, selected } = props;
  const store = useCanvasStore();
  const { isMerge, readOnly, run, isDropTarget, hovered, move } = useCanvasShallow((state) => ({
    isMerge: (graphOf(state.document).incoming.get(target)?.length ?? 0) > 1,
    readOnly: state.readOnly,
    run: state.run?.takenEdges.has(id) ? 'taken' : state.run?.notTaken.has(id) ? 'not-taken' : undefined,
    isDropTarget: state.dropTarget?.kind === 'edge' && state.dropTarget.edgeId === id,
    hovered: state.hoveredEdge === id,
    move: state.arrowMove?.edgeId === id ? state.arrowMove : null,
  }));
  const from = move?.end === 'from' ? move.shownAt : { x: sourceX, y: sourceY };
  const to = move?.end === 'to' ? move.shownAt : { x: targetX, y: targetY };
  const { d, middle } = edgePath(from, to, isMerge && !move);

  return (
    <>
      <path
        d={d}
        fill="none"
        className={`react-flow__edge-path ${classes.line}`}
        data-selected={selected || undefined}
        data-run={run}
        data-drop={isDropTarget || undefined}
        data-moving={move ? '' : undefined}
        data-testid="edge"
        data-edge-id={id}
      />
      <path
        d={d}
        className="react-flow__edge-interaction"
        fill="none"
        strokeOpacity={0}
        strokeWidth={26}
        onMouseEnter={() => enterEdge(store, id)}
        onMouseLeave={() => leaveEdgeSoon(store)}
      />
      {!readOnly && !move && (
        <EdgeLabelRenderer>
          <div
            className={classes.plus}
            style={{ transform: `translate(${middle.x}px, ${middle.y}px)` }}
            data-near={hovered || selected || isDropTarget || undefined}
          >
            <EdgePlus id={id} source={source} target={target} />
          </div>
        </EdgeLabelRenderer>
      )}
    </>
  );
});

const EdgePlus = memo(function EdgePlus({ id, source, target }: Pick<FlowEdge, 'id' | 'source' | 'target'>) {
  const text = useText();
  const [node, next] = useCanvasShallow(
    (state) => [shownTitle(state, source, text), shownTitle(state, target, text)] as const,
  );
  // Not a tab stop: a step is added after a card, and so on its arrow, with the key of the command.
  return (
    <PlusButton
      target={{ kind: 'edge', edgeId: id }}
      label={text(canvasTexts.node.insert, { node, next })}
      tabStop={false}
    />
  );
});
