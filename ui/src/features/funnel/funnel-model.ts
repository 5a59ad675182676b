import type { FunnelEdge, FunnelNode, VersionFunnel, WorkflowEdge } from '@linkflow/contracts';

/** The numbers of a version, by node and by arrow. */
export interface IndexedFunnel {
  funnel: VersionFunnel;
  nodes: ReadonlyMap<string, FunnelNode>;
  edges: ReadonlyMap<string, FunnelEdge>;
}

const keyOf = (nodeId: string, port: string): string => `${nodeId} ${port}`;

export const indexOf = (funnel: VersionFunnel): IndexedFunnel => ({
  funnel,
  nodes: new Map(funnel.nodes.map((node) => [node.nodeId, node])),
  edges: new Map(funnel.edges.map((edge) => [keyOf(edge.nodeId, edge.port), edge])),
});

/** The numbers of an arrow; undefined for an arrow that runs do not follow, as those of the respond lane. */
export const edgeIn = (
  { edges }: IndexedFunnel,
  { from }: Pick<WorkflowEdge, 'from'>,
): FunnelEdge | undefined => edges.get(keyOf(from.node, from.port));

const WIDTHS = { min: 2.5, max: 13 };

/** Width of an arrow, px: the more of the runs that started, the thicker. 0 if none took it. */
export function widthOf(runs: number, all: number): number {
  if (runs === 0 || all === 0) return 0;
  return WIDTHS.min + (WIDTHS.max - WIDTHS.min) * Math.min(1, runs / all);
}

/** The states of runs at a step, in the order in which they are listed. */
export const LISTED_STATES = [
  'succeeded',
  'waiting',
  'held',
  'retrying',
  'working',
  'review',
  'failed',
  'skipped',
  'cancelled',
] as const satisfies readonly (keyof FunnelNode)[];

/** The statuses of runs, in the order in which they are listed. */
export const LISTED_STATUSES = [
  'succeeded',
  'open',
  'review',
  'failed',
  'cancelled',
] as const satisfies readonly (keyof VersionFunnel)[];

/** Runs that are at a step now and will go on by themselves. */
export const waitingAt = ({ waiting, retrying }: Pick<FunnelNode, 'waiting' | 'retrying'>): number =>
  waiting + retrying;
