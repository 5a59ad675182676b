import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { BatchLoader } from '@linkflow/platform';
import type { ContactDoc } from '../cards/contacts.repository';
import { CrmTargets } from '../effects/crm-targets';
import { CategoriesService, type CategoryDoc, type CategoryMember } from '../lists/categories.service';
import type { UserDoc } from '../users.service';
import { RequestsService } from './requests.service';

/**
 * The owner of a new request. `release` must be called when the request is stored or will not be stored; until then, the rule `fewest-open`
 * counts it as an open request of its owner.
 */
export interface Assignment {
  /** Null if the request gets no owner. */
  owner: UserDoc | null;
  release(): void;
}

/**
 * Selects the owner of a request as its category prescribes: the contact's account manager (`ourContactId`) if `ourContactFirst` is set,
 * otherwise a member by the category's rule. Only active users are selected.
 */
@Injectable()
export class RequestAssigner {
  private readonly turns = new Map<string, BatchLoader<void, number>>();
  /**
   * Selects members by the rule `fewest-open`. One batch at a time, so that each selection counts the requests assigned by the batches
   * before it.
   */
  private readonly fewest = new BatchLoader<CategoryMember[], CategoryMember | null>(
    (lists) => this.chooseFewest(lists),
    { concurrency: 1 },
  );
  /** Number of requests that this process has assigned by `fewest-open` and not stored yet, by owner. The database does not count them. */
  private readonly unstored = new Map<string, number>();

  constructor(
    private readonly requests: RequestsService,
    private readonly categories: CategoriesService,
    private readonly targets: CrmTargets,
  ) {}

  /** @param key effect key. The rule `weighted` selects the same member for the same key, so a repeated step gets the same owner. */
  async assign(category: CategoryDoc, contact: ContactDoc, key: string): Promise<Assignment> {
    const [ourContact, users] = await Promise.all([
      this.targets.activeUser(category.ourContactFirst ? contact.ourContactId : null),
      Promise.all(category.members.map(({ userId }) => this.targets.activeUser(userId))),
    ]);
    if (ourContact) return { owner: ourContact, release: () => undefined };
    const active = new Map(users.flatMap((user) => (user ? [[user._id, user]] : [])));
    const members = category.members.filter(({ userId }) => active.has(userId));
    const chosen = await this.choose(category, members, key);
    return {
      owner: (chosen && active.get(chosen.userId)) ?? null,
      release: () => {
        if (category.rule === 'fewest-open' && chosen) this.addUnstored(chosen.userId, -1);
      },
    };
  }

  private async choose(
    { _id, rule }: CategoryDoc,
    members: CategoryMember[],
    key: string,
  ): Promise<CategoryMember | null> {
    if (members.length === 0) return null;
    switch (rule) {
      case 'even':
        return byTurn(members, await this.nextTurn(_id));
      case 'weighted':
        return byWeight(members, key);
      case 'fewest-open':
        return this.fewest.load(members);
      case 'none':
        return null;
    }
  }

  private nextTurn(categoryId: string): Promise<number> {
    let turns = this.turns.get(categoryId);
    if (!turns) {
      turns = new BatchLoader(
        async (requests) => {
          const first = await this.categories.reserveTurns(categoryId, requests.length);
          return requests.map((_, offset) => first + offset);
        },
        { concurrency: 1 },
      );
      this.turns.set(categoryId, turns);
    }
    return turns.load();
  }

  /** Selects a member from each list, with one database query for the numbers of open requests. */
  private async chooseFewest(lists: CategoryMember[][]): Promise<(CategoryMember | null)[]> {
    const userIds = [...new Set(lists.flat().map(({ userId }) => userId))];
    const open = await this.requests.openByOwner(userIds);
    return lists.map((members) => {
      const chosen = byFewestOpen(members, (id) => (open.get(id) ?? 0) + (this.unstored.get(id) ?? 0));
      if (chosen) this.addUnstored(chosen.userId, 1);
      return chosen;
    });
  }

  private addUnstored(userId: string, change: 1 | -1): void {
    const count = (this.unstored.get(userId) ?? 0) + change;
    if (count > 0) this.unstored.set(userId, count);
    else this.unstored.delete(userId);
  }
}

/** Selects the members in turn (round robin); null if there are none. */
export function byTurn(members: readonly CategoryMember[], turn: number): CategoryMember | null {
  return members[turn % members.length] ?? null;
}

/**
 * Selects in proportion to the weights; weight 0 is never selected. The same key and the same list always give the same member.
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

/** The member with the fewest open requests; the first of several with the same number. */
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

/** A number in [0, 1) that depends only on the key. */
const fraction = (key: string): number => createHash('sha256').update(key).digest().readUInt32BE(0) / 2 ** 32;
