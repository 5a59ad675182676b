import { createHash } from 'node:crypto';
import { Injectable, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import type { Erasure, PersonalExport } from '@linkflow/contracts';
import { ContactsService } from '@linkflow/crm';
import { CrmAudience, addressKey } from '@linkflow/crm-port';
import { RecipientsRepository } from '@linkflow/mailings';
import { AppError, Clock, Log, PeriodicTasks, PersonalData, collectionOf } from '@linkflow/platform';
import { AuditLog } from '../ops/audit-log';
import type { SignedInUser } from '../session/signed-in-user';

/**
 * A document of the collection `erasures`: the erasure of one contact, whose id is `_id`. The owners are the parts of the system that store
 * personal data (`PersonalDataOwner`). States:
 *
 * - erasing: the first round; each owner erases its data.
 * - settling: all owners have finished the first round. After `SETTLE_MS` the second round begins: all owners erase again, because clicks
 *   and steps that were in progress during the first round may have stored personal data since.
 * - settling with `repeatedAt`: all owners have finished the second round; users see `done`. After `LAST_ROUND_MS` the last round begins,
 *   because a worker that was frozen longer than `SETTLE_MS` continues with data that it read before.
 * - done: all owners have finished the last round and removed the contact's id.
 */
interface StoredErasure {
  _id: string;
  state: Erasure['state'];
  /** Names of the owners that have finished the current round. */
  done: string[];
  requestedAt: Date;
  /** When the first round ended. */
  settlingSince?: Date;
  /** When the second round ended. */
  repeatedAt?: Date;
}

/** Interval of the periodic task, which retries failed erasures and starts the later rounds. New requests do not wait for it. */
const EVERY_MS = 5_000;
const LEASE_MS = 60_000;
/** Time between the first two rounds. Must be longer than a step may take and longer than the caches of workers keep their entries. */
const SETTLE_MS = 120_000;
/** Time between the second and the last round. No worker is expected to be frozen longer. */
const LAST_ROUND_MS = 86_400_000;

const OPEN: Erasure['state'][] = ['erasing', 'settling'];
const isBefore = (time: string, ms: number) => ({ $lte: [time, { $subtract: ['$$NOW', ms] }] });
/** Matches erasures whose next or current round can be carried out now. */
const IS_DUE = {
  $switch: {
    branches: [
      { case: { $eq: ['$state', 'erasing'] }, then: true },
      { case: { $eq: [{ $type: '$repeatedAt' }, 'date'] }, then: isBefore('$repeatedAt', LAST_ROUND_MS) },
    ],
    default: isBefore('$settlingSince', SETTLE_MS),
  },
};

/**
 * Erases contacts in the background. The process that receives the request starts at once. A periodic task, which runs in one process at a
 * time, continues what is left. An interrupted or failed erasure continues with the first owner that has not finished. Two processes may
 * carry out the same erasure at the same time, because each owner may erase the same data repeatedly.
 */
@Injectable()
export class Erasures implements OnModuleInit, BeforeApplicationShutdown {
  private readonly erasures: mongo.Collection<StoredErasure>;
  /** The erasures that this process is carrying out, by contact id. */
  private readonly running = new Map<string, Promise<void>>();
  private readonly stopping = new AbortController();

  constructor(
    @InjectConnection() connection: Connection,
    private readonly data: PersonalData,
    private readonly contacts: ContactsService,
    private readonly audience: CrmAudience,
    private readonly recipients: RecipientsRepository,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
    private readonly log: Log,
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

  async onModuleInit(): Promise<void> {
    await this.erasures.createIndex({ state: 1 }, { partialFilterExpression: { state: { $in: OPEN } } });
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.running.values());
  }

  /**
   * Deletes the contact and starts the erasure of its personal data, without waiting for the end. A repeated request starts no second
   * erasure.
   * @throws AppError not-found
   */
  async request(contactId: string, user: SignedInUser): Promise<void> {
    if (!(await this.erasures.findOne({ _id: contactId }))) await this.contacts.requireExisting(contactId);
    await this.audit.record(user, {
      action: 'contact.erase',
      target: { kind: 'contact', id: contactId, name: '' },
      contactId,
      act: async () => {
        await this.erasures.updateOne(
          { _id: contactId },
          { $setOnInsert: { state: 'erasing', done: [], requestedAt: this.clock.now() } },
          { upsert: true },
        );
        await this.eraseAddressOf(contactId);
        await this.contacts.remove(contactId).catch((error: unknown) => {
          // An earlier request has already deleted the contact.
          if (!(error instanceof AppError) || error.code !== 'not-found') throw error;
        });
      },
    });
    // After a restore from a backup, the log may be the only place that knows who must be erased again.
    this.log.info({ contactId }, 'an erasure was requested');
    void this.advance(contactId);
  }

  /**
   * Erases what is stored about an address that belongs to no contact, such as one from a file.
   * @throws AppError validation.failed if a contact has the address; its erasure includes the address
   */
  async eraseAddress(email: string, user: SignedInUser): Promise<void> {
    const key = addressKey(email);
    if ((await this.audience.byAddresses([key])).size > 0) throw addressOfContact();
    await this.audit.record(user, {
      action: 'contact.erase-address',
      // The address itself must not be kept; who knows it can compute the hash.
      target: { kind: 'recipient', id: createHash('sha256').update(key).digest('hex'), name: '' },
      act: () => this.eraseWithoutContact(key),
    });
  }

  /** @throws AppError not-found if no erasure of this contact was requested */
  async progress(contactId: string): Promise<Erasure> {
    const erasure = await this.erasures.findOne({ _id: contactId });
    if (!erasure) throw new AppError('not-found', 'No such contact is being erased.');
    const { done, requestedAt, repeatedAt } = erasure;
    const state = repeatedAt ? 'done' : erasure.state;
    const total = this.data.all().length;
    return {
      state,
      done: state === 'erasing' ? done.length : total,
      total,
      requestedAt: requestedAt.toISOString(),
    };
  }

  /** Returns all personal data of the contact, and records this in the audit log. @throws AppError not-found */
  async export(contactId: string, user: SignedInUser): Promise<PersonalExport> {
    await this.contacts.requireExisting(contactId);
    return this.audit.record(user, {
      action: 'contact.export',
      target: { kind: 'contact', id: contactId, name: '' },
      contactId,
      act: async () => {
        const parts = await Promise.all(this.data.all().map((owner) => owner.export(contactId)));
        const collections = Object.fromEntries(
          parts.flatMap((part) => Object.entries(part)).map(([name, documents]) => [name, [...documents]]),
        );
        return { contactId, exportedAt: this.clock.now().toISOString(), collections };
      },
    });
  }

  /** Continues every erasure that is due, one after the other. */
  async run(signal?: AbortSignal): Promise<void> {
    const due = await this.erasures
      .find({ state: { $in: OPEN }, $expr: IS_DUE }, { projection: { _id: 1 } })
      .toArray();
    for (const { _id } of due) {
      if (signal?.aborted) return;
      await this.advance(_id);
    }
  }

  /**
   * Continues an erasure, after this process has ended what it is already doing for the contact. Never rejects: a failed erasure is logged
   * and continued in the next round, so that it does not delay the others.
   */
  private advance(contactId: string): Promise<void> {
    const advancing = (this.running.get(contactId) ?? Promise.resolve())
      .then(() => this.eraseDue(contactId))
      .catch((error: unknown) =>
        this.log.error({ err: error, contactId }, 'an erasure failed; it is continued in the next round'),
      )
      .finally(() => {
        if (this.running.get(contactId) === advancing) this.running.delete(contactId);
      });
    this.running.set(contactId, advancing);
    return advancing;
  }

  private async eraseDue(contactId: string): Promise<void> {
    const erasure = await this.erasures.findOne({ _id: contactId, state: { $in: OPEN }, $expr: IS_DUE });
    if (!erasure) return;
    const { _id, state, done, repeatedAt } = erasure;
    // After a restore from a backup, the contact exists again.
    await this.eraseAddressOf(_id);
    const round = { _id, state, repeatedAt: repeatedAt ?? { $exists: false } };
    for (const owner of this.data.all()) {
      if (this.stopping.signal.aborted) return;
      if (done.includes(owner.name)) continue;
      await owner.erase(_id);
      await this.erasures.updateOne(round, { $addToSet: { done: owner.name } });
    }
    if (repeatedAt) for (const owner of this.data.all()) await owner.forget?.(_id);
    await this.erasures.updateOne(round, [{ $set: { done: [], ...afterRound(erasure) } }]);
  }

  /** Erases what is stored about the address of a contact apart from the contact, as long as the card tells the address. */
  private async eraseAddressOf(contactId: string): Promise<void> {
    const [contact] = await this.audience.byIds([contactId]);
    if (contact?.email) await this.eraseWithoutContact(addressKey(contact.email));
  }

  /** The recipients come last, because the other owners find their data by them. */
  private async eraseWithoutContact(key: string): Promise<void> {
    const recipientIds = await this.recipients.withoutContact(key);
    for (const owner of this.data.all().toReversed())
      await owner.eraseAddress?.({ addressKey: key, recipientIds });
  }
}

const addressOfContact = (): AppError =>
  new AppError('validation.failed', 'A contact has this address. Erase the contact.', {
    issues: [
      {
        code: 'email.of-contact',
        path: 'email',
        message: {
          en: 'This is the address of a contact. Delete the contact, then the address is erased too',
          nb: 'Dette er adressen til en person. Slett personen, så slettes adressen også',
        },
      },
    ],
  });

/** What changes in an erasure after its round. */
const afterRound = ({ state, repeatedAt }: StoredErasure) => {
  if (state === 'erasing') return { state: 'settling', settlingSince: '$$NOW' };
  return repeatedAt ? { state: 'done' } : { repeatedAt: '$$NOW' };
};
