import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import type { AuditEntry, AuditPage, AuditQuery } from '@linkflow/contracts';
import { containing } from '@linkflow/links';
import { AppError, Clock, Log, newId } from '@linkflow/platform';
import type { SignedInUser } from '../../session';
import type { StoredAudit } from './stored-audit';

/** What somebody is about to do. */
export type Deed = Pick<StoredAudit, 'action' | 'target' | 'details'>;

/** What people have done, one line for each act. */
@Injectable()
export class AuditLog {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /**
   * Does it, with a line. The line is there before the act, so nothing is done that is not written down; and once it is done
   * it counts as done, whether that can still be written or not, so nobody does it again. A line of which nobody knows whether
   * the act came about says so. What is refused was not done, and leaves no line.
   * @param told what is known of the act only when it is done
   */
  async doing<T>(
    { id, name }: SignedInUser,
    deed: Deed,
    act: () => Promise<T>,
    told: (result: T) => Partial<Pick<Deed, 'target' | 'details'>> = () => ({}),
  ): Promise<T> {
    const line: StoredAudit = {
      _id: newId(),
      at: this.clock.now(),
      by: { id, name },
      ...deed,
      pending: true,
    };
    await this.lines.insertOne(line, { ignoreUndefined: true });
    let result: T;
    try {
      result = await act();
    } catch (error) {
      if (wasRefused(error)) await this.settle(line, () => this.lines.deleteOne({ _id: line._id }));
      throw error;
    }
    await this.settle(line, () =>
      this.lines.updateOne(
        { _id: line._id },
        { $set: told(result), $unset: { pending: '' } },
        { ignoreUndefined: true },
      ),
    );
    return result;
  }

  /** The act is over; that its line could not be brought up to it changes nothing of it. */
  private async settle(line: StoredAudit, write: () => Promise<unknown>): Promise<void> {
    try {
      await write();
    } catch (error) {
      this.log.error({ err: error, audit: line }, 'a line of the audit does not tell how its act went');
    }
  }

  /** Newest first. `action` is one action, or all of a kind: `run.`. */
  async page({ userId, action, q, page, pageSize }: AuditQuery): Promise<AuditPage> {
    const where: mongo.Filter<StoredAudit> = {
      ...(userId && { 'by.id': userId }),
      ...(action && { action: action.endsWith('.') ? { $gte: action, $lt: `${action}￿` } : action }),
      ...(q && { $or: [{ 'target.name': containing(q) }, { 'by.name': containing(q) }] }),
    } as mongo.Filter<StoredAudit>;
    const [lines, total] = await Promise.all([
      this.lines
        .find(where)
        .sort({ _id: -1 })
        .skip((page - 1) * pageSize)
        .limit(pageSize)
        .toArray(),
      this.lines.countDocuments(where),
    ]);
    return { items: lines.map(toEntry), total, page, pageSize };
  }

  private get lines(): mongo.Collection<StoredAudit> {
    return this.connection.collection<StoredAudit>('audit');
  }
}

/** By a rule, before anything was done. What broke may have been done all the same. */
const wasRefused = (error: unknown): boolean => error instanceof AppError && error.status < 500;

const toEntry = ({ _id, at, by, action, target, details, pending }: StoredAudit): AuditEntry => ({
  id: _id,
  at: at.toISOString(),
  by,
  action,
  target,
  details,
  ...(pending && { pending }),
});
