import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { LRUCache } from 'lru-cache';
import type { Connection, mongo } from 'mongoose';
import { AppError, collectionOf } from '@linkflow/platform';
import type { MailingDoc } from '../mailings.repository';
import { MailCompiler } from '../content/mail-compiler';
import { MessageWriter, type LoadedMailing, type PreparedMailing } from './message-writer';
import { readSendingSettings } from './sending.config';

/** Collection `compiled_mailings`: mailings as they are sent. `_id` is the id of the mailing. */
interface CompiledMailingDoc extends Omit<PreparedMailing, 'mailingId'> {
  _id: string;
  at: Date;
}

/** Mailings that one process keeps compiled in memory. */
const MAX_LOADED = 20;

/** Compiles a mailing once, when its sending starts, and keeps the result for all workers. */
@Injectable()
export class PreparedMailings {
  private readonly settings = readSendingSettings();
  private readonly stored: mongo.Collection<CompiledMailingDoc>;
  private readonly loaded = new LRUCache<string, LoadedMailing>({ max: MAX_LOADED });

  constructor(
    @InjectConnection() connection: Connection,
    private readonly compiler: MailCompiler,
    private readonly writer: MessageWriter,
  ) {
    this.stored = collectionOf(connection, 'compiled_mailings');
  }

  /** Compiles and stores a mailing, unless it is stored already. */
  async prepare(mailing: MailingDoc): Promise<void> {
    if (await this.stored.findOne({ _id: mailing._id }, { projection: { _id: 1 } })) return;
    const { mailingId: _id, ...prepared } = await this.compile(mailing);
    // Another worker may have stored it meanwhile, with the same content.
    await this.stored.updateOne({ _id }, { $setOnInsert: { ...prepared, at: new Date() } }, { upsert: true });
  }

  /** The mailing as it is sent. @throws Error if it was not prepared */
  async load(mailingId: string): Promise<LoadedMailing> {
    let loaded = this.loaded.get(mailingId);
    if (!loaded) {
      const found = await this.stored.findOne({ _id: mailingId });
      if (!found) throw new Error(`The mailing ${mailingId} is not compiled.`);
      this.loaded.set(mailingId, (loaded = this.writer.load({ ...found, mailingId })));
    }
    return loaded;
  }

  /** The mailing as it would be sent now, for a test. */
  async current(mailing: MailingDoc): Promise<LoadedMailing> {
    return this.writer.load(await this.compile(mailing));
  }

  private async compile({
    _id: mailingId,
    subject,
    html,
    preheader,
    from,
    replyTo,
    typeId,
  }: MailingDoc): Promise<PreparedMailing> {
    const sender = from ?? this.settings.from;
    if (!sender) throw new AppError('mailing.not-ready', 'The mailing has no sender.');
    const mail = await this.compiler.compile({ subject, html, preheader, typeId });
    return { mailingId, mail, from: sender, replyTo: replyTo ?? null, typeId: typeId ?? null };
  }
}
