import { Inject, Injectable, Optional } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type {
  CreateMailing,
  MailingQuery,
  ReplacePlaceholders,
  SetMailingLink,
  SetMailingLinks,
  UpdateMailing,
} from '@linkflow/contracts';
import type { Connection, mongo } from 'mongoose';
import {
  ClickCounter,
  FoldersService,
  LinksService,
  viewedBy,
  type Author,
  type NewLink,
  type RowPage,
} from '@linkflow/links';
import { AppError, Clock, newId, transaction } from '@linkflow/platform';
import type { PlainAnswer } from '@linkflow/workflow';
import { MailFacts } from './content/mail-facts';
import { MailWork } from './content/mail-work';
import { MailContent, type StoredContent, type WrittenContent } from './content/mail-content';
import { MailingLinks } from './content/mailing-links';
import type { ReviewedMail } from './content/scanned-mail';
import { MailingsRepository, type MailingDoc, type MailingRow } from './mailings.repository';
import { RecipientCounts } from './recipients/recipient-counts';
import { isEditable } from './sending/sending-state';

/** A tracked link in the content of a mailing. */
export interface TrackedLink {
  name: string;
  /** What a click is answered with. */
  answer: PlainAnswer;
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
    private readonly mailingLinks: MailingLinks,
    private readonly content: MailContent,
    private readonly work: MailWork,
    private readonly recipientCounts: RecipientCounts,
    private readonly counter: ClickCounter,
    private readonly clock: Clock,
    @InjectConnection() private readonly connection: Connection,
    private readonly folders: FoldersService,
    @Optional() @Inject(MailFacts) private readonly facts?: MailFacts,
  ) {
    folders.register('mailing', mailings);
  }

  /**
   * Creates a mailing.
   * @param newLinks local links in its content, with their ids, which are created with it
   */
  async create(
    body: CreateMailing,
    by: Author,
    _id = newId(),
    newLinks: readonly NewLink[] = [],
  ): Promise<MailingDoc> {
    const now = this.clock.now();
    const mailing: MailingDoc = {
      _id,
      name: body.name,
      subject: body.subject,
      ...(body.preheader !== undefined && { preheader: body.preheader }),
      ...(body.analytics !== undefined && { analytics: body.analytics }),
      ...(body.typeId !== undefined && { typeId: body.typeId }),
      ...(body.from !== undefined && { from: body.from }),
      ...(body.replyTo !== undefined && { replyTo: body.replyTo }),
      ...(await this.content.of(writtenIn(body), { mailingId: _id, newLinkIds: idsOf(newLinks) })),
      revision: 0,
      deletedAt: null,
      createdAt: now,
      createdBy: by,
      updatedAt: now,
      updatedBy: by,
    };
    await this.mailingLinks.mark(mailing);
    if (newLinks.length === 0) await this.mailings.insert(mailing);
    else
      await this.mailingLinks.create({ links: newLinks, mailing, by }, (_links, session) =>
        this.mailings.insert(mailing, session),
      );
    return mailing;
  }

  /** @param userId who asks, for the view `mine` */
  page(query: MailingQuery, userId?: string): Promise<RowPage<MailingRow>> {
    return this.mailings.page(viewedBy(query, { userId, now: this.clock.now() }), {
      recipients: async (ids) => {
        const counts = await this.recipientCounts.of(ids);
        return (id) => counts.get(id) ?? 0;
      },
      ...this.counter.sortsBy('mailingId'),
    });
  }

  async get(id: string): Promise<MailingDoc> {
    const mailing = await this.mailings.find(id);
    if (!mailing || mailing.deletedAt) throw noSuchMailing(mailing !== null);
    return mailing;
  }

  /** @throws AppError draft.stale if the mailing was saved after the revision in the body */
  async update(id: string, body: UpdateMailing, by: Author): Promise<MailingDoc> {
    const current = await this.get(id);
    if (current.revision !== body.revision) throw staleMailing(current);
    const change = {
      ...(body.name !== undefined && { name: body.name }),
      ...(body.subject !== undefined && { subject: body.subject }),
      ...(body.preheader !== undefined && { preheader: body.preheader }),
      ...(body.analytics !== undefined && { analytics: body.analytics }),
      ...(body.typeId !== undefined && { typeId: body.typeId }),
      ...(hasOtherType(current, body) && { recheck: newId() }),
      ...(body.from !== undefined && { from: body.from }),
      ...(body.replyTo !== undefined && { replyTo: body.replyTo }),
      ...(await this.changedContent(current, body)),
      updatedAt: this.clock.now(),
      updatedBy: by,
    };
    await this.mailingLinks.mark({ ...current, ...change });
    return (await this.mailings.replace(id, body.revision, change)) ?? this.refuseStale(id);
  }

  /** Moves a mailing to a folder; null: out of its folder. Not part of the content: the revision stays. @throws AppError not-found; target.missing */
  async move(id: string, folderId: string | null): Promise<void> {
    await transaction(this.connection, async (session) => {
      if (folderId) await this.folders.hold('mailing', folderId, session);
      if (!(await this.mailings.move(id, folderId, session))) throw noSuchMailing();
    });
  }

  /** @throws AppError not-found; mailing.being-sent */
  async remove(id: string, by: Author): Promise<void> {
    if (await this.mailings.remove(id, { at: this.clock.now(), by })) return;
    const { sending } = await this.get(id);
    throw new AppError('mailing.being-sent', 'Cancel or stop the sending before you delete the mailing.', {
      details: { state: sending?.state },
    });
  }

  /** Takes a mailing out of the trash. Leaves one that is not there as it is. @throws AppError not-found */
  async restore(id: string, by: Author): Promise<MailingDoc> {
    return (await this.mailings.restore(id, { at: this.clock.now(), by })) ?? this.get(id);
  }

  /**
   * Changes the target of one link in the content: to a library link, a new local link, or an untracked URL.
   * @throws AppError draft.stale if the mailing was saved after the revision in the body; not-found
   */
  async setLink(id: string, occurrence: number, body: SetMailingLink, by: Author): Promise<MailingDoc> {
    const mailing = await this.current(id, body.revision);
    const save = this.saverOf(mailing, by);
    switch (body.kind) {
      case 'untracked':
        return this.mailingLinks.setOne(mailing, occurrence, { href: body.url }, by, save);
      case 'library': {
        const href = await this.mailingLinks.libraryLink(body.linkId, id);
        return this.mailingLinks.setOne(mailing, occurrence, { href }, by, save);
      }
      case 'track-local': {
        const create = { name: body.name, url: body.url, mailingId: id };
        return this.mailingLinks.setOne(mailing, occurrence, { create }, by, save);
      }
    }
  }

  /** Changes several links in one write. @throws AppError as `setLink`; validation.failed if a link cannot be tracked */
  async setLinks(id: string, { revision, changes }: SetMailingLinks, by: Author): Promise<MailingDoc> {
    const mailing = await this.current(id, revision);
    return this.mailingLinks.setSeveral(mailing, changes, by, this.saverOf(mailing, by));
  }

  /** Replaces placeholders of other systems by merge fields and special links. @throws AppError draft.stale; not-found */
  async replacePlaceholders(
    id: string,
    { revision, replacements }: ReplacePlaceholders,
    by: Author,
  ): Promise<MailingDoc> {
    const mailing = await this.current(id, revision);
    const bySource = new Map(replacements.map(({ source, by: value }) => [source, value]));
    const replaced = (text: string): Promise<string> => this.work.replacePlaceholders(text, bySource);
    const subject = await replaced(mailing.subject);
    const written = mailing.blocks
      ? { blocks: this.work.replaceInBlocks(mailing.blocks, bySource), subject }
      : { html: await replaced(mailing.html) };
    return this.saverOf(
      mailing,
      by,
    )({
      ...(await this.content.of(written, { mailingId: id, linkIds: mailing.linkIds })),
      subject,
      ...(mailing.preheader !== undefined && { preheader: await replaced(mailing.preheader) }),
    });
  }

  /** The links in the content with what is wrong with it, and its tracked links with the addresses to which clicks lead. */
  async reviewOf(mailing: MailingDoc): Promise<{ review: ReviewedMail; tracked: Map<string, TrackedLink> }> {
    const { subject, preheader, html, blocks } = mailing;
    const [facts, rows] = await Promise.all([this.facts?.names() ?? null, this.links.rows(mailing.linkIds)]);
    const [review, answerOf] = await Promise.all([
      this.work.review({ subject, preheader, html, blocks }, facts),
      this.links.answersOf(rows),
    ]);
    const tracked = rows.map(({ _id, name, deletedAt, mailingId }): [string, TrackedLink] => [
      _id,
      { name, answer: answerOf(_id), isDeleted: deletedAt !== null, isLocal: mailingId !== null },
    ]);
    return { review, tracked: new Map(tracked) };
  }

  /** The address of the link at this position in the content, if there is one. */
  async hrefOf({ html }: Pick<MailingDoc, 'html'>, occurrence: number): Promise<string | undefined> {
    return (await this.work.scan(html)).links[occurrence]?.href;
  }

  /** The mailings whose content contains this tracked link. */
  async usedIn(linkId: string): Promise<{ id: string; name: string }[]> {
    return (await this.mailings.usedIn(linkId)).map(({ _id, name }) => ({ id: _id, name }));
  }

  /** The mailings whose content has one of these tracked links, with their tracked links and their state. The newest first. */
  async usesOf(
    linkIds: readonly string[],
  ): Promise<Pick<MailingDoc, '_id' | 'name' | 'linkIds' | 'sending'>[]> {
    return linkIds.length === 0 ? [] : this.mailings.usesOf(linkIds);
  }

  /** @throws AppError draft.stale if the mailing has another revision; mailing.sending-started; not-found */
  private async current(id: string, revision: number): Promise<MailingDoc> {
    const mailing = await this.get(id);
    if (mailing.revision !== revision || !isEditable(mailing.sending)) throw staleMailing(mailing);
    return mailing;
  }

  private saverOf({ _id, revision }: MailingDoc, by: Author) {
    return async (
      content: StoredContent & Partial<Pick<MailingDoc, 'subject' | 'preheader'>>,
      session?: mongo.ClientSession,
    ): Promise<MailingDoc> => {
      const change = { ...content, updatedAt: this.clock.now(), updatedBy: by };
      const saved = await this.mailings.replace(_id, revision, change, session);
      return saved ?? this.refuseStale(_id);
    };
  }

  /**
   * What a change of a mailing stores as its content. The title of what is rendered from blocks is the subject.
   * @throws AppError validation.failed if HTML is to replace what is rendered from blocks
   */
  private async changedContent(
    current: MailingDoc,
    { subject = current.subject, html, blocks = current.blocks ?? undefined }: UpdateMailing,
  ): Promise<Partial<StoredContent>> {
    const owner = { mailingId: current._id, linkIds: current.linkIds };
    if (blocks && html !== undefined) throw renderedHtml();
    if (blocks === current.blocks && html === undefined && subject === current.subject) return {};
    if (blocks) return this.content.of({ blocks, subject }, owner);
    if (html === undefined && !current.blocks) return {};
    return this.content.of({ html: html ?? current.html }, owner);
  }

  private async refuseStale(id: string): Promise<never> {
    throw staleMailing(await this.get(id));
  }
}

