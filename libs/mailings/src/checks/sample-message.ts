import { Injectable } from '@nestjs/common';
import type { Mailbox } from '@linkflow/contracts';
import { LinkTokens, LinkUrls, tokenInUrl } from '@linkflow/links';
import { newId } from '@linkflow/platform';
import { linksIn, render } from '../content/compiled-mail';
import { MailCompiler } from '../content/mail-compiler';
import type { MailingDoc } from '../mailings.repository';
import { RecipientsRepository, type RecipientDoc } from '../recipients/recipients.repository';
import { MessageWriter } from '../sending/message-writer';

/** Stands for the recipient of a mailing that has none yet, and for a sender that is missing. */
const ADDRESS = 'sample@example.com';

/** The message of the first recipient, made as for the sending. */
export interface SampleMessage {
  /** Ids of the tracked links and names of the special links in it. */
  links: string[];
  text: string;
  htmlBytes: number;
  messageBytes: number;
  /** The tracked links whose URLs stand in the message in full, and whose tokens are valid. */
  signed: ReadonlySet<string>;
}

/** Makes a message of a mailing as a recipient would get it, to look at it before it is sent. */
@Injectable()
export class SampleMessages {
  constructor(
    private readonly compiler: MailCompiler,
    private readonly recipients: RecipientsRepository,
    private readonly writer: MessageWriter,
    private readonly urls: LinkUrls,
    private readonly tokens: LinkTokens,
  ) {}

  /** @param sender must be one that headers can contain; null if the mailing has none */
  async of(mailing: MailingDoc, sender: Mailbox | null): Promise<SampleMessage> {
    const { _id: mailingId, typeId } = mailing;
    const mail = await this.compiler.compile(mailing);
    const loaded = this.writer.load({
      mailingId,
      mail,
      from: sender ?? { name: '', address: ADDRESS },
      replyTo: null,
      typeId: typeId ?? null,
    });
    const recipient = (await this.recipients.first(mailingId)) ?? anybody(mailingId);
    const facts = (await this.writer.factsOf(loaded, [recipient])).get(recipient._id);
    // Not every stored name and address can be written in a header; such a recipient fails alone.
    const { message } = await this.writer.write(loaded, { ...recipient, name: '', email: ADDRESS }, facts);
    const filling = {
      facts: facts ?? { values: {}, texts: {} },
      urlOf: (id: string): string => this.urls.inMessage(id, mailingId, recipient._id),
    };
    const links = linksIn(mail.html, mail.text);
    const written = render(mail.html, filling);
    // In comments of Outlook and inside other addresses, the hyphens of a token are written in another form.
    const plain = written.replace(/&#45;|%2D/gi, '-');
    return {
      links,
      text: render(mail.text, filling),
      htmlBytes: Buffer.byteLength(written),
      messageBytes: message.length,
      signed: new Set(
        links.filter((id) => {
          const token = this.tokenOf(id, recipient._id);
          return token !== null && plain.includes(token);
        }),
      ),
    };
  }

  /** The token of a tracked link in the message of a recipient; null if it is not valid. */
  private tokenOf(linkId: string, recipientId: string): string | null {
    if (!/^[0-9a-f]{24}$/.test(linkId)) return null;
    const url = this.urls.click(linkId, recipientId);
    const token = tokenInUrl(url.slice(url.lastIndexOf('/c/')), '/c/');
    const subject = token === undefined ? null : this.tokens.verify('click', token);
    return token !== undefined && subject?.subjectId === linkId && subject.recipientId === recipientId
      ? token
      : null;
  }
}

const anybody = (mailingId: string): RecipientDoc => ({
  _id: newId(),
  mailingId,
  contactId: null,
  email: ADDRESS,
  name: '',
  addedAt: new Date(),
  removedAt: null,
});
