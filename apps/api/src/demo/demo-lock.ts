import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { Clock, newId } from '@linkflow/platform';
import { mongo, type Connection } from 'mongoose';

interface SeedDoc {
  _id: string;
  /** Which process is at it. */
  by: string;
  /** Its time is up then, and another one may take over. */
  until: Date;
  done: boolean;
}

const ID = 'demo';
/** Short, so that a start after a crash does not wait long; moved on while the seed runs. */
const LEASE_MS = 10_000;
const LOOK_MS = 100;
const DUPLICATE_KEY = 11_000;

/** Lets one of several processes that start together do the seed, and the others wait until it is done. */
@Injectable()
export class DemoLock {
  private readonly me = newId();

  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly clock: Clock,
  ) {}

  /** Whether a seed was begun here and never finished. */
  async isBroken(): Promise<boolean> {
    const seed = await this.seeds.findOne({ _id: ID });
    return seed !== null && !seed.done;
  }

  /** Runs the seed, or waits for whoever runs it. A process that died with it is replaced when its time is up. */
  async once(seed: () => Promise<void>): Promise<void> {
    while (!(await this.isDone())) {
      if (await this.take()) {
        const renewal = setInterval(() => void this.moveOn().catch(() => undefined), LEASE_MS / 4);
        try {
          await seed();
        } finally {
          clearInterval(renewal);
        }
        await this.seeds.updateOne({ _id: ID, by: this.me }, { $set: { done: true } });
      } else {
        await sleep(LOOK_MS);
      }
    }
  }

  private async moveOn(): Promise<void> {
    await this.seeds.updateOne({ _id: ID, by: this.me }, { $set: { until: this.leaseEnd() } });
  }

  private leaseEnd(): Date {
    return new Date(this.clock.now().getTime() + LEASE_MS);
  }

  private async isDone(): Promise<boolean> {
    return (await this.seeds.findOne({ _id: ID }))?.done ?? false;
  }

  private async take(): Promise<boolean> {
    const now = this.clock.now();
    try {
      const { matchedCount, upsertedCount } = await this.seeds.updateOne(
        { _id: ID, done: false, until: { $lt: now } },
        { $set: { by: this.me, until: this.leaseEnd() } },
        { upsert: true },
      );
      return matchedCount + upsertedCount > 0;
    } catch (error) {
      // It is there, and not ours to take: held by another one, or done.
      if (error instanceof mongo.MongoServerError && error.code === DUPLICATE_KEY) return false;
      throw error;
    }
  }

  private get seeds(): mongo.Collection<SeedDoc> {
    // The driver's own collection; its types want ObjectIds, our ids are strings.
    return this.connection.collection('seeds') as unknown as mongo.Collection<SeedDoc>;
  }
}
