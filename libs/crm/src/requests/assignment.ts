import { createHash } from 'node:crypto';
import type { CategoryMember } from './category.schema';

/** The member whose turn it is: the one after the last, round and round. */
export function byTurn(members: readonly CategoryMember[], turn: number): CategoryMember | null {
  return members[turn % members.length] ?? null;
}

/**
 * The member that this key falls to, each in proportion to its weight; weight 0 is never chosen. The same key always falls to
 * the same member of the same list.
 */
export function byWeight(members: readonly CategoryMember[], key: string): CategoryMember | null {
  const total = members.reduce((sum, { weight }) => sum + weight, 0);
  if (total === 0) return null;
  let rest = fraction(key) * total;
  for (const member of members) {
    if (rest < member.weight) return member;
    rest -= member.weight;
  }
  return members.findLast(({ weight }) => weight > 0) ?? null;
}

/** The member with the fewest open requests; of equals, the first. */
export function byFewestOpen(
  members: readonly CategoryMember[],
  openOf: (userId: string) => number,
): CategoryMember | null {
  let best: CategoryMember | null = null;
  let fewest = Infinity;
  for (const member of members) {
    const open = openOf(member.userId);
    if (open < fewest) [best, fewest] = [member, open];
  }
  return best;
}

/** A number from 0 up to 1 that depends on the key alone. */
const fraction = (key: string): number => createHash('sha256').update(key).digest().readUInt32BE(0) / 2 ** 32;
