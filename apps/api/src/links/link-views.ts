import { Injectable } from '@nestjs/common';
import {
  TRIGGER,
  type Clicker,
  type ClickerPage,
  type ClickersQuery,
  type DraftHistoryEntry,
  type DraftView,
  type LinkDetail,
  type LinkPage,
  type LinkQuery,
  type LinkReset,
  type LinkSummary,
  type VersionSummary,
} from '@linkflow/contracts';
import {
  ClickCounter,
  ClickReports,
  ClicksRepository,
  FoldersService,
  LinksService,
  clickCountsIn,
  clickersWith,
  verdictOf,
  type ClickCounts,
  type ClickResetDoc,
  type ClickerRow,
  type EarlierDraftRow,
  type LinkDoc,
  type LinkRow,
  type RecipientClicks,
  type VersionDoc,
  type WorkflowOwner,
} from '@linkflow/links';
import { MailingsService } from '@linkflow/mailings';
import { EntityNames } from '../catalogue/entity-names';
import { WorkflowCatalogue } from '../catalogue/workflow-catalogue';

/**
 * Builds the API's views of links from links, clicks, mailings and the CRM. A page costs one round trip for all names of a kind and one for
 * all counts.
 */
@Injectable()
export class LinkViews {
  constructor(
    private readonly links: LinksService,
    private readonly folders: FoldersService,
    private readonly mailings: MailingsService,
    private readonly counter: ClickCounter,
    private readonly reports: ClickReports,
    private readonly clicks: ClicksRepository,
    private readonly names: EntityNames,
    private readonly catalogue: WorkflowCatalogue,
  ) {}

  async page(query: LinkQuery, userId: string): Promise<LinkPage> {
    const { rows, total } = await this.links.page(query, userId);
    return { items: await this.summaries(rows), total, page: query.page, pageSize: query.pageSize };
  }

  async detail(link: LinkDoc): Promise<LinkDetail> {
    const [[summary], draft, usedIn, answerOf] = await Promise.all([
      this.summaries([link]),
      this.draft(link),
      this.mailings.usedIn(link._id),
      this.links.answersOf([link]),
    ]);
    if (!summary) throw new Error('No summary was built for the link');
    return {
      ...summary,
      answer: answerOf(link._id),
      createdAt: link.createdAt.toISOString(),
      draft,
      usedIn,
      trust: link.trust ?? {},
    };
  }

  draft(link: LinkDoc): Promise<DraftView> {
    return draftView(link, { catalogue: this.catalogue, trigger: TRIGGER });
  }

  async clickersOf(linkId: string, query: ClickersQuery): Promise<ClickerPage> {
    const { page, pageSize, verdict, mailingId } = query;
    const [rows, counts] = await Promise.all([
      this.clicks.clickersOf(linkId, query),
      mailingId ? this.reports.ofLinkInMailing(linkId, mailingId) : this.countsOf(linkId),
    ]);
    const total = clickersWith(counts, verdict);
    return { items: await this.clickers(linkId, rows), total, page, pageSize };
  }

  /** All recipients who clicked the link, in batches. */
  async *allClickersOf(
    linkId: string,
    query: Pick<ClickersQuery, 'verdict' | 'mailingId'>,
  ): AsyncGenerator<Clicker[]> {
    for await (const rows of this.clicks.allClickersOf(linkId, query)) yield this.clickers(linkId, rows);
  }

  async reset({ _id: id, at, by, mailingId, state, clickers }: ClickResetDoc): Promise<LinkReset> {
    const mailing = await this.names.refOf('mailing', mailingId);
    return { id, at: at.toISOString(), by, mailing, state, clickers };
  }

  /** Numbers of clicks and clickers of a link, of all mailings. */
  async clicksOf(linkId: string): Promise<{ clicks: number; clickers: number }> {
    const { clicks, clickers } = await this.countsOf(linkId);
    return { clicks, clickers };
  }

