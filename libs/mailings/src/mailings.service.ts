import { Injectable } from '@nestjs/common';
import type { CreateMailing, PageQuery, SetMailingLink, UpdateMailing } from '@linkflow/contracts';
import {
  ClickCounter,
  LinksService,
  PublishingService,
  cleanHtml,
  linkPlaceholder,
  linksInText,
  type Author,
  type LinkRow,
  type RowPage,
} from '@linkflow/links';
import { AppError, Clock, newId } from '@linkflow/platform';
import { linksOfMail, withHref } from './mail-links';
import { MailingsRepository, type MailingDoc, type MailingRow } from './mailings.repository';
import { RecipientCounts } from './recipient-counts';

/** Content and tracked links of mailings. */
@Injectable()
export class MailingsService {
  constructor(
    private readonly mailings: MailingsRepository,
    private readonly links: LinksService,
    private readonly publishing: PublishingService,
    private readonly recipientCounts: RecipientCounts,
    private readonly counter: ClickCounter,
    private readonly clock: Clock,
  ) {}

  async create(body: CreateMailing, by: Author, _id = newId()): Promise<MailingDoc> {
    const now = this.clock.now();
    const mailing: MailingDoc = {
      _id,
      name: body.name,
      subject: body.subject,
      ...(await this.contentOf(body.html, _id)),
      revision: 0,
      deletedAt: null,
      createdAt: now,
      createdBy: by,
      updatedAt: now,
      updatedBy: by,
    };
    await this.mailings.insert(mailing);
    return mailing;
  }

  page(query: PageQuery): Promise<RowPage<MailingRow>> {
    return this.mailings.page(query, {
      recipients: async (ids) => {
        const counts = await this.recipientCounts.of(ids);
        return (id) => counts.get(id) ?? 0;
      },
      ...this.counter.sortsBy('mailingId'),
    });
  }

  async get(id: string): Promise<MailingDoc> {
    const mailing = await this.mailings.find(id);
    if (!mailing || mailing.deletedAt) throw noSuchMailing();
    return mailing;
  }

  /** @throws AppError draft.stale if the mailing was saved after the revision in the body */
  async update(id: string, body: UpdateMailing, by: Author): Promise<MailingDoc> {
    const saved = await this.mailings.replace(id, body.revision, {
      ...(body.name !== undefined && { name: body.name }),
      ...(body.subject !== undefined && { subject: body.subject }),
      ...(body.html !== undefined && (await this.contentOf(body.html, id))),
      updatedAt: this.clock.now(),
      updatedBy: by,
    });
    return saved ?? this.refuseStale(id);
  }

  async remove(id: string): Promise<void> {
    if (!(await this.mailings.remove(id, this.clock.now()))) throw noSuchMailing();
  }

  /** Changes the target of one link in the content: to a library link, a new local link, or an untracked URL. */
  async setLink(id: string, occurrence: number, body: SetMailingLink, by: Author): Promise<MailingDoc> {
    const mailing = await this.get(id);
    // The occurrence is checked before `hrefFor` is called, because `hrefFor` may create a local link.
    if (!linksOfMail(mailing.html).some((link) => link.occurrence === occurrence)) throw noSuchOccurrence();
    const html = withHref(mailing.html, occurrence, await this.hrefFor(id, body, by));
    if (html === undefined) throw noSuchOccurrence();
    const saved = await this.mailings.replace(id, mailing.revision, {
      ...(await this.contentOf(html, id)),
      updatedAt: this.clock.now(),
      updatedBy: by,
    });
    return saved ?? this.refuseStale(id);
  }

  async linksOf(mailing: MailingDoc): Promise<Map<string, LinkRow>> {
    return new Map((await this.links.rows(mailing.linkIds)).map((link) => [link._id, link]));
  }

  /** The mailings whose content contains this tracked link. */
  async usedIn(linkId: string): Promise<{ id: string; name: string }[]> {
    return (await this.mailings.usedIn(linkId)).map(({ _id, name }) => ({ id: _id, name }));
  }

  private async hrefFor(mailingId: string, body: SetMailingLink, by: Author): Promise<string> {
    switch (body.kind) {
      case 'untracked':
        return body.url;
      case 'library': {
        const link = await this.links.get(body.linkId);
        return linkPlaceholder(link._id);
      }
      case 'track-local': {
        const link = await this.links.create({ name: body.name, url: body.url, mailingId }, by);
        // The link is published at once, because a plain redirect needs no further editing.
        await this.publishing.publish(link._id, { revision: link.draft.revision }, by);
        return linkPlaceholder(link._id);
      }
    }
  }

  /** Converts the content of a mailing into its stored form. @throws AppError target.missing (see `usableLinks`) */
  private async contentOf(
    raw: string,
    mailingId: string,
  ): Promise<Pick<MailingDoc, 'html' | 'linkIds' | 'linkCount'>> {
    const html = cleanHtml(raw);
    const linkIds = await this.usableLinks(html, mailingId);
    return { html, linkIds, linkCount: linksOfMail(html).length };
  }

  /** Ids of the tracked links in the HTML. @throws AppError target.missing if a link does not exist or belongs to another mailing */
  private async usableLinks(html: string, mailingId: string): Promise<string[]> {
    const ids = linksInText(html);
    const rows = await this.links.rows(ids);
    const usable = new Set(
      rows.filter((row) => row.mailingId === null || row.mailingId === mailingId).map((row) => row._id),
    );
    const missing = ids.filter((linkId) => !usable.has(linkId));
    if (missing.length === 0) return ids;
    throw new AppError(
      'target.missing',
      'The content contains a link that does not exist or belongs to another mailing.',
      {
        issues: [
          {
            code: 'target.missing',
            path: 'html',
            message: {
              en: 'A link in the content is gone, or belongs to another mailing',
              nb: 'En kobling i innholdet er borte, eller hører til en annen utsendelse',
            },
          },
        ],
        details: { missing },
      },
    );
  }

  private async refuseStale(id: string): Promise<never> {
    const current = await this.get(id);
    throw new AppError('draft.stale', `${current.updatedBy.name} has saved this mailing in the meantime.`, {
      details: {
        revision: current.revision,
        savedBy: current.updatedBy,
        savedAt: current.updatedAt.toISOString(),
      },
    });
  }
}

const noSuchMailing = (): AppError => new AppError('not-found', 'The mailing does not exist.');
const noSuchOccurrence = (): AppError => new AppError('not-found', 'The content does not have this link.');
