import { Injectable } from '@nestjs/common';
import { ContactFacts } from '@linkflow/crm';
import {
  LinkAddresses,
  LinkTokens,
  LinksService,
  factsInText,
  isLinkPlaceholder,
  linksInText,
  personalHtml,
  personalText,
  type RecipientDoc,
} from '@linkflow/links';
import { linksOfMail, withHref } from '../content/mail-links';
import { MailingsRepository } from '../mailings/mailings.repository';
import { RecipientsRepository } from '../recipients/recipients.repository';
import type { MailingDoc } from '../store/documents';

/** A mailing as one recipient reads it. */
export interface PersonalMessage {
  subject: string;
  html: string;
}

/** Makes each recipient's own message: signed addresses for its links, and their facts in its text. */
@Injectable()
export class PersonalMessages {
  constructor(
    private readonly mailings: MailingsRepository,
    private readonly recipients: RecipientsRepository,
    private readonly contacts: ContactFacts,
    private readonly tokens: LinkTokens,
    private readonly addresses: LinkAddresses,
    private readonly links: LinksService,
  ) {}

  /** The message behind a view-online token; null for a token that is not ours or leads nowhere. */
  async byToken(token: string): Promise<PersonalMessage | null> {
    const subject = this.tokens.verify('view', token);
    if (!subject) return null;
    const [mailing, recipient] = await Promise.all([
      this.mailings.find(subject.subjectId),
      this.recipients.find(subject.recipientId),
    ]);
    if (!mailing || recipient?.mailingId !== mailing._id) return null;
    return this.personal(mailing, recipient);
  }

  /**
   * What a colleague sees before anything is sent: as the first recipient would get it, but its links lead to their
   * targets and are not tracked, so that nobody's work begins.
   */
  async preview(mailing: MailingDoc): Promise<PersonalMessage> {
    const [first, links] = await Promise.all([
      this.recipients.first(mailing._id),
      this.links.rows(linksInText(mailing.html)),
    ]);
    const targets = new Map(links.map((link) => [link._id, link.draft.url]));
    let { html } = mailing;
    for (const { occurrence, href } of linksOfMail(html)) {
      if (!isLinkPlaceholder(href)) continue;
      const [linkId = ''] = linksInText(href);
      html = withHref(html, occurrence, targets.get(linkId) ?? '#') ?? html;
    }
    return this.filled({ ...mailing, html }, first, () => '#');
  }

  private personal(mailing: MailingDoc, recipient: RecipientDoc): Promise<PersonalMessage> {
    return this.filled(mailing, recipient, (linkId) => this.addresses.click(linkId, recipient._id));
  }

  private async filled(
    { subject, html }: Pick<MailingDoc, 'subject' | 'html'>,
    recipient: RecipientDoc | null,
    addressOf: (linkId: string) => string,
  ): Promise<PersonalMessage> {
    const facts = await this.factsOf(recipient, factsInText(subject + html));
    return { subject: personalText(subject, facts), html: personalHtml(html, facts, addressOf) };
  }

  private async factsOf(
    recipient: RecipientDoc | null,
    names: readonly string[],
  ): Promise<Record<string, unknown>> {
    if (!recipient?.contactId || names.length === 0) return {};
    return (await this.contacts.of(recipient.contactId, names)) ?? {};
  }
}
