import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { LinkReader, leadsToSubscriptions } from '@linkflow/links';
import { AppError } from '@linkflow/platform';
import { MailCompiler } from '../content/mail-compiler';
import type { MailingDoc } from '../mailings.repository';
import { CompiledMailings, type PreparedMailing } from './compiled-mailings';
import { MessageWriter, type LoadedMailing } from './message-writer';
import { readSendingSettings } from './sending.config';

/** Mailings that one process keeps compiled in memory. */
const MAX_LOADED = 20;

/** Compiles a mailing once, when its sending starts, and keeps the result for all workers. */
@Injectable()
export class PreparedMailings {
  private readonly settings = readSendingSettings();
  private readonly loaded = new LRUCache<string, LoadedMailing>({ max: MAX_LOADED });

  constructor(
    private readonly stored: CompiledMailings,
    private readonly compiler: MailCompiler,
    private readonly writer: MessageWriter,
    private readonly links: LinkReader,
  ) {}

  has(mailingId: string): Promise<boolean> {
    return this.stored.has(mailingId);
  }

  /** Compiles and stores a mailing. @throws UnsafeHeaderError if the sender cannot be written in a header */
  async prepare(mailing: MailingDoc): Promise<void> {
    const prepared = await this.compile(mailing);
    // Fails here, and not for each recipient.
    this.writer.load(prepared);
    await this.stored.insert(prepared);
  }

  /** The mailing as it is sent. @throws Error if it was not prepared */
  async load(mailingId: string): Promise<LoadedMailing> {
    let loaded = this.loaded.get(mailingId);
    if (!loaded) {
      const found = await this.stored.find(mailingId);
      if (!found) throw new Error(`The mailing ${mailingId} is not compiled.`);
      this.loaded.set(mailingId, (loaded = this.writer.load(found)));
    }
    return loaded;
  }

  /** The mailing as it would be sent now, for a test. */
  async current(mailing: MailingDoc): Promise<LoadedMailing> {
    return this.writer.load(await this.compile(mailing));
  }

  private async compile(mailing: MailingDoc): Promise<PreparedMailing> {
    const { _id: mailingId, from, replyTo, typeId } = mailing;
    const sender = from ?? this.settings.from;
    if (!sender) throw new AppError('mailing.not-ready', 'The mailing has no sender.');
    const mail = await this.compiler.compile(mailing);
    const answerOf = await this.links.answersOf(await this.links.rows(mailing.linkIds));
    const hasUnsubscribe = mailing.linkIds.some((id) => leadsToSubscriptions(answerOf(id)));
    return {
      mailingId,
      mail,
      from: sender,
      replyTo: replyTo ?? null,
      typeId: typeId ?? null,
      ...(hasUnsubscribe && { hasTrackedUnsubscribe: true }),
    };
  }
}