  private async countsOf(linkId: string): Promise<ClickCounts> {
    return (await this.counter.of('linkId', [linkId]))(linkId);
  }

  private async clickers(linkId: string, rows: readonly ClickerRow[]): Promise<Clicker[]> {
    const clicks = await this.clicks.countByRecipient(
      rows.map((row) => row.recipientId),
      linkId,
    );
    return Promise.all(
      rows.map(async (row): Promise<Clicker> => {
        const found = clicks.get(row.recipientId);
        const counts = clickCountsIn(found);
        return {
          recipientId: row.recipientId,
          email: row.recipient?.email ?? '',
          contact: await this.names.refOf(
            'contact',
            row.recipient?.erasedAt ? null : (row.recipient?.contactId ?? null),
          ),
          mailing: await this.names.nameOf('mailing', row.mailingId),
          firstAt: row.firstAt.toISOString(),
          lastAt: row.lastAt.toISOString(),
          ...counts,
          ...(counts.humanClicks > 0 && { people: peopleTimes(row, found) }),
          verdict: verdictOf(row),
        };
      }),
    );
  }

  private async summaries(rows: readonly LinkRow[]): Promise<LinkSummary[]> {
    const [countsOf, folders, mailings] = await Promise.all([
      this.counter.of(
        'linkId',
        rows.map((row) => row._id),
      ),
      this.folders.names(rows.flatMap((row) => row.folderId ?? [])),
      Promise.all(rows.map((row) => this.names.refOf('mailing', row.mailingId))),
    ]);
    return rows.map((row, index) => {
      const folder = row.folderId === null ? undefined : folders.get(row.folderId);
      return {
        id: row._id,
        name: row.name,
        url: row.draft.url,
        folder: row.folderId !== null && folder !== undefined ? { id: row.folderId, name: folder } : null,
        mailing: mailings[index] ?? null,
        liveVersion: row.liveVersion,
        changed: row.draft.hash !== row.liveHash,
        ...countsOf(row._id),
        updatedAt: row.updatedAt.toISOString(),
        updatedBy: row.updatedBy,
        ...(row.deletedAt && { deletedAt: row.deletedAt.toISOString() }),
      };
    });
  }
}

/** When people clicked. The times of deleted clicks are not known; they lie between those of the clicker. */
function peopleTimes(
  { firstAt, lastAt, archivedClicks = 0 }: ClickerRow,
  found: Pick<RecipientClicks, 'firstHumanAt' | 'lastHumanAt'> | undefined,
): { firstAt: string; lastAt: string } {
  const first = archivedClicks > 0 ? firstAt : (found?.firstHumanAt ?? firstAt);
  return { firstAt: first.toISOString(), lastAt: (found?.lastHumanAt ?? lastAt).toISOString() };
}

/** A draft with its problems and a sentence per node. `trigger`: type of its trigger node. */
export async function draftView(
  { _id: id, draft }: WorkflowOwner,
  { catalogue, trigger }: { catalogue: WorkflowCatalogue; trigger: string },
): Promise<DraftView> {
  const { revision, url, document, layout, savedAt, savedBy } = draft;
  const review = await catalogue.review({ document, url }, { id, trigger });
  return { revision, url, document, layout, ...review, savedAt: savedAt.toISOString(), savedBy };
}

export function toVersionSummary(version: VersionDoc, liveVersion: number | null): VersionSummary {
  const { number, hash, url, note, publishedAt, publishedBy, copyOf } = version;
  return {
    number,
    hash,
    url,
    ...(note !== null && { note }),
    publishedAt: publishedAt.toISOString(),
    publishedBy,
    live: number === liveVersion,
    ...(copyOf !== null && { copyOf }),
  };
}

export function toHistoryEntry(draft: EarlierDraftRow): DraftHistoryEntry {
  const { _id: id, reason, revision, nodes, savedAt, savedBy } = draft;
  return { id, reason, revision, nodes, savedAt: savedAt.toISOString(), savedBy };
}
