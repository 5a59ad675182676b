import { WorkflowClipboard } from '@linkflow/workflow';
import { z } from 'zod';

/** Steps on the clipboard are text with a tag, so that they can be carried between links and windows. */
const ClipboardText = WorkflowClipboard.extend({
  type: z.literal('linkflow/steps'),
  schemaVersion: z.literal(1),
});

export function toClipboardText(clipboard: WorkflowClipboard): string {
  return JSON.stringify({ type: 'linkflow/steps', schemaVersion: 1, ...clipboard });
}

/** The steps in a text, or null when it is something else: whatever people copy ends up on the same clipboard. */
export function fromClipboardText(text: string): WorkflowClipboard | null {
  if (!text.includes('linkflow/steps')) return null;
  try {
    const read = ClipboardText.safeParse(JSON.parse(text));
    return read.success && read.data.nodes.length > 0
      ? { nodes: read.data.nodes, edges: read.data.edges, positions: read.data.positions }
      : null;
  } catch {
    return null;
  }
}
