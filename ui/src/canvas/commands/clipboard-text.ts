import { z } from 'zod';
import { WorkflowClipboard } from '@linkflow/workflow';
import { FORMAT } from './clipboard-format';

const ClipboardText = WorkflowClipboard.extend({
  type: z.literal(FORMAT.type),
  schemaVersion: z.literal(FORMAT.schemaVersion),
});

/** Parses clipboard text. Returns null if the text does not contain copied steps. */
export function fromClipboardText(text: string): WorkflowClipboard | null {
  if (!text.includes(FORMAT.type)) return null;
  try {
    const read = ClipboardText.safeParse(JSON.parse(text));
    return read.success && read.data.nodes.length > 0
      ? { nodes: read.data.nodes, edges: read.data.edges, positions: read.data.positions }
      : null;
  } catch {
    return null;
  }
}
