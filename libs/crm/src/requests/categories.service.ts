import { Injectable } from '@nestjs/common';
import type { CategoryView, SaveCategory, UpdateCategory } from '@linkflow/contracts';
import { Clock } from '@linkflow/platform';
import { NamedListService } from '../lists/named-list.service';
import { CrmNames } from '../names/crm-names';
import { invalid, issueAt } from '../shared/refusals';
import { CategoriesRepository } from './categories.repository';
import type { CategoryDoc } from './category.schema';

@Injectable()
export class CategoriesService extends NamedListService<CategoryDoc, CategoryView> {
  constructor(
    private readonly categories: CategoriesRepository,
    clock: Clock,
    private readonly names: CrmNames,
  ) {
    super(categories, clock);
  }

  async create(body: SaveCategory): Promise<CategoryView> {
    await this.check(body);
    const { name, ...more } = body;
    return this.insert(name, { ...more, turn: 0 });
  }

  async save(id: string, body: UpdateCategory): Promise<CategoryView> {
    await this.check(body, id);
    const { name, ...more } = body;
    return this.change(id, name, more);
  }

  protected async viewsOf(categories: CategoryDoc[]): Promise<CategoryView[]> {
    return Promise.all(
      categories.map(async ({ _id: id, name, parentId, rule, ourContactFirst, members, deletedAt }) => ({
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
      })),
    );
  }

  /** Members are people we know, each once; a parent is there, and is no child of its own child. */
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
    const parents = new Map((await this.categories.all()).map((one) => [one._id, one.parentId]));
    if (
      parentId !== null &&
      (!parents.has(parentId) || (id !== undefined && leadsTo(parentId, id, parents)))
    ) {
      issues.push(
        issueAt('parentId', 'category.parent', {
          en: 'This category can’t be the parent',
          nb: 'Denne kategorien kan ikke være overordnet',
        }),
      );
    }
    if (issues.length > 0) throw invalid(...issues);
  }
}

/** True when `id` is `from` or stands above it. */
function leadsTo(from: string, id: string, parents: Map<string, string | null>): boolean {
  const seen = new Set<string>();
  for (let at: string | null = from; at !== null && !seen.has(at); at = parents.get(at) ?? null) {
    if (at === id) return true;
    seen.add(at);
  }
  return false;
}
