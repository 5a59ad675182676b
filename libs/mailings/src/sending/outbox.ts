import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import type { OutboxQuery } from '@linkflow/contracts';
import {
  collectionOf,
  containing,
  deleteOldPage,
  isDuplicateKey,
  newId,
  type DeletedPage,
  type RetentionPage,
} from '@linkflow/platform';
import { MailTransport, type OutgoingMail, type SendOutcome } from './mail-transport';
import { readMessage } from './message-reader';

/** Collection `outbox`: messages that were not sent to anyone, as their recipients would have got them. */
export interface OutboxDoc {
  _id: string;
  mailingId: string;
  recipientId: string;
  /** Unique, so that a message is stored once. */
  messageId: string;
  from: string;
  to: string;
  subject: string;
  source: mongo.Binary;
  size: number;
  at: Date;
  /** Whether it was sent as a test. */
  test: boolean;
}

/** An entry of the list. */
export type OutboxRow = Omit<OutboxDoc, 'source'>;

@Injectable()
export class Outbox {
  private readonly documents: mongo.Collection<OutboxDoc>;

  constructor(@InjectConnection() connection: Connection) {
    this.documents = collectionOf(connection, 'outbox');
  }

  async createIndexes(): Promise<void> {
    await this.documents.createIndexes([
      { key: { messageId: 1 }, unique: true },
      { key: { at: -1 } },
      { key: { mailingId: 1, at: -1 } },
      { key: { recipientId: 1 } },
    ]);
  }

  /** Stores a message, once. */
  async add(message: Omit<OutboxDoc, '_id' | 'at'>): Promise<void> {
    try {
      await this.documents.insertOne({ ...message, _id: newId(), at: new Date() });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }

  async page({
    q,
    mailingId,
    recipientId,
    page,
    pageSize,
  }: OutboxQuery): Promise<{ rows: OutboxRow[]; total: number }> {
    const filter: mongo.Filter<OutboxDoc> = {
      ...(mailingId !== undefined && { mailingId }),
      ...(recipientId !== undefined && { recipientId }),
      ...(q && { $or: [{ to: containing(q) }, { subject: containing(q) }] }),
    };
    const [rows, total] = await Promise.all([
      this.documents
        .find(filter)
        .sort({ at: -1, _id: -1 })
        .skip((page - 1) * pageSize)
        .limit(pageSize)
        .project<OutboxRow>({ source: 0 })
        .toArray(),
      this.documents.countDocuments(filter),
    ]);
    return { rows, total };
  }

  find(id: string): Promise<OutboxDoc | null> {
    return this.documents.findOne({ _id: id });
  }

  /** Deletes the messages to these recipients, because their personal data is erased. */
  async erase(recipientIds: readonly string[]): Promise<void> {
    await this.documents.deleteMany({ recipientId: { $in: [...recipientIds] } });
  }

  /** Deletes old messages, for the retention. */
  deletePage(page: RetentionPage): Promise<DeletedPage> {
    return deleteOldPage(this.documents, page);
  }

  /** The messages to these recipients, for the export of their data. */
  ofRecipients(recipientIds: readonly string[]): Promise<OutboxRow[]> {
    return this.documents
      .find({ recipientId: { $in: [...recipientIds] } })
      .project<OutboxRow>({ source: 0 })
      .toArray();
  }
}

/** Puts messages into the outbox. Used without `SMTP_URL`. */
export class OutboxTransport extends MailTransport {
  readonly concurrency = 20;

  constructor(private readonly outbox: Outbox) {
    super();
  }

  async send(mail: OutgoingMail, beforeContent: () => Promise<boolean>): Promise<SendOutcome> {
    const { mailingId, recipientId, from, to, message, isTest } = mail;
    let isBegun = false;
    try {
      if (!(await beforeContent())) return { kind: 'withdrawn' };
      isBegun = true;
      const { headers } = readMessage(message);
      const valueOf = (name: string): string => headers.find((header) => header.name === name)?.value ?? '';
      await this.outbox.add({
        mailingId,
        recipientId,
        messageId: valueOf('Message-ID'),
        from,
        to,
        subject: valueOf('Subject'),
        // The driver stores a Buffer as binary data.
        source: message as unknown as mongo.Binary,
        size: message.length,
        test: isTest,
      });
      return { kind: 'sent', response: 'outbox' };
    } catch (error) {
      if (!isBegun) return { kind: 'withdrawn' };
      return { kind: 'unknown', problem: error instanceof Error ? error.message : String(error) };
    }
  }

  probe(): Promise<null> {
    return Promise.resolve(null);
  }

  close(): void {
    // Has no connections of its own.
  }
}
