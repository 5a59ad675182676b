import { Injectable } from '@nestjs/common';
import type { PageQuery } from '@linkflow/contracts';
import { AppError } from '@linkflow/platform';
import type { RowPage } from '../list-query';
import type { SetAsideDoc } from './click-documents';
import { ClicksRepository } from './clicks.repository';

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
   * Calls `send`, then marks the click as sent again at `sentAt`. If the process is killed in between, ops see the click as not sent and
   * send it again, which changes nothing. A click that was set aside again meanwhile has another `at` and gets no mark.
   */
  async sendAgain({ _id, at }: SetAsideDoc, sentAt: Date, send: () => Promise<void>): Promise<SetAsideDoc> {
    await send();
    await this.clicks.aside.updateOne({ _id, at }, { $set: { sentAgainAt: sentAt } });
    return this.get(_id);
  }
}
