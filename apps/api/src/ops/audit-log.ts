import { Injectable, Module } from '@nestjs/common';
import { InjectConnection, MongooseModule } from '@nestjs/mongoose';
import { Schema, type Connection, type mongo } from 'mongoose';
import type { AuditAction, AuditChange, AuditEntry, AuditPage, AuditQuery } from '@linkflow/contracts';
import {
  AppError,
  Clock,
  Log,
  PersonalData,
  containing,
  Retention,
  RetentionConfig,
  deleteOldPage,
  newId,
  readConfig,
  type PersonalDataOwner,
  type PersonalDocuments,
  isDuplicateKey,
} from '@linkflow/platform';
import type { SignedInUser } from '../session/signed-in-user';

/** The user who performs an action. */
export type Actor = Pick<SignedInUser, 'id' | 'name' | 'key'>;

/** An audit event as stored. Written before the action, completed once after it, and never changed again. */
interface StoredAudit {
  _id: string;
  at: Date;
  by: { id: string; name: string; key?: string };
  action: AuditAction;
  target: AuditEntry['target'];
  changes?: AuditChange[];
  details?: Record<string, unknown>;
  /** The contact that the event is about, also if the target is a run or a bulk operation. */
  contactId?: string;
  /** Key of an event that counts repetitions; see `tally`. */
  tally?: string;
  /** The outcome is not known. Stays set if the process or a database failed during the action. */
  pending?: true;
}

/** What an action is about, as the audit event records it. */
export interface AuditSubject extends Pick<StoredAudit, 'target' | 'changes' | 'details'> {
  contactId?: string | undefined;
}

/** An action of a user, with what is recorded about it. */
export interface AuditedAct<T> extends AuditSubject {
  action: AuditAction;
  act: () => Promise<T>;
  /** Returns values that are known only after the action; they replace those that were recorded before it. */
  outcome?: (result: T) => Partial<AuditSubject>;
}

const AUDIT_MODEL = 'Audit';
const auditSchema = new Schema<StoredAudit>(
  { _id: { type: String, required: true } },
  { collection: 'audit', strict: false, versionKey: false },
);
// Ids are ordered by time, so `_id: -1` sorts each list newest first.
auditSchema.index({ 'by.id': 1, _id: -1 });
auditSchema.index({ action: 1, _id: -1 });
// Finds the events about a contact, to erase or export them.
auditSchema.index({ contactId: 1 }, { partialFilterExpression: { contactId: { $type: 'string' } } });

// Two processes that count the same thing write one event.
auditSchema.index({ tally: 1 }, { unique: true, partialFilterExpression: { tally: { $type: 'string' } } });

