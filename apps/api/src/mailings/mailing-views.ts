import { Injectable } from '@nestjs/common';
import type {
  MailingDetail,
  MailingLink,
  MailingPage,
  MailingSummary,
  PageQuery,
  RecipientPage,
  RecipientView,
} from '@linkflow/contracts';
import { CrmNames } from '@linkflow/crm-port';
import {
  ClickCounter,
  ClicksRepository,
  isLinkPlaceholder,
  linksInText,
  type MailLink,
} from '@linkflow/links';
import {
  MailingsService,
  RecipientsService,
  type MailingDoc,
  type MailingRow,
  type TrackedLink,
} from '@linkflow/mailings';

/** Builds the API's views of mailings. A page costs one round trip for all names of a kind and one for all counts of a kind. */
@Injectable()
export class MailingViews {
  constructor(
    private readonly mailings: MailingsService,
    private readonly recipients: RecipientsService,
    private readonly counter: ClickCounter,
    private readonly clicks: ClicksRepository,
    private readonly names: CrmNames,
  ) {}

  async page(query: PageQuery): Promise<MailingPage> {
    const { rows, total } = await this.mailings.page(query);
    return { items: await this.summaries(rows), total, page: query.page, pageSize: query.pageSize };
  }

  async detail(mailing: MailingDoc): Promise<MailingDetail> {
    const [[summary], { links, tracked }] = await Promise.all([
      this.summaries([mailing]),
      this.mailings.linksOf(mailing),
    ]);
    if (!summary) throw new Error('No summary was built for the mailing');
    return {
      ...summary,
      html: mailing.html,
      trackedLinks: links.map((link) => toMailingLink(link, tracked)),
      revision: mailing.revision,
    };
  }

  async recipientsOf(mailingId: string, query: PageQuery): Promise<RecipientPage> {
    const { rows, total } = await this.recipients.page(mailingId, query);
    const clicks = await this.clicks.countByRecipient(rows.map((row) => row._id));
    const items = await Promise.all(
      rows.map(async (row): Promise<RecipientView> => ({
        id: row._id,
        email: row.email,
        name: row.name,
        contact: await this.names.refOf('contact', row.contactId),
        addedAt: row.addedAt.toISOString(),
        clicks: clicks.get(row._id) ?? 0,
      })),
    );
    return { items, total, page: query.page, pageSize: query.pageSize };
  }

  private async summaries(rows: readonly MailingRow[]): Promise<MailingSummary[]> {
    const ids = rows.map((row) => row._id);
    const [countsOf, recipients] = await Promise.all([
      this.counter.of('mailingId', ids),
      this.recipients.countOf(ids),
    ]);
    return rows.map((row) => ({
      id: row._id,
      name: row.name,
      subject: row.subject,
      recipients: recipients.get(row._id) ?? 0,
      links: row.linkCount ?? row.linkIds.length,
      ...countsOf(row._id),
      updatedAt: row.updatedAt.toISOString(),
      updatedBy: row.updatedBy,
    }));
  }
}

/** `href` of a tracked link is the target URL of the link, not the placeholder in the HTML. */
function toMailingLink(
  { occurrence, text, href }: MailLink,
  links: ReadonlyMap<string, TrackedLink>,
): MailingLink {
  if (!isLinkPlaceholder(href)) return { occurrence, text, href, tracked: false, link: null, local: false };
  const [linkId = ''] = linksInText(href);
  const link = links.get(linkId);
  return {
    occurrence,
    text,
    href: link?.url ?? '',
    tracked: true,
    link: { id: linkId, name: link?.name ?? '', ...((!link || link.isDeleted) && { missing: true }) },
    local: link?.isLocal ?? false,
  };
}
