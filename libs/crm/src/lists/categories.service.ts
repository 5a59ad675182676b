import { Injectable } from '@nestjs/common';
import type { AssignmentRule, CategoryView, SaveCategory, UpdateCategory } from '@linkflow/contracts';
import { Clock } from '@linkflow/platform';
import { CrmNames } from '@linkflow/crm-port';
import { CrmStore } from '../shared/collection';
import { invalid, issueAt } from '../shared/refusals';
import { NamedList, type NamedDoc } from './named-list';

export interface CategoryMember {
  userId: string;
  weight: number;
}

/**
 * A node of the category tree. `rule` selects the owner of a new request if the step requests automatic assignment (`auto`). If
 * `ourContactFirst` is set, the contact's account manager (`ourContactId`) becomes the owner if active, and the rule is used only
 * otherwise.
 */
export interface CategoryDoc extends NamedDoc {
  parentId: string | null;
  rule: AssignmentRule;
  ourContactFirst: boolean;
  members: CategoryMember[];
  /** Number of turns that have been reserved so far, for the rule `even` (round robin). */
  turn: number;
}

@Injectable()
export class CategoriesService extends NamedList<CategoryDoc, CategoryView> {
  constructor(
    store: CrmStore,
    clock: Clock,
    private readonly names: CrmNames,
  ) {
    super(store, clock, {
      collection: 'categories',
      uniqueWithin: ['parentId'],
      views: (categories) => Promise.all(categories.map((category) => this.view(category))),
    });
  }

  override async create(body: SaveCategory): Promise<CategoryView> {
    await this.check(body);
    return super.create({ ...body, turn: 0 });
  }

  override async save(id: string, body: UpdateCategory): Promise<CategoryView> {
    await this.check(body, id);
    return super.save(id, body);
  }

  /**
   * Reserves `count` consecutive turns of a category and returns the first. No turn is reserved twice, even by different processes. Turns
   * that a process has reserved but not used when it ends are lost.
   */
  async reserveTurns(id: string, count: number): Promise<number> {
    const before = await this.documents.findOneAndUpdate(
      { _id: id },
      { $inc: { turn: count } },
      { returnDocument: 'before' },
    );
    return before?.turn ?? 0;
  }

  private async view(category: CategoryDoc): Promise<CategoryView> {
    const { _id: id, name, parentId, rule, ourContactFirst, members, deletedAt, updatedAt } = category;
    return {
      id,
      name,
      parentId,
      rule,
      ourContactFirst,
      members: await Promise.all(
        members.map(async ({ userId, weight }) => ({
          user: await this.names.nameOf('user', userId),
          weight,
        })),
      ),
      deleted: deletedAt !== null,
      updatedAt: updatedAt.toISOString(),
    };
  }

  /**
   * Checks that each member is an existing user and occurs once, and that the parent exists and is neither the category itself nor one of
   * its descendants.
   * @throws AppError `validation.failed`
   */
  private async check({ members = [], parentId = null }: UpdateCategory, id?: string): Promise<void> {
    const userIds = members.map(({ userId }) => userId);
    const users = await Promise.all(userIds.map((userId) => this.names.nameOf('user', userId)));
    const issues = users.flatMap((user, index) => {
      const path = `members.${index}.userId`;
      if (userIds.indexOf(user.id) !== index) {
        return [issueAt(path, 'member.twice', { en: 'Is a member twice', nb: 'Er medlem to ganger' })];
      }
      if (user.name !== '') return [];
      return [issueAt(path, 'user.missing', { en: 'There is no such user', nb: 'Brukeren finnes ikke' })];
    });
    if (parentId !== null) {
      const parents = new Map((await this.findMany({}, {})).map((one) => [one._id, one.parentId]));
      if (!parents.has(parentId) || (id !== undefined && isAncestor(id, parentId, parents))) {
        issues.push(
          issueAt('parentId', 'category.parent', {
            en: 'This category can’t be the parent',
            nb: 'Denne kategorien kan ikke være overordnet',
          }),
        );
      }
    }
    if (issues.length > 0) throw invalid(...issues);
  }
}

/** True when `id` is `start` or one of its ancestors. */
function isAncestor(id: string, start: string, parents: Map<string, string | null>): boolean {
  const seen = new Set<string>();
  for (let at: string | null = start; at !== null && !seen.has(at); at = parents.get(at) ?? null) {
    if (at === id) return true;
    seen.add(at);
  }
  return false;
}
