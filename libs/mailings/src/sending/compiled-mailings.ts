import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import type { Mailbox } from '@linkflow/contracts';
import { collectionOf } from '@linkflow/platform';
import type { CompiledMail } from '../content/compiled-mail';

/** A mailing that is ready to be sent. It is stored once, when the sending starts, and does not change any more. */
export interface PreparedMailing {
  mailingId: string;
  mail: CompiledMail;
  from: Mailbox;
  replyTo: Mailbox | null;
  /** Subscription type; null if the mailing has none. */
  typeId: string | null;
  /** Set if a tracked link leads to the recipient's page for unsubscribing. */
  hasTrackedUnsubscribe?: boolean;
}

/** Collection `compiled_mailings`: mailings as they are sent. `_id` is the id of the mailing. */
interface CompiledMailingDoc extends Omit<PreparedMailing, 'mailingId'> {
  _id: string;
  at: Date;
}

/** The stored mailings whose sending has started. */
@Injectable()
export class CompiledMailings {
  private readonly documents: mongo.Collection<CompiledMailingDoc>;

  constructor(@InjectConnection() connection: Connection) {
    this.documents = collectionOf(connection, 'compiled_mailings');
  }

  async find(mailingId: string): Promise<PreparedMailing | null> {
    const found = await this.documents.findOne({ _id: mailingId });
    return found && { ...found, mailingId };
  }

  async has(mailingId: string): Promise<boolean> {
    return (await this.documents.findOne({ _id: mailingId }, { projection: { _id: 1 } })) !== null;
  }

  /** Stores a mailing. Another worker may have stored it meanwhile, with the same content. */
  async insert({ mailingId: _id, ...prepared }: PreparedMailing): Promise<void> {
    await this.documents.updateOne(
      { _id },
      { $setOnInsert: { ...prepared, at: new Date() } },
      { upsert: true },
    );
  }
}
