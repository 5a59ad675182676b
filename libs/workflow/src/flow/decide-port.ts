import { asRecord } from '../checks/param-fields';
import { stableShare } from './stable-share';
import type { Share } from './stable-share';

/** What a decision needs to know of a node. */
export interface FlowNode {
  id: string;
  type: string;
  params: Readonly<Record<string, unknown>>;
}

/**
 * The outlet by which a flow node is left, in either lane: a condition's yes or no, the first case of a choice that holds or
 * otherwise, a split's share by a stable hash. Null for a node of another type, or a split with no share to give.
 * @param seed what a split goes by: the recipient's id, so that a recipient gets the same side every time
 * @param evaluate asked for one condition after the other, and no further than needed
 */
export async function decidePort(
  node: FlowNode,
  seed: string,
  evaluate: (condition: unknown) => Promise<boolean>,
): Promise<string | null> {
  switch (node.type) {
    case 'condition':
      return (await evaluate(node.params.condition)) ? 'yes' : 'no';
    case 'choose':
      for (const item of listOf(node.params.cases)) {
        const { id, condition } = asRecord(item);
        if (typeof id === 'string' && (await evaluate(condition))) return id;
      }
      return 'otherwise';
    case 'split':
      return stableShare(`${seed}:${node.id}`, listOf(node.params.shares).flatMap(shareOf));
    default:
      return null;
  }
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function shareOf(item: unknown): Share[] {
  const { id, weight } = asRecord(item);
  return typeof id === 'string' && typeof weight === 'number' ? [{ id, weight }] : [];
}
