import { Injectable } from '@nestjs/common';
import {
  SPECIAL_LINKS,
  type Language,
  type MessagePreview,
  type RenderMailing,
  type RenderedMessage,
} from '@linkflow/contracts';
import { HIDDEN_LINK, LinkUrls, LinkTokens, LinksService } from '@linkflow/links';
import { OrganisationConfig, readConfig } from '@linkflow/platform';
import type { MergeValues } from '@linkflow/workflow';
import { LRUCache } from 'lru-cache';
import { BlockRenderer } from './blocks/block-renderer';
import {
  factsIn,
  linksIn,
  render,
  renderLine,
  type CompiledMail,
  type Filling,
} from './content/compiled-mail';
import { MailCompiler } from './content/mail-compiler';
import { MailWork } from './content/mail-work';
import { MailingsRepository, type MailingDoc } from './mailings.repository';
import { RecipientFacts } from './recipients/recipient-facts';
import { RecipientsRepository, type RecipientDoc } from './recipients/recipients.repository';
import { CompiledMailings } from './sending/compiled-mailings';
import { isEditable } from './sending/sending-state';

const SPECIAL: ReadonlySet<string> = new Set(SPECIAL_LINKS);
const NOTHING: MergeValues = { values: {}, texts: {} };
/** Compiled mailings that are kept in memory. */
const MAX_COMPILED = 20;

/** A mailing as one recipient reads it. */
export interface PersonalMessage extends MessagePreview {
  /** Language of the text: the organisation's, because a mailing does not say in which language it is written. */
  language: Language;
}

/** Renders the message of one recipient: signed URLs for the tracked links, and contact facts in the text. */
@Injectable()
export class PersonalMessages {
  private readonly organisation = readConfig(OrganisationConfig);
  /** By mailing, revision and footer; after the start of the sending, by mailing. */
  private readonly compiled = new LRUCache<string, CompiledMail>({ max: MAX_COMPILED });

  constructor(
    private readonly mailings: MailingsRepository,
    private readonly recipients: RecipientsRepository,
    private readonly facts: RecipientFacts,
    private readonly tokens: LinkTokens,
    private readonly urls: LinkUrls,
    private readonly links: LinksService,
    private readonly work: MailWork,
    private readonly compiler: MailCompiler,
    private readonly blocks: BlockRenderer,
    private readonly sent: CompiledMailings,
  ) {}

  /** The message of a view-online token. Null if the token is invalid or its mailing or recipient does not exist. */
  async byToken(token: string): Promise<PersonalMessage | null> {
    const subject = this.tokens.verify('view', token);
    if (!subject) return null;
    const [mailing, recipient] = await Promise.all([
      this.mailings.find(subject.subjectId),
      this.recipients.find(subject.recipientId),
    ]);
    if (!mailing || recipient?.mailingId !== mailing._id) return null;
    const mail = await this.compile(mailing);
    const filling = await this.fillingOf(mail, recipient, (id) =>
      this.urls.inMessage(id, mailing._id, recipient._id),
    );
    return {
      subject: renderLine(mail.subject, filling),
      html: render(mail.html, filling),
      language: this.organisation.ORGANISATION_LANGUAGE,
    };
  }

  /**
   * Renders the message of a recipient, or of the first one. Each tracked link leads directly to the address of its live version, or of
   * its draft if no version is live, so that a click by a colleague starts no run. Special links lead nowhere.
   */
  async preview(mailing: MailingDoc, recipient?: RecipientDoc): Promise<MessagePreview> {
    const mail = await this.compile(mailing);
    const filling = await this.previewFilling(mail, mailing._id, recipient);
    return { subject: renderLine(mail.subject, filling), html: render(mail.html, filling) };
  }

  /** Renders content that is not saved, as `preview` does. @throws AppError validation.failed if it exceeds a limit */
  async unsaved(
    mailingId: string,
    content: RenderMailing,
    recipient?: RecipientDoc,
  ): Promise<RenderedMessage> {
    const { subject, preheader } = content;
    const html = await this.htmlOf(content);
    const typeId = (await this.mailings.typeOf(mailingId)) ?? null;
    const mail = await this.compiler.compile({ subject, preheader, html, typeId });
    const filling = await this.previewFilling(mail, mailingId, recipient);
    const message = render(mail.html, filling);
    return {
      subject: renderLine(mail.subject, filling),
      html: message,
      text: render(mail.text, filling),
      bytes: Buffer.byteLength(message),
    };
  }

  /** @throws AppError validation.failed if it exceeds a limit, because it could not be compiled then */
  private async htmlOf(content: RenderMailing): Promise<string> {
    if ('blocks' in content) return (await this.blocks.render(content.blocks, content.subject)).html;
    await this.work.scan(content.html);
    return content.html;
  }

  private async previewFilling(
    mail: CompiledMail,
    mailingId: string,
    recipient?: RecipientDoc,
  ): Promise<Filling> {
    const [reader, links] = await Promise.all([
      recipient ?? this.recipients.first(mailingId),
      this.links.rows(linksIn(mail.html).filter((id) => !SPECIAL.has(id) && id !== HIDDEN_LINK)),
    ]);
    const addresses = await this.links.addressesOf(links);
    return this.fillingOf(mail, reader, (linkId) => addresses.get(linkId) ?? '#');
  }

  private async fillingOf(
    mail: CompiledMail,
    recipient: RecipientDoc | null,
    urlOf: (linkId: string) => string,
  ): Promise<Filling> {
    // A test has the values of another recipient.
    const model = recipient?.asRecipientId ? await this.recipients.find(recipient.asRecipientId) : recipient;
    const contactId = model?.contactId;
    const facts = await this.facts.of(contactId ? [contactId] : [], factsIn(mail.subject, mail.html));
    return { facts: (contactId && facts.get(contactId)) || NOTHING, urlOf };
  }

  /** The mailing as it was sent or, before the sending starts, as it would be sent now: its footer and the compiler may change. */
  private async compile(mailing: MailingDoc): Promise<CompiledMail> {
    if (!isEditable(mailing.sending)) {
      const sent = await this.cached(mailing._id, async () => (await this.sent.find(mailing._id))?.mail);
      if (sent) return sent;
    }
    const parts = await this.compiler.partsOf(mailing);
    const key = `${mailing._id} ${mailing.revision} ${parts.footer ?? ''}`;
    return this.cached(key, () => this.work.compile(parts));
  }

  private async cached<Mail extends CompiledMail | undefined>(
    key: string,
    read: () => Promise<Mail>,
  ): Promise<Mail | CompiledMail> {
    const known = this.compiled.get(key);
    if (known) return known;
    const mail = await read();
    if (mail) this.compiled.set(key, mail);
    return mail;
  }
}
