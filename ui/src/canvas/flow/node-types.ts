import type { NodeGroup } from '@linkflow/contracts';
import type { NodeProps } from '@xyflow/react';
import type { ComponentType } from 'react';
import type { FlowNode } from '../model/flow-graph';
import { ArrowEdge } from './arrow-edge';
import { NodeCard } from './node-card';

/** Who draws the nodes of a group. A group without a drawer does not compile; `unknown` is a type that the catalogue lost. */
export const nodeTypes: Record<NodeGroup | 'unknown', ComponentType<NodeProps<FlowNode>>> = {
  trigger: NodeCard,
  response: NodeCard,
  data: NodeCard,
  work: NodeCard,
  script: NodeCard,
  flow: NodeCard,
  unknown: NodeCard,
};

export const edgeTypes = { arrow: ArrowEdge };
