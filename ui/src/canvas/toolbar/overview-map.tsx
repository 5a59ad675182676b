import { MiniMap } from '@xyflow/react';
import type { NodeGroup } from '@linkflow/contracts';
import type { FlowNode } from '../model/flow-graph';
import { useCanvas } from '../store/canvas-context';
import classes from './overview-map.module.css';

const COLOR: Record<NodeGroup | 'unknown', string> = {
  trigger: 'var(--mantine-color-gray-6)',
  response: 'var(--mantine-color-teal-4)',
  data: 'var(--mantine-color-indigo-4)',
  work: 'var(--mantine-color-orange-4)',
  script: 'var(--mantine-color-violet-4)',
  flow: 'var(--mantine-color-gray-4)',
  unknown: 'var(--mantine-color-gray-3)',
};
const colorOf = (node: FlowNode): string => COLOR[node.type];

/** A picture with fewer cards than this is seen at once. */
const WORTH_IT = 9;

/** The whole picture in small, to look around in; cards in the colour of their group. */
export function OverviewMap() {
  const worthIt = useCanvas((state) => state.document.nodes.length >= WORTH_IT);
  if (!worthIt) return null;
  return (
    <MiniMap<FlowNode>
      className={classes.map}
      position="bottom-right"
      pannable
      zoomable
      nodeColor={colorOf}
      nodeStrokeWidth={0}
      nodeBorderRadius={10}
    />
  );
}
