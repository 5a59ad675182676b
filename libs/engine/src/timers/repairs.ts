import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import { Clock } from '@linkflow/platform';

interface StoredRepairs {
  _id: 'all';
  since: Date;
  rung?: number;
  begun?: number;
}

/** What had to be mended. */
export interface RepairCounts {
  /** Since when it is counted; null: nothing had to be. */
  since: Date | null;
  /** Runs that were due and that nobody had rung for. */
  rung: number;
  /** Clicks that were recorded and whose run nobody had begun. */
  begun: number;
}

/** Counts what the engine mended by itself, in one small document, so that every process knows the same. */
@Injectable()
export class Repairs {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly clock: Clock,
  ) {}

  async count(what: 'rung' | 'begun', by: number): Promise<void> {
    if (by === 0) return;
    await this.repairs.updateOne(
      { _id: 'all' },
      { $inc: { [what]: by }, $setOnInsert: { since: this.clock.now() } },
      { upsert: true },
    );
  }

  async read(): Promise<RepairCounts> {
    const { since = null, rung = 0, begun = 0 } = (await this.repairs.findOne({ _id: 'all' })) ?? {};
    return { since, rung, begun };
  }

  private get repairs(): mongo.Collection<StoredRepairs> {
    return this.connection.collection<StoredRepairs>('repairs');
  }
}
