import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import type { CreateSubscriptionType, Text, UpdateSubscriptionType } from '@linkflow/contracts';
import { AppError, Clock, collectionOf, newId, transaction } from '@linkflow/platform';
import { MailingsRepository } from '../mailings.repository';
import { requireRoom } from '../stored-limits';

/** Collection `subscription_types`: the kinds of mail from which people can unsubscribe one by one. */
export interface SubscriptionTypeDoc {
  _id: string;
  /** The name that recipients read. */
  name: Text;
  /** One sentence for recipients; may be empty. */
  description: Text;
  /** HTML that ends a mailing of this type whose content has no link to unsubscribe. May contain merge fields and special links. */
  footer: string;
  /** Whether a mailing of this type is refused if neither its content nor the footer has a link to unsubscribe. */
  requiresUnsubscribe: boolean;
  /** Whether only people who have consented get mailings of this type. Absent in types that were saved by an early release: no. */
  requiresConsent?: boolean;
  /** Position in lists, lowest first. */
  rank: number;
  createdAt: Date;
  /** When the type was retired; null if it is in use. What people have decided about it is kept. */
  retiredAt: Date | null;
}

@Injectable()
export class SubscriptionTypes {
  readonly documents: mongo.Collection<SubscriptionTypeDoc>;

  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly mailings: MailingsRepository,
    private readonly clock: Clock,
  ) {
    this.documents = collectionOf(connection, 'subscription_types');
  }

  /** The types in the order of their rank, retired ones last. */
  async all(): Promise<SubscriptionTypeDoc[]> {
    const types = await this.documents.find().sort({ rank: 1, createdAt: 1, _id: 1 }).toArray();
    return [...types.filter(({ retiredAt }) => !retiredAt), ...types.filter(({ retiredAt }) => retiredAt)];
  }

  /** Finds retired types too. */
  find(id: string): Promise<SubscriptionTypeDoc | null> {
    return this.documents.findOne({ _id: id });
  }

  /** @throws AppError not-found */
  async get(id: string): Promise<SubscriptionTypeDoc> {
    const type = await this.find(id);
    if (!type) throw noSuchType();
    return type;
  }

  /** @throws AppError limit.reached */
  async create(body: CreateSubscriptionType, _id = newId()): Promise<SubscriptionTypeDoc> {
    const count = await this.countInUse();
    requireRoom('subscription-types', count);
    const type: SubscriptionTypeDoc = {
      _id,
      ...body,
      rank: count,
      createdAt: this.clock.now(),
      retiredAt: null,
    };
    await this.documents.insertOne(type);
    return type;
  }

  /** Who gets the mailings of the type that are not sent yet is decided again if that depends on the change. @throws AppError not-found */
  update(id: string, change: UpdateSubscriptionType): Promise<SubscriptionTypeDoc> {
    return transaction(this.connection, async (session) => {
      const before = await this.documents.findOneAndUpdate({ _id: id }, { $set: change }, { session });
      if (!before) throw noSuchType();
      const after = { ...before, ...change };
      if ((before.requiresConsent ?? false) !== (after.requiresConsent ?? false))
        await this.mailings.recheckOfType(id, session);
      return after;
    });
  }

  /** Takes a type out of use, or back into use. @throws AppError not-found; limit.reached */
  async retire(id: string, isRetired: boolean): Promise<SubscriptionTypeDoc> {
    if (!isRetired && (await this.get(id)).retiredAt)
      requireRoom('subscription-types', await this.countInUse());
    const change = { retiredAt: isRetired ? this.clock.now() : null };
    const changed = await this.documents.findOneAndUpdate(
      { _id: id },
      { $set: change },
      { returnDocument: 'after' },
    );
    if (!changed) throw noSuchType();
    return changed;
  }

  private countInUse(): Promise<number> {
    return this.documents.countDocuments({ retiredAt: null });
  }
}

const noSuchType = (): AppError => new AppError('not-found', 'The subscription type does not exist.');