const idsOf = (links: readonly NewLink[]): string[] => links.flatMap(({ id }) => id ?? []);

const hasOtherType = (current: MailingDoc, { typeId }: UpdateMailing): boolean =>
  typeId !== undefined && typeId !== (current.typeId ?? null);

const writtenIn = ({ html, blocks, subject }: CreateMailing): WrittenContent =>
  blocks ? { blocks, subject } : { html };

const renderedHtml = (): AppError =>
  new AppError('validation.failed', 'The HTML of a mailing of blocks is rendered from them.', {
    issues: [
      {
        code: 'html.rendered',
        path: 'html',
        message: {
          en: 'This mailing is made of blocks. Leave the blocks before you write HTML',
          nb: 'Denne utsendelsen er laget av blokker. Gå ut av blokkene før du skriver HTML',
        },
      },
    ],
  });

/** Why a save was refused. */
const staleMailing = ({ revision, updatedBy, updatedAt, sending }: MailingDoc): AppError =>
  isEditable(sending)
    ? staleRevision({ revision, updatedBy, updatedAt })
    : new AppError(
        'mailing.sending-started',
        'The sending has started, so the content cannot be changed any more.',
        { details: { state: sending?.state } },
      );

const staleRevision = ({
  revision,
  updatedBy,
  updatedAt,
}: Pick<MailingDoc, 'revision' | 'updatedBy' | 'updatedAt'>): AppError =>
  new AppError('draft.stale', `${updatedBy.name} has saved this mailing in the meantime.`, {
    details: { revision, savedBy: updatedBy, savedAt: updatedAt.toISOString() },
  });

const noSuchMailing = (isDeleted = false): AppError =>
  isDeleted
    ? new AppError('not-found', 'The mailing is deleted. It is in the trash.', { details: { inTrash: true } })
    : new AppError('not-found', 'The mailing does not exist.');
