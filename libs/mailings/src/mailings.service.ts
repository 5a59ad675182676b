import { Injectable } from '@nestjs/common';
import type {
  CreateLink,
  CreateMailing,
  Issue,
  PageQuery,
  SetMailingLink,
  UpdateMailing,
} from '@linkflow/contracts';
import type { mongo } from 'mongoose';
import {
  ClickCounter,
  LinksService,
  PublishingService,
  HtmlWork,
  linkPlaceholder,
  linksInText,
  type Author,
  type MailLink,
  type RowPage,
} from '@linkflow/links';
import { AppError, Clock, newId } from '@linkflow/platform';
import { MailingsRepository, type MailingDoc, type MailingRow } from './mailings.repository';
import { RecipientCounts } from './recipient-counts';

/** A tracked link in the content of a mailing. */
export interface TrackedLink {
  name: string;
  /** The address to which a click leads. */
  url: string;
  isDeleted: boolean;
  /** Whether the link belongs to one mailing, and is not in the library. */
  isLocal: boolean;
}

/** Content and tracked links of mailings. */
@Injectable()
export class MailingsService {
  constructor(
    private readonly mailings: MailingsRepository,
    private readonly links: LinksService,
    private readonly publishing: PublishingService,
    private readonly html: HtmlWork,
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
    const current = await this.get(id);
    if (current.revision !== body.revision) throw staleMailing(current);
    const saved = await this.mailings.replace(id, body.revision, {
      ...(body.name !== undefined && { name: body.name }),
      ...(body.subject !== undefined && { subject: body.subject }),
      ...(body.html !== undefined && (await this.contentOf(body.html, id, new Set(current.linkIds)))),
      updatedAt: this.clock.now(),
      updatedBy: by,
    });
    return saved ?? this.refuseStale(id);
  }

  async remove(id: string): Promise<void> {
    if (!(await this.mailings.remove(id, this.clock.now()))) throw noSuchMailing();
  }

  /**
   * Changes the target of one link in the content: to a library link, a new local link, or an untracked URL.
   * @throws AppError draft.stale if the mailing was saved after the revision in the body; not-found
   */
  async setLink(id: string, occurrence: number, body: SetMailingLink, by: Author): Promise<MailingDoc> {
    const mailing = await this.get(id);
    if (mailing.revision !== body.revision) throw staleMailing(mailing);
    const links = await this.html.linksOf(mailing.html);
    if (!links.some((link) => link.occurrence === occurrence)) throw noSuchOccurrence();
    const saveWith = async (href: string, session?: mongo.ClientSession): Promise<MailingDoc> => {
      const html = await this.html.withHrefs(mailing.html, new Map([[occurrence, href]]));
      const change = {
        html,
        linkIds: linksInText(html),
        linkCount: links.length,
        updatedAt: this.clock.now(),
        updatedBy: by,
      };
      return (await this.mailings.replace(id, body.revision, change, session)) ?? this.refuseStale(id);
    };
    switch (body.kind) {
      case 'untracked':
        return saveWith(body.url);
      case 'library':
        return saveWith(linkPlaceholder(await this.libraryLink(body.linkId, id)));
      case 'track-local':
        return this.trackLocally({ name: body.name, url: body.url, mailingId: id }, by, saveWith);
    }
  }

  /** The links in the content, and the tracked ones among them with the addresses to which clicks lead. */
  async linksOf(mailing: MailingDoc): Promise<{ links: MailLink[]; tracked: Map<string, TrackedLink> }> {
    const [links, rows] = await Promise.all([
      this.html.linksOf(mailing.html),
      this.links.rows(mailing.linkIds),
    ]);
    const addresses = await this.links.addressesOf(rows);
    const tracked = rows.map(({ _id, name, deletedAt, mailingId }): [string, TrackedLink] => [
      _id,
      { name, url: addresses.get(_id) ?? '', isDeleted: deletedAt !== null, isLocal: mailingId !== null },
    ]);
    return { links, tracked: new Map(tracked) };
  }

