import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import { Log } from './log';
import { MONGO_APP_NAME } from './mongo';
import { PeriodicTasks } from './periodic-tasks';

const CHECK_EVERY_MS = 2_000;
/**
 * A transaction counts as abandoned after this time without an operation: the operations of our transactions follow each other within
 * milliseconds. If its process was only frozen, the process repeats the transaction when it continues.
 */
const ABANDONED_AFTER_MS = 5_000;

/** An entry of `$currentOp`. */
interface IdleTransaction {
  lsid: { id: mongo.Binary };
  transaction: { timeInactiveMicros: mongo.Long | number };
}

/**
 * Ends transactions of processes that were killed. MongoDB would keep them open for a minute (`transactionLifetimeLimitSeconds`), and
 * every write to the same documents would wait for that long. Needs no privilege, because each user can list and end its own sessions.
 */
@Injectable()
export class AbandonedTransactions {
  private isSupported = true;

  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly log: Log,
    tasks: PeriodicTasks,
  ) {
    tasks.add({ name: 'abandoned-transactions', everyMs: CHECK_EVERY_MS, run: () => this.end() });
  }

  async end(): Promise<void> {
    if (!this.isSupported) return;
    const admin = this.connection.getClient().db('admin');
    const abandoned = await this.find(admin);
    if (abandoned.length === 0) return;
    await admin.command({ killSessions: abandoned.map(({ lsid: { id } }) => ({ id })) });
    this.log.warn({ transactions: abandoned.length }, 'ended transactions of processes that do not respond');
  }

  private async find(admin: mongo.Db): Promise<IdleTransaction[]> {
    try {
      return await admin
        .aggregate<IdleTransaction>([
          { $currentOp: { allUsers: false, idleSessions: true } },
          {
            $match: {
              type: 'idleSession',
              appName: MONGO_APP_NAME,
              'transaction.timeInactiveMicros': { $gt: ABANDONED_AFTER_MS * 1_000 },
            },
          },
          { $project: { lsid: 1, transaction: { timeInactiveMicros: 1 } } },
        ])
        .toArray();
    } catch (error) {
      if (!isRefused(error)) throw error;
      this.isSupported = false;
      this.log.warn(
        { err: error },
        'MongoDB does not list transactions, so those of a killed process stay open for a minute',
      );
      return [];
    }
  }
}

const UNAUTHORIZED = 13;
const COMMAND_NOT_SUPPORTED = 115;
/** Error code of shared MongoDB Atlas clusters for a command that they do not support. */
const ATLAS_ERROR = 8_000;

const isRefused = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  (error.code === UNAUTHORIZED || error.code === COMMAND_NOT_SUPPORTED || error.code === ATLAS_ERROR);
