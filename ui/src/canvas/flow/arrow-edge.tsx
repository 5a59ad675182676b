import { EdgeLabelRenderer, type EdgeProps } from '@xyflow/react';
import { memo, useState } from 'react';
import { graphOf } from '@linkflow/workflow';
import { useTexts } from '../../i18n';
import { arrowPath } from '../model/arrow-path';
import type { FlowEdge } from '../model/flow-graph';
import { useCanvas } from '../store/canvas-context';
import { canvasTexts } from '../texts/canvas';
import classes from './arrow-edge.module.css';
import { PlusButton } from './plus-button';
import { useNodeTitle } from './use-node';

/** An arrow between two steps. It carries a plus to put a step in; while a run is shown, whether it was gone along. */
export const ArrowEdge = memo(function ArrowEdge(props: EdgeProps<FlowEdge>) {
  const { id, source, target, sourceX, sourceY, targetX, targetY, selected } = props;
  const joins = useCanvas((state) => (graphOf(state.document).incoming.get(target)?.length ?? 0) > 1);
  const readOnly = useCanvas((state) => state.readOnly);
  const run = useCanvas((state) =>
    state.run?.taken.has(id) ? 'taken' : state.run?.passed.has(id) ? 'passed' : undefined,
  );
  const drop = useCanvas((state) => state.dropPlace?.kind === 'edge' && state.dropPlace.edgeId === id);
  const [near, setNear] = useState(false);
  const { d, middle } = arrowPath({ x: sourceX, y: sourceY }, { x: targetX, y: targetY }, joins);

  return (
    <>
      <path
        d={d}
        fill="none"
        className={`react-flow__edge-path ${classes.line}`}
        data-selected={selected || undefined}
        data-run={run}
        data-drop={drop || undefined}
        data-testid="edge"
        data-edge-id={id}
      />
      <path
        d={d}
        className="react-flow__edge-interaction"
        fill="none"
        strokeOpacity={0}
        strokeWidth={26}
        onMouseEnter={() => setNear(true)}
        onMouseLeave={() => setNear(false)}
      />
      {!readOnly && (
        <EdgeLabelRenderer>
          <div
            className={classes.plus}
            style={{ transform: `translate(${middle.x}px, ${middle.y}px)` }}
            data-near={near || selected || drop || undefined}
          >
            <EdgePlus id={id} source={source} target={target} />
          </div>
        </EdgeLabelRenderer>
      )}
    </>
  );
});

const EdgePlus = memo(function EdgePlus({
  id,
  source,
  target,
}: {
  id: string;
  source: string;
  target: string;
}) {
  const t = useTexts(canvasTexts);
  const node = useNodeTitle(source);
  const next = useNodeTitle(target);
  return <PlusButton edge={id} label={t('node.insert', { node, next })} />;
});
