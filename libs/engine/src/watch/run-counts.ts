import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { RunStatus } from '@linkflow/contracts';
import { Remembered } from '@linkflow/platform';
import { RUNS } from '../store/stored-run';

type Counts = Partial<Record<RunStatus, number>>;

/** Those that succeeded and those that were cancelled are many and nobody's concern; the others are counted by the index. */
const COUNTED = RunStatus.options.filter((status) => status !== 'succeeded' && status !== 'cancelled');

/** A count of a hundred thousand takes some 20 ms, and any number of people and programs may ask. */
const FRESH_MS = 2_000;
const STALE_MS = 30_000;

/** How many runs are under way or need a person, by their status. A status without runs is left out. */
@Injectable()
export class RunCounts {
  private readonly counts = new Remembered(() => this.count(), FRESH_MS, STALE_MS);

  constructor(@InjectConnection() private readonly connection: Connection) {}

  read(): Promise<Counts> {
    return this.counts.get();
  }

  private async count(): Promise<Counts> {
    const { db } = this.connection;
    if (!db) throw new Error('Runs were counted before MongoDB was connected.');
    const counts = await Promise.all(
      COUNTED.map(async (status): Promise<[RunStatus, number]> => {
        // The bare command counts by the index alone; countDocuments groups what it finds.
        const { n } = await db.command({ count: RUNS, query: { status } });
        return [status, Number(n)];
      }),
    );
    return Object.fromEntries(counts.filter(([, runs]) => runs > 0));
  }
}
