import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import {
  EMPTY_WORKFLOW,
  type CreateLink,
  type LinkQuery,
  type Ref,
  type UpdateLink,
} from '@linkflow/contracts';
import { Clock, newId, transaction } from '@linkflow/platform';
import { ClickCounter } from '../clicks/click-totals';
import { viewedBy, type RowPage } from '../list-query';
import { SnapshotPublisher } from '../snapshots';
import { FoldersService } from './folders.service';
import { LinkReader } from './link-reader';
import { LinksRepository, noSuchLink, type Author, type LinkDoc, type LinkRow } from './links.repository';
import { VersionsRepository } from './versions';
import { emptyDraft, firstDraft } from './workflow-owners';

/** A link to create. */
export interface NewLink extends CreateLink {
  /** Absent: a new one. */
  id?: string;
  /** The workflow of its draft; absent: an empty one. */
  workflow?: Pick<LinkDoc['draft'], 'document' | 'layout'>;
  /** See `markAnalytics`. */
  analytics?: true | undefined;
  /** How its clicks are treated. */
  trust?: LinkDoc['trust'];
}

/** Writes in the transaction that creates a link. */
export type Alongside = (link: LinkDoc, session: mongo.ClientSession) => Promise<void>;

/** Creates, lists, changes and deletes library and local links. Their drafts and versions are in DraftsService and PublishingService. */
@Injectable()
export class LinksService extends LinkReader {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    links: LinksRepository,
    versions: VersionsRepository,
    private readonly folders: FoldersService,
    private readonly counter: ClickCounter,
    private readonly snapshots: SnapshotPublisher,
    private readonly clock: Clock,
  ) {
    super(links, versions);
  }

  /**
   * Creates a link with an empty workflow and without a version. Until a version is published, clicks are redirected to the URL of the
   * draft and start no runs.
   * @param alongside writes what refers to the link, in the same transaction; if it throws, the link is not created
   */
  async create(body: CreateLink, by: Author, alongside?: Alongside): Promise<LinkDoc> {
    const [link] = await this.createAll([body], by, async ([created], session) => {
      if (created) await alongside?.(created, session);
    });
    if (!link) throw new Error('No link was created');
    return link;
  }

  /**
   * Creates several links as `create` does, all or none.
   * @param alongside writes what refers to the links, in the same transaction; if it throws, no link is created
   */
  async createAll(
    bodies: readonly NewLink[],
    by: Author,
    alongside?: (links: readonly LinkDoc[], session: mongo.ClientSession) => Promise<void>,
  ): Promise<LinkDoc[]> {
    const links = bodies.map((body) => this.newLink(body, by));
    await transaction(this.connection, async (session) => {
      for (const link of links) {
        if (link.folderId) await this.folders.hold('link', link.folderId, session);
        await this.links.insert(link, session);
      }
      await alongside?.(links, session);
    });
    for (const link of links) await this.changed(link, 'created', by);
    return links;
  }

  /** Copies the draft of a link, into the same folder or mailing. */
  async duplicate(id: string, name: string, by: Author): Promise<LinkDoc> {
    const { draft, folderId, mailingId, analytics, trust } = await this.get(id);
    const [copy] = await this.createAll(
      [{ name, url: draft.url, folderId, mailingId, analytics, trust, workflow: draft }],
      by,
    );
    if (!copy) throw new Error('No link was created');
    return copy;
  }

  private newLink(body: NewLink, by: Author): LinkDoc {
    const now = this.clock.now();
    return {
      _id: body.id ?? newId(),
      name: body.name,
      folderId: body.folderId ?? null,
      mailingId: body.mailingId ?? null,
      ...(body.analytics && { analytics: body.analytics }),
      ...(body.trust && { trust: body.trust }),
      draft: firstDraft(body.workflow ?? emptyDraft(EMPTY_WORKFLOW), { url: body.url, by, at: now }),
      liveVersion: null,
      liveHash: null,
      deletedAt: null,
      createdAt: now,
      createdBy: by,
      updatedAt: now,
      updatedBy: by,
    };
  }

  /** @throws AppError not-found, also for a deleted link */
  get(id: string): Promise<LinkDoc> {
    return this.links.get(id);
  }

  /** The links that open a form, as they are live or in their drafts, or lead to its page. */
  async opening(form: { formId: string; url: string }): Promise<Ref[]> {
    return this.links.opening(form, await this.versions.liveWith('formId', form.formId));
  }

  /** The links whose workflows send one of these mailings. */
  sending(mailingIds: readonly string[]): Promise<Ref[]> {
    return this.links.sending(mailingIds);
  }

  /** Also a deleted link. @throws AppError not-found */
  async getOrDeleted(id: string): Promise<LinkDoc> {
    const link = await this.links.find(id);
    if (!link) throw noSuchLink();
    return link;
  }

  /** @param userId who asks, for the view `mine` */
  page(query: LinkQuery, userId?: string): Promise<RowPage<LinkRow>> {
    return this.links.page(
      viewedBy(query, { userId, now: this.clock.now() }),
      this.counter.sortsBy('linkId'),
    );
  }

  async update(id: string, body: UpdateLink, by: Author): Promise<LinkDoc> {
    const change = {
      ...(body.name !== undefined && { name: body.name }),
      ...(body.folderId !== undefined && { folderId: body.folderId }),
      ...(body.trust && { trust: body.trust }),
      updatedAt: this.clock.now(),
      updatedBy: by,
    };
    const link = await transaction(this.connection, async (session) => {
      if (body.folderId) await this.folders.hold('link', body.folderId, session);
      return this.links.update(id, change, { session });
    });
    if (!link) throw noSuchLink();
    await this.changed(link, 'renamed', by);
    return link;
  }

  /** Hides a link from lists and pickers. Clicks on it, from mails that were sent, keep working. */
  async remove(id: string, by: Author): Promise<void> {
    const now = this.clock.now();
    const link = await this.links.update(id, { deletedAt: now, updatedAt: now, updatedBy: by });
    if (!link) throw noSuchLink();
    await this.changed(link, 'deleted', by);
  }

  /** Makes apps/click ask for the recipient's mailing at clicks on these links, because it adds parameters to their addresses. */
  async markAnalytics(ids: readonly string[]): Promise<void> {
    for (const id of await this.links.withoutAnalytics(ids))
      await this.snapshots.change(id, () => this.links.markAnalytics(id));
  }

  async restore(id: string, by: Author): Promise<LinkDoc> {
    const change = { deletedAt: null, updatedAt: this.clock.now(), updatedBy: by };
    const link = await this.links.update(id, change, { where: { deletedAt: { $ne: null } } });
    if (!link) return this.get(id);
    await this.changed(link, 'restored', by);
    return link;
  }

  private async changed(
    link: LinkDoc,
    change: 'created' | 'renamed' | 'deleted' | 'restored',
    by: Author,
  ): Promise<void> {
    await this.snapshots.publish(link._id);
    this.snapshots.announce(link._id, { change, by, at: link.updatedAt });
  }
}
