import { MAX_NODES, phrase, type Text, type WorkflowDocument } from '@linkflow/contracts';
import { canvasTexts } from '../texts/canvas';

/** True if no step can be added to the workflow. */
export const isFull = ({ nodes }: WorkflowDocument): boolean => nodes.length >= MAX_NODES;

/**
 * Returns why an edit is refused because the workflow would get more steps than allowed; null if it would not. A workflow that
 * has too many already, for example from the API, can still be changed and reduced.
 */
export function limitRefusal(before: WorkflowDocument, after: WorkflowDocument): Text | null {
  const added = after.nodes.length - before.nodes.length;
  if (added <= 0 || after.nodes.length <= MAX_NODES) return null;
  return phrase(canvasTexts.refuse.limit, { max: MAX_NODES, count: before.nodes.length, added });
}
