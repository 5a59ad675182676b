import type { WorkflowClipboard } from '@linkflow/workflow';

/** Copied steps are put on the clipboard as JSON text with this tag, so that they can be pasted into other links and windows. */
export const FORMAT = { type: 'linkflow/steps', schemaVersion: 1 } as const;

export function toClipboardText(clipboard: WorkflowClipboard): string {
  return JSON.stringify({ ...FORMAT, ...clipboard });
}
