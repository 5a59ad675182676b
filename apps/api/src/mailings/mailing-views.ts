import { Injectable } from '@nestjs/common';
import {
  NO_ANALYTICS,
  withAnalytics,
  type Analytics,
  type MailProblem,
  type MailingDetail,
  type MailingLink,
  type MailingPage,
  type MailingSummary,
  type MailingQuery,
  type RecipientPage,
  type RecipientQuery,
  type RecipientView,
} from '@linkflow/contracts';
import { CrmNames } from '@linkflow/crm-port';
import {
  ClickCounter,
  ClicksRepository,
  FoldersService,
  clickCountsIn,
  linksInText,
  type ClickersOfMailing,
} from '@linkflow/links';
import {
  ClickedRecipients,
  MailingsService,
  RecipientsService,
  type MailingDoc,
  type MailingRow,
  type RecipientDoc,
  type ReviewedMail,
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
    private readonly clicked: ClickedRecipients,
    private readonly names: CrmNames,
    private readonly folders: FoldersService,
  ) {}

  async page(query: MailingQuery, userId: string): Promise<MailingPage> {
    const { rows, total } = await this.mailings.page(query, userId);
    return { items: await this.summaries(rows), total, page: query.page, pageSize: query.pageSize };
  }

  async detail(mailing: MailingDoc): Promise<MailingDetail> {
    const [[summary], { review, tracked }] = await Promise.all([
      this.summaries([mailing]),
      this.mailings.reviewOf(mailing),
    ]);
    if (!summary) throw new Error('No summary was built for the mailing');
    const analytics = mailing.analytics ?? NO_ANALYTICS;
    const blockOf = (occurrence: number): string | null => mailing.linkBlocks?.[occurrence] ?? null;
    const links = review.links.map((link) => ({
      ...toMailingLink(link, { tracked, analytics }),
      blockId: blockOf(link.occurrence),
    }));
    return {
      ...summary,
      blocks: mailing.blocks ?? null,
      html: mailing.html,
      trackedLinks: links,
      removed: review.removed,
      placeholders: review.placeholders,
      problems: [...review.problems, ...links.flatMap(missingLink)],
      preheader: mailing.preheader ?? '',
      from: mailing.from ?? null,
      replyTo: mailing.replyTo ?? null,
      analytics,
      revision: mailing.revision,
    };
  }

  async recipientsOf(
    mailingId: string,
    { linkId, clicked, ...query }: RecipientQuery,
  ): Promise<RecipientPage> {
    const which = await this.clickersOf(mailingId, { linkId, clicked });
    const { rows, total } = which
      ? await this.clicked.page({ ...query, mailingId }, which)
      : await this.recipients.page(mailingId, query);
    return { items: await this.recipientViews(rows), total, page: query.page, pageSize: query.pageSize };
  }

  /** All recipients of a mailing that match, in batches. */
  async *allRecipientsOf(
    mailingId: string,
    { linkId, clicked, ...query }: Pick<RecipientQuery, 'q' | 'state' | 'sourceId' | 'linkId' | 'clicked'>,
  ): AsyncGenerator<RecipientView[]> {
    const which = await this.clickersOf(mailingId, { linkId, clicked });
    const batches = which
      ? this.clicked.all({ ...query, mailingId }, which)
      : this.recipients.all(mailingId, query);
    for await (const rows of batches) yield this.recipientViews(rows);
  }

  /** Which clickers are wanted; undefined if everyone is, with and without clicks. */
  private async clickersOf(
    mailingId: string,
    { linkId, clicked }: Pick<RecipientQuery, 'linkId' | 'clicked'>,
  ): Promise<ClickersOfMailing | undefined> {
    if (linkId === undefined && clicked === undefined) return undefined;
    const { linkIds } = await this.mailings.get(mailingId);
    return { mailingId, linkIds, linkId, verdict: clicked };
  }

  private async recipientViews(rows: readonly RecipientDoc[]): Promise<RecipientView[]> {
    const clicks = await this.clicks.countByRecipient(rows.map((row) => row._id));
    return Promise.all(
      rows.map(async (row): Promise<RecipientView> => ({
        id: row._id,
        email: row.email,
        name: row.name,
        contact: await this.names.refOf('contact', row.contactId),
        addedAt: row.addedAt.toISOString(),
        blocked: row.erasedAt ? 'erased' : (row.blocked?.code ?? null),
        ...clickCountsIn(clicks.get(row._id)),
      })),
    );
  }

  private async summaries(rows: readonly MailingRow[]): Promise<MailingSummary[]> {
    const ids = rows.map((row) => row._id);
    const [countsOf, recipients, folders] = await Promise.all([
      this.counter.of('mailingId', ids),
      this.recipients.countOf(ids),
      this.folders.names(rows.flatMap(({ folderId }) => folderId ?? [])),
    ]);
    return rows.map((row) => ({
      id: row._id,
      name: row.name,
      subject: row.subject,
      recipients: recipients.get(row._id) ?? 0,
      links: row.linkCount ?? row.linkIds.length,
      typeId: row.typeId ?? null,
      ...countsOf(row._id),
      state: row.sending?.state ?? null,
      openForWorkflows: row.sending?.openForWorkflows ?? false,
      stateAt: stateTime(row.sending)?.toISOString() ?? null,
      updatedAt: row.updatedAt.toISOString(),
      updatedBy: row.updatedBy,
      folder: folderOf(row.folderId, folders),
      ...(row.deletedAt && { deletedAt: row.deletedAt.toISOString() }),
    }));
  }
}

const folderOf = (id: string | null | undefined, names: ReadonlyMap<string, string>) => {
  const name = id ? names.get(id) : undefined;
  return id && name !== undefined ? { id, name } : null;
};

function stateTime(sending: MailingRow['sending']): Date | undefined {
  if (sending?.state === 'scheduled') return sending.scheduledAt;
  return sending?.finishedAt ?? sending?.startedAt;
}

/** `href` of a tracked link is the target URL of the link, not the placeholder in the HTML. */
function toMailingLink(
  { occurrence, text, href, line, kind }: ReviewedMail['links'][number],
  { tracked, analytics }: { tracked: ReadonlyMap<string, TrackedLink>; analytics: Analytics },
): Omit<MailingLink, 'blockId'> {
  const place = { occurrence, line, kind, text };
  if (kind !== 'tracked')
    return { ...place, answer: 'redirect', href, leadsTo: href, tracked: false, link: null, local: false };
  const [linkId = ''] = linksInText(href);
  const link = tracked.get(linkId);
  const { kind: answer, url } = link?.answer ?? { kind: 'redirect', url: '' };
  return {
    ...place,
    answer,
    href: url,
    leadsTo: answer === 'redirect' ? withAnalytics(url, analytics) : url,
    tracked: true,
    link: { id: linkId, name: link?.name ?? '', ...((!link || link.isDeleted) && { missing: true }) },
    local: link?.isLocal ?? false,
  };
}

/** A deleted link still answers clicks, but nobody can find it in the library. */
const missingLink = ({ link, line, occurrence, text }: MailingLink): MailProblem[] =>
  link?.missing
    ? [{ code: 'link.missing', severity: 'warning', field: 'html', line, occurrence, params: { text } }]
    : [];