/** The record of what users did: one audit event per action. */
@Injectable()
export class AuditLog implements PersonalDataOwner {
  readonly name = 'audit';
  readonly order = 4;
  readonly collections = { audit: ['contactId', 'target', 'changes', 'details'] };

  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly clock: Clock,
    private readonly log: Log,
    data: PersonalData,
    retention: Retention,
  ) {
    data.add(this);
    retention.add({
      name: 'audit',
      days: readConfig(RetentionConfig).RETENTION_AUDIT_DAYS,
      deletePage: (page) => deleteOldPage(this.events, page),
    });
  }

  /**
   * Removes the personal data from the events about a contact. Who did what and when stays. The name of a bulk operation also stays,
   * because it is its command.
   */
  async erase(contactId: string): Promise<void> {
    const name = { $cond: [{ $eq: ['$target.kind', 'bulk'] }, '$target.name', ''] };
    await this.events.updateMany({ contactId }, [
      { $set: { 'target.name': name } },
      { $unset: ['changes', 'details'] },
    ]);
  }

  /** Removes the contact's id from all events except its erasure and its exports, which prove what was done with the data. */
  async forget(contactId: string): Promise<void> {
    const ofOthers = {
      contactId,
      action: { $nin: ['contact.erase', 'contact.export'] },
    } as mongo.Filter<StoredAudit>;
    const id = { $cond: [{ $eq: ['$target.kind', 'contact'] }, '', '$target.id'] };
    await this.events.updateMany(ofOthers, [{ $set: { 'target.id': id } }, { $unset: 'contactId' }]);
  }

  async export(contactId: string): Promise<PersonalDocuments> {
    return { audit: await this.events.find({ contactId }).toArray() };
  }

  /**
   * Performs an action and records it. States of the audit event:
   *
   * - `pending`: written before the action, so nothing is done without a record; if this write fails, the action is not done.
   * - completed: the action succeeded. If this write fails, the action still counts as done and the event stays `pending`.
   * - removed: the action was refused by a rule (an error below 500), so nothing was done.
   * - `pending` permanently: the action failed unexpectedly, so its outcome is not known.
   */
  async record<T>(user: Actor, { act, outcome, ...about }: AuditedAct<T>): Promise<T> {
    const { action, target, changes, details, contactId } = about;
    const event: StoredAudit = {
      _id: newId(),
      at: this.clock.now(),
      by: { id: user.id, name: user.name, ...(user.key && { key: user.key.name }) },
      action,
      target,
      // An event without differences has no `changes`.
      ...(changes && changes.length > 0 && { changes }),
      details,
      ...(contactId !== undefined && { contactId }),
      pending: true,
    };
    await this.events.insertOne(event, { ignoreUndefined: true });
    let result: T;
    try {
      result = await act();
    } catch (error) {
      if (wasRefused(error)) await this.finish(event, () => this.events.deleteOne({ _id: event._id }));
      throw error;
    }
    await this.finish(event, () =>
      this.events.updateOne(
        { _id: event._id },
        { $set: outcome?.(result) ?? {}, $unset: { pending: '' } },
        { ignoreUndefined: true },
      ),
    );
    return result;
  }

  /**
   * Counts something that may happen very often, such as failed sign-ins: one event per key, whose `details.times` grows. Nobody did it, so
   * the event has no user.
   */
  async tally(
    key: string,
    { action, target, details }: Pick<StoredAudit, 'action' | 'target' | 'details'>,
  ): Promise<void> {
    const at = this.clock.now();
    const count = () =>
      this.events.updateOne(
        { tally: key },
        {
          $setOnInsert: {
            _id: newId(),
            at,
            by: { id: '', name: '' },
            action,
            target,
            ...Object.fromEntries(Object.entries(details ?? {}).map(([k, v]) => [`details.${k}`, v])),
          },
          $inc: { 'details.times': 1 },
          $set: { 'details.lastAt': at.toISOString() },
        },
        { upsert: true },
      );
    try {
      await count();
    } catch (error) {
      // Another process has inserted the event between the search and the insertion of the upsert.
      if (!isDuplicateKey(error)) throw error;
      await count();
    }
  }

  /** Writes the outcome. A failure is only logged, because the action is already over. */
  private async finish(event: StoredAudit, write: () => Promise<unknown>): Promise<void> {
    try {
      await write();
    } catch (error) {
      // Only the id, because the event may contain personal data. The rest of it is stored.
      this.log.error({ err: error, auditId: event._id }, 'could not write the outcome of an audit event');
    }
  }

  /** Lists events, newest first. `action` is the name of one action, or a prefix with a trailing dot for all actions of a kind: `run.`. */
  async page({ userId, action, q, page, pageSize }: AuditQuery): Promise<AuditPage> {
    const filter: mongo.Filter<StoredAudit> = {
      ...(userId && { 'by.id': userId }),
      ...(action && { action: action.endsWith('.') ? { $gte: action, $lt: `${action}\uffff` } : action }),
      ...(q && { $or: [{ 'target.name': containing(q) }, { 'by.name': containing(q) }] }),
    } as mongo.Filter<StoredAudit>;
    const [events, total] = await Promise.all([
      this.events
        .find(filter)
        .sort({ _id: -1 })
        .skip((page - 1) * pageSize)
        .limit(pageSize)
        .toArray(),
      this.events.countDocuments(filter),
    ]);
    return { items: events.map(toEntry), total, page, pageSize };
  }

  private get events(): mongo.Collection<StoredAudit> {
    return this.connection.collection<StoredAudit>('audit');
  }
}

/** True if a rule refused the action before anything was done. Any other error may have occurred in the middle of the action. */
const wasRefused = (error: unknown): boolean => error instanceof AppError && error.status < 500;

const toEntry = ({ _id, at, by, action, target, changes, details, pending }: StoredAudit): AuditEntry => ({
  id: _id,
  at: at.toISOString(),
  by,
  action,
  target,
  changes,
  details,
  ...(pending && { pending }),
});

/** Imported by every module whose controllers record audit events. */
@Module({
  imports: [MongooseModule.forFeature([{ name: AUDIT_MODEL, schema: auditSchema }])],
  providers: [AuditLog],
  exports: [AuditLog],
})
export class AuditModule {}