  /** The address of the link at this position in the content, if there is one. */
  async hrefOf({ html }: Pick<MailingDoc, 'html'>, occurrence: number): Promise<string | undefined> {
    return (await this.html.linksOf(html)).find((link) => link.occurrence === occurrence)?.href;
  }

  /** The mailings whose content contains this tracked link. */
  async usedIn(linkId: string): Promise<{ id: string; name: string }[]> {
    return (await this.mailings.usedIn(linkId)).map(({ _id, name }) => ({ id: _id, name }));
  }

  /** Creates a local link and saves the mailing with it, both or neither. */
  private async trackLocally(
    body: CreateLink,
    by: Author,
    saveWith: (href: string, session: mongo.ClientSession) => Promise<MailingDoc>,
  ): Promise<MailingDoc> {
    let saved: MailingDoc | undefined;
    const link = await this.links.create(body, by, async ({ _id }, session) => {
      saved = await saveWith(linkPlaceholder(_id), session);
    });
    // The link is published at once, because a plain redirect needs no further editing.
    await this.publishing.publish(link._id, { revision: link.draft.revision }, by);
    if (!saved) throw new Error('The mailing was not saved with its new link');
    return saved;
  }

  /** @throws AppError not-found if the mailing cannot use the link */
  private async libraryLink(linkId: string, mailingId: string): Promise<string> {
    const link = await this.links.get(linkId);
    if (link.mailingId === null || link.mailingId === mailingId) return link._id;
    throw new AppError('target.missing', 'The link belongs to another mailing.', { issues: [LINK_MISSING] });
  }

  /** Converts the content of a mailing into its stored form. @throws AppError target.missing (see `usableLinks`) */
  private async contentOf(
    raw: string,
    mailingId: string,
    known: ReadonlySet<string> = new Set(),
  ): Promise<Pick<MailingDoc, 'html' | 'linkIds' | 'linkCount'>> {
    const { html, links } = await this.html.compile(raw, 'html');
    const linkIds = await this.usableLinks(html, mailingId, known);
    return { html, linkIds, linkCount: links.length };
  }

  /** Ids of the tracked links in the HTML. @throws AppError target.missing if a link does not exist or belongs to another mailing */
  private async usableLinks(html: string, mailingId: string, known: ReadonlySet<string>): Promise<string[]> {
    const ids = linksInText(html);
    const rows = await this.links.rows(ids);
    const usable = new Set(
      rows
        .filter((row) => row.mailingId === null || row.mailingId === mailingId)
        // A deleted link stays usable where the content has it already, but cannot be added.
        .filter((row) => row.deletedAt === null || known.has(row._id))
        .map((row) => row._id),
    );
    const missing = ids.filter((linkId) => !usable.has(linkId));
    if (missing.length === 0) return ids;
    throw new AppError(
      'target.missing',
      'The content contains a link that does not exist or belongs to another mailing.',
      {
        issues: [LINK_MISSING],
        details: { missing },
      },
    );
  }

  private async refuseStale(id: string): Promise<never> {
    throw staleMailing(await this.get(id));
  }
}

const staleMailing = ({ revision, updatedBy, updatedAt }: MailingDoc): AppError =>
  new AppError('draft.stale', `${updatedBy.name} has saved this mailing in the meantime.`, {
    details: { revision, savedBy: updatedBy, savedAt: updatedAt.toISOString() },
  });

const LINK_MISSING: Issue = {
  code: 'target.missing',
  path: 'html',
  message: {
    en: 'A link in the content is gone, or belongs to another mailing',
    nb: 'En kobling i innholdet er borte, eller hører til en annen utsendelse',
  },
};

const noSuchMailing = (): AppError => new AppError('not-found', 'The mailing does not exist.');
const noSuchOccurrence = (): AppError => new AppError('not-found', 'The content does not have this link.');
