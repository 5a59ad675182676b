import { Injectable } from '@nestjs/common';
import type { PageQuery } from '@linkflow/contracts';
import { AppError } from '@linkflow/platform';
import type { RowPage } from '../list-query';
import { ClicksRepository, type SetAsideDoc } from './clicks.repository';

/** For ops: the clicks that could not be processed. A click that was sent again stays in the list, marked with the time. */
@Injectable()
export class SetAsideClicks {
  constructor(private readonly clicks: ClicksRepository) {}

  /** One page: first those that were not sent again, the newest first. */
  async page({ page, pageSize }: PageQuery): Promise<RowPage<SetAsideDoc>> {
    const [rows, total] = await Promise.all([
      this.clicks.aside
        .find()
        .sort({ sentAgainAt: 1, at: -1, _id: 1 })
        .skip((page - 1) * pageSize)
        .limit(pageSize)
        .toArray(),
      this.clicks.aside.countDocuments(),
    ]);
    return { rows, total };
  }

  /** Number of clicks that were not sent again. */
  count(): Promise<number> {
    return this.clicks.aside.countDocuments({ sentAgainAt: { $exists: false } });
  }

  /** @throws AppError not-found */
  async get(id: string): Promise<SetAsideDoc> {
    const found = await this.clicks.aside.findOne({ _id: id });
    if (!found) throw new AppError('not-found', 'There is no such click among those that were set aside.');
    return found;
  }

  /**
   * Marks a click as sent again at `at`, and calls `send`. The mark is written first: if the click is set aside again at once, that removes
   * the mark. If `send` rejects, the mark is removed too.
   */
  async sendAgain(id: string, at: Date, send: () => Promise<void>): Promise<SetAsideDoc> {
    await this.clicks.aside.updateOne({ _id: id }, { $set: { sentAgainAt: at } });
    try {
      await send();
    } catch (error) {
      await this.clicks.aside.updateOne({ _id: id, sentAgainAt: at }, { $unset: { sentAgainAt: '' } });
      throw error;
    }
    return this.get(id);
  }
}
