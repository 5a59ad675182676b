import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import type { Erasure, PersonalExport } from '@linkflow/contracts';
import { ContactsService } from '@linkflow/crm';
import { AppError, Clock, PeriodicTasks, PersonalData, collectionOf } from '@linkflow/platform';
import { AuditLog } from '../ops/audit-log';
import type { SignedInUser } from '../session/sessions.service';

/**
 * Collection `erasures`: contacts that are erased, by id. States: erasing → settling (all owners are done once) → done (all are done
 * again, after `SETTLE_MS`). The repeat catches clicks and steps that were in progress during the first one.
 */
interface StoredErasure {
  _id: string;
  state: Erasure['state'];
  /** Names of the owners that are done in this state. */
  done: string[];
  requestedAt: Date;
  /** When the first round ended. */
  settlingSince?: Date;
}

const EVERY_MS = 500;
const LEASE_MS = 60_000;
/** Longer than a step may take, and than the caches of workers live. */
const SETTLE_MS = 120_000;

/** Erases contacts in the background, one process at a time. An interrupted erasure continues at the owner where it was. */
@Injectable()
export class Erasures {
  private readonly erasures: mongo.Collection<StoredErasure>;

  constructor(
    @InjectConnection() connection: Connection,
    private readonly data: PersonalData,
    private readonly contacts: ContactsService,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
    tasks: PeriodicTasks,
  ) {
    this.erasures = collectionOf(connection, 'erasures');
    tasks.add({
      name: 'erasures',
      everyMs: EVERY_MS,
      leaseMs: LEASE_MS,
      run: (signal) => this.run(signal),
    });
  }

  /** Begins an erasure. Repeating it has no effect. @throws AppError not-found */
  async request(contactId: string, user: SignedInUser): Promise<void> {
    if (!(await this.erasures.findOne({ _id: contactId }))) await this.contacts.requireExisting(contactId);
    await this.audit.record(user, {
      action: 'contact.erase',
      target: { kind: 'contact', id: contactId, name: '' },
      act: async () => {
        await this.erasures.updateOne(
          { _id: contactId },
          { $setOnInsert: { state: 'erasing', done: [], requestedAt: this.clock.now() } },
          { upsert: true },
        );
        await this.contacts.remove(contactId).catch((error: unknown) => {
          // Removed by an earlier request.
          if (!(error instanceof AppError) || error.code !== 'not-found') throw error;
        });
      },
    });
  }

  /** @throws AppError not-found */
  async progress(contactId: string): Promise<Erasure> {
    const erasure = await this.erasures.findOne({ _id: contactId });
    if (!erasure) throw new AppError('not-found', 'No such contact is being erased.');
    const { state, done, requestedAt } = erasure;
    const total = this.data.all().length;
    return {
      state,
      done: state === 'erasing' ? done.length : total,
      total,
      requestedAt: requestedAt.toISOString(),
    };
  }

  /** @throws AppError not-found */
  async export(contactId: string, user: SignedInUser): Promise<PersonalExport> {
    await this.contacts.requireExisting(contactId);
    return this.audit.record(user, {
      action: 'contact.export',
      target: { kind: 'contact', id: contactId, name: '' },
      act: async () => {
        const parts = await Promise.all(this.data.all().map((owner) => owner.export(contactId)));
        const collections = Object.fromEntries(
          parts.flatMap((part) => Object.entries(part)).map(([name, documents]) => [name, [...documents]]),
        );
        return { contactId, exportedAt: this.clock.now().toISOString(), collections };
      },
    });
  }

  /** One round: continues every erasure that is due. */
  async run(signal?: AbortSignal): Promise<void> {
    const settled = { $lte: ['$settlingSince', { $subtract: ['$$NOW', SETTLE_MS] }] };
    const due = this.erasures.find({
      $or: [{ state: 'erasing' }, { state: 'settling', $expr: settled }],
    });
    for await (const erasure of due) {
      if (signal?.aborted) return;
      await this.advance(erasure);
    }
  }

  private async advance({ _id, state, done }: StoredErasure): Promise<void> {
    for (const owner of this.data.all()) {
      if (done.includes(owner.name)) continue;
      await owner.erase(_id);
      await this.erasures.updateOne({ _id, state }, { $addToSet: { done: owner.name } });
    }
    if (state === 'settling') for (const owner of this.data.all()) await owner.forget?.(_id);
    await this.erasures.updateOne({ _id, state }, [
      state === 'erasing'
        ? { $set: { state: 'settling', done: [], settlingSince: '$$NOW' } }
        : { $set: { state: 'done', done: [] } },
    ]);
  }
}
