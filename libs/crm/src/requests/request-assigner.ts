import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Turn } from '@linkflow/platform';
import type { Model } from 'mongoose';
import type { ContactDoc } from '../contacts/contact.schema';
import { CrmTargets } from '../effects/crm-targets';
import { MODELS } from '../model-names';
import type { UserDoc } from '../users/user.schema';
import { byFewestOpen, byTurn, byWeight } from './assignment';
import { CategoriesRepository } from './categories.repository';
import type { CategoryDoc, CategoryMember } from './category.schema';
import type { RequestDoc } from './request.schema';

/** Somebody to own a request, or nobody. `settled` is called when the request is stored, or will not be. */
export interface Assignment {
  owner: UserDoc | null;
  settled(): void;
}

interface AskFewest {
  members: CategoryMember[];
  resolve(chosen: CategoryMember | null): void;
  reject(error: unknown): void;
}

interface AskTurn {
  resolve(turn: number): void;
  reject(error: unknown): void;
}

/** Chooses the owner of a request by the rule of its category. Only active users get any. */
@Injectable()
export class RequestAssigner {
  private readonly turns = new Map<string, Turn<AskTurn>>();
  private readonly fewest = new Turn<AskFewest>((asks) => this.chooseFewest(asks), 1);
  /** Handed out here and not stored yet, so not counted by the database. */
  private readonly unstored = new Map<string, number>();

  constructor(
    @InjectModel(MODELS.request) private readonly requests: Model<RequestDoc>,
    private readonly categories: CategoriesRepository,
    private readonly targets: CrmTargets,
  ) {}

  async assign(category: CategoryDoc, contact: ContactDoc, key: string): Promise<Assignment> {
    const [ourContact, users] = await Promise.all([
      this.targets.activeUser(category.ourContactFirst ? contact.ourContactId : null),
      Promise.all(category.members.map(({ userId }) => this.targets.activeUser(userId))),
    ]);
    if (ourContact) return { owner: ourContact, settled: () => undefined };
    const active = new Map(users.flatMap((user) => (user ? [[user._id, user]] : [])));
    const members = category.members.filter(({ userId }) => active.has(userId));
    const chosen = await this.choose(category, members, key);
    return {
      owner: (chosen && active.get(chosen.userId)) ?? null,
      settled: () => {
        if (category.rule === 'fewest-open' && chosen) this.count(chosen.userId, -1);
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
        return new Promise((resolve, reject) => this.fewest.add({ members, resolve, reject }));
      case 'none':
        return null;
    }
  }

  /** All turns of a category that are wanted at one moment are taken in one go. */
  private nextTurn(categoryId: string): Promise<number> {
    let turn = this.turns.get(categoryId);
    if (!turn)
      this.turns.set(categoryId, (turn = new Turn((asks) => this.handOutTurns(categoryId, asks), 1)));
    const queue = turn;
    return new Promise((resolve, reject) => queue.add({ resolve, reject }));
  }

  private async handOutTurns(categoryId: string, asks: AskTurn[]): Promise<void> {
    try {
      const first = await this.categories.takeTurns(categoryId, asks.length);
      asks.forEach((ask, offset) => ask.resolve(first + offset));
    } catch (error) {
      for (const ask of asks) ask.reject(error);
    }
  }

  /** One count for all that ask at one moment; each choice is counted before the next is made. */
  private async chooseFewest(asks: AskFewest[]): Promise<void> {
    try {
      const userIds = [...new Set(asks.flatMap(({ members }) => members.map(({ userId }) => userId)))];
      const counts = await this.requests.aggregate<{ _id: string; open: number }>([
        { $match: { ownerId: { $in: userIds }, status: 'active' } },
        { $group: { _id: '$ownerId', open: { $sum: 1 } } },
      ]);
      const open = new Map(counts.map((count) => [count._id, count.open]));
      for (const { members, resolve } of asks) {
        const chosen = byFewestOpen(members, (id) => (open.get(id) ?? 0) + (this.unstored.get(id) ?? 0));
        if (chosen) this.count(chosen.userId, 1);
        resolve(chosen);
      }
    } catch (error) {
      for (const { reject } of asks) reject(error);
    }
  }

  private count(userId: string, by: 1 | -1): void {
    const count = (this.unstored.get(userId) ?? 0) + by;
    if (count > 0) this.unstored.set(userId, count);
    else this.unstored.delete(userId);
  }
}
