import { Injectable } from '@nestjs/common';
import { CrmFactReader } from '@linkflow/crm-port';
import {
  LinkUrls,
  LinkTokens,
  LinksService,
  RecipientsRepository,
  factsInText,
  isLinkPlaceholder,
  linksInText,
  personalHtml,
  personalText,
  type RecipientDoc,
} from '@linkflow/links';
import { linksOfMail, withHref } from './mail-links';
import { MailingsRepository, type MailingDoc } from './mailings.repository';

/** A mailing as one recipient reads it. */
export interface PersonalMessage {
  subject: string;
  html: string;
}

/** Renders the message of one recipient: signed URLs for the tracked links, and contact facts in the text. */
@Injectable()
export class PersonalMessages {
  constructor(
    private readonly mailings: MailingsRepository,
    private readonly recipients: RecipientsRepository,
    private readonly contacts: CrmFactReader,
    private readonly tokens: LinkTokens,
    private readonly urls: LinkUrls,
    private readonly links: LinksService,
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
    return this.filled(mailing, recipient, (linkId) => this.urls.click(linkId, recipient._id));
  }

  /**
   * Renders the message of the first recipient. Each tracked link leads directly to the URL in its draft, so that a click by a colleague
   * starts no run.
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

  private async filled(
    { subject, html }: Pick<MailingDoc, 'subject' | 'html'>,
    recipient: RecipientDoc | null,
    urlOf: (linkId: string) => string,
  ): Promise<PersonalMessage> {
    const facts = await this.factsOf(recipient, factsInText(subject + html));
    return { subject: personalText(subject, facts), html: personalHtml(html, facts, urlOf) };
  }

  private async factsOf(
    recipient: RecipientDoc | null,
    names: readonly string[],
  ): Promise<Record<string, unknown>> {
    if (!recipient?.contactId || names.length === 0) return {};
    const facts = await this.contacts.load([recipient.contactId], names);
    return facts.get(recipient.contactId) ?? {};
  }
}
