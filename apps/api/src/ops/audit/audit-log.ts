import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import type { AuditEntry, AuditPage, AuditQuery } from '@linkflow/contracts';
import { containing } from '@linkflow/links';
import { Clock, Log, newId } from '@linkflow/platform';
import type { SignedInUser } from '../../session';
import type { AuditAction, StoredAudit } from './stored-audit';

/** What people have done, one line for each act. */
@Injectable()
export class AuditLog {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /**
   * Writes a line after the act, in the same request.
   * @throws when it could not be stored, so that nobody takes the act for recorded. The line stands in the log then.
   */
  async write(
    { id, name }: SignedInUser,
    action: AuditAction,
    target: AuditEntry['target'],
    details?: Record<string, unknown>,
  ): Promise<void> {
    const line: StoredAudit = {
      _id: newId(),
      at: this.clock.now(),
      by: { id, name },
      action,
      target,
      ...(details && { details }),
    };
    try {
      await this.lines.insertOne(line, { ignoreUndefined: true });
    } catch (error) {
      this.log.error({ err: error, audit: line }, 'a line of the audit could not be stored');
      throw error;
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

const toEntry = ({ _id, at, by, action, target, details }: StoredAudit): AuditEntry => ({
  id: _id,
  at: at.toISOString(),
  by,
  action,
  target,
  details,
});
