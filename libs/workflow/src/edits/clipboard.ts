import { z } from 'zod';
import { Position, WorkflowEdge, WorkflowNode } from '@linkflow/contracts';

/** Clipboard content: nodes, their positions and the edges between them. Clipboard data is untrusted: parse it with this schema. */
export const WorkflowClipboard = z.object({
  nodes: z.array(WorkflowNode).max(200),
  edges: z.array(WorkflowEdge).max(1000),
  positions: z.record(z.string(), Position),
});
export type WorkflowClipboard = z.infer<typeof WorkflowClipboard>;
