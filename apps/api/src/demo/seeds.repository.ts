import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { Leases, collectionOf } from '@linkflow/platform';
import type { Connection, mongo } from 'mongoose';

/** The state of a seed. `done: false`: it is running, or its process died. */
interface SeedDoc {
  _id: string;
  done: boolean;
}

const ID = 'demo';
const LEASE = 'demo-seed';
/** Short, so that a start after a crash does not wait long. */
const LEASE_MS = 10_000;

/** Lets one of several processes that start together run the seed, while the others wait for it. Owns the collection `seeds`. */
@Injectable()
export class SeedsRepository {
  private readonly seeds: mongo.Collection<SeedDoc>;

  constructor(
    @InjectConnection() connection: Connection,
    private readonly leases: Leases,
  ) {
    this.seeds = collectionOf(connection, 'seeds');
  }

  /** True when a seed was started and not finished. */
  async isUnfinished(): Promise<boolean> {
    return (await this.seeds.findOne({ _id: ID }))?.done === false;
  }

  /** Runs the seed, or waits for the process that runs it. Takes over when that process died. */
  async runOnce(seed: () => Promise<void>): Promise<void> {
    await this.leases.hold(LEASE, LEASE_MS, async () => {
      const state = await this.seeds.findOne({ _id: ID });
      if (state?.done) return;
      await this.seeds.updateOne({ _id: ID }, { $set: { done: false } }, { upsert: true });
      await seed();
      await this.seeds.updateOne({ _id: ID }, { $set: { done: true } });
    });
  }
}
