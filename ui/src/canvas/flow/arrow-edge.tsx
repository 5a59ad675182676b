import type { EdgeProps } from '@xyflow/react';
import { memo } from 'react';
import { graphOf } from '@linkflow/workflow';
import type { FlowEdge } from '../model/flow-graph';
import { edgePath } from '../model/edge-path';
import { useCanvasShallow, useCanvasStore } from '../store/use-canvas';
import classes from './arrow-edge.module.css';
import { enterEdge, leaveEdgeSoon } from './edge-hover';

/**
 * Draws an edge between two nodes. In the view of a run or a simulation it is highlighted if the run followed it and faded if the run cannot follow it any more.
 */
export const ArrowEdge = memo(function ArrowEdge(props: EdgeProps<FlowEdge>) {
  const { id, target, sourceX, sourceY, targetX, targetY, selected } = props;
  const store = useCanvasStore();
  const { isMerge, run, isDropTarget, move, Figures } = useCanvasShallow((state) => ({
    isMerge: (graphOf(state.document).incoming.get(target)?.length ?? 0) > 1,
    run: state.run?.takenEdges.has(id) ? 'taken' : state.run?.notTaken.has(id) ? 'not-taken' : undefined,
    isDropTarget: state.dropTarget?.kind === 'edge' && state.dropTarget.edgeId === id,
    move: state.arrowMove?.edgeId === id ? state.arrowMove : null,
    Figures: state.figures?.Arrow,
  }));
  const from = move?.end === 'from' ? move.shownAt : { x: sourceX, y: sourceY };
  const to = move?.end === 'to' ? move.shownAt : { x: targetX, y: targetY };
  const d = edgePath(from, to, isMerge && !move);

  return (
    <>
      {Figures && <Figures id={id} d={d} from={from} to={to} isMerge={isMerge} />}
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
    </>
  );
});
