import { Injectable } from '@nestjs/common';
import {
  TRIGGER,
  type CreateLink,
  type LinkQuery,
  type UpdateLink,
  type WorkflowDocument,
  type WorkflowLayout,
} from '@linkflow/contracts';
import { AppError, Clock, LiveEvents, newId } from '@linkflow/platform';
import { semanticHash } from '@linkflow/workflow';
import { ClickCounter } from '../clicks/click-counts';
import { FoldersRepository } from '../folders/folders.repository';
import { SnapshotPublisher } from '../snapshots/snapshot-publisher';
import type { By, LinkDoc } from '../store/documents';
import { inOrder, pageByCount, sortingOf } from '../lists/sorting';
import { LINK_SORTS, LinksRepository, type LinkRow } from './links.repository';

const COUNT_SORTS = ['clicks', 'clickers'] as const;
const NEWEST_FIRST = { field: 'updatedAt', direction: -1 } as const;

/** The link library: what links there are, where they lie, and whether they are still offered. */
@Injectable()
export class LinksService {
  constructor(
    private readonly links: LinksRepository,
    private readonly folders: FoldersRepository,
    private readonly counter: ClickCounter,
    private readonly snapshots: SnapshotPublisher,
    private readonly live: LiveEvents,
    private readonly clock: Clock,
  ) {}

  /** A new link has the trigger alone and no version. Until it has one, a click leads to its address and runs nothing. */
  async create(body: CreateLink, by: By): Promise<LinkDoc> {
    if (body.folderId) await this.requireFolder(body.folderId);
    const now = this.clock.now();
    const document = emptyDocument();
    const link: LinkDoc = {
      _id: newId(),
      name: body.name,
      folderId: body.folderId ?? null,
      mailingId: body.mailingId ?? null,
      draft: {
        revision: 0,
        url: body.url,
        document,
        layout: EMPTY_LAYOUT,
        hash: semanticHash(document, body.url),
        savedAt: now,
        savedBy: by,
      },
      liveVersion: null,
      liveHash: null,
      deletedAt: null,
      createdAt: now,
      createdBy: by,
      updatedAt: now,
      updatedBy: by,
    };
    await this.links.insert(link);
    await this.snapshots.publish(link._id);
    this.announce(link, 'created', by);
    return link;
  }

  /** @throws not-found, also for a deleted one. */
  async get(id: string): Promise<LinkDoc> {
    const link = await this.links.find(id);
    if (!link || link.deletedAt) throw noSuchLink();
    return link;
  }

  /** Those of the ids that exist, deleted ones too, without their graphs. */
  rows(ids: readonly string[]): Promise<LinkRow[]> {
    return this.links.rows(ids);
  }

  async page(query: LinkQuery): Promise<{ rows: LinkRow[]; total: number }> {
    const sorting = sortingOf(query.sort, [...LINK_SORTS, ...COUNT_SORTS], NEWEST_FIRST);
    const { field, direction } = sorting;
    if (field !== 'clicks' && field !== 'clickers') return this.links.page(query, { field, direction });
    const ids = await this.links.ids(query);
    const countsOf = await this.counter.ofLinks(ids);
    const shown = pageByCount(ids, (id) => countsOf(id)[field], direction, query);
    return { rows: inOrder(shown, await this.links.rows(shown)), total: ids.length };
  }

  async update(id: string, body: UpdateLink, by: By): Promise<LinkDoc> {
    if (body.folderId) await this.requireFolder(body.folderId);
    const link = await this.links.update(id, {
      ...(body.name !== undefined && { name: body.name }),
      ...(body.folderId !== undefined && { folderId: body.folderId }),
      updatedAt: this.clock.now(),
      updatedBy: by,
    });
    if (!link) throw noSuchLink();
    await this.snapshots.publish(id);
    this.announce(link, 'renamed', by);
    return link;
  }

  /** Takes a link out of lists and pickers. Clicks on it, in mails that are out, go on working as before. */
  async remove(id: string, by: By): Promise<void> {
    const now = this.clock.now();
    const link = await this.links.update(id, { deletedAt: now, updatedAt: now, updatedBy: by });
    if (!link) throw noSuchLink();
    await this.snapshots.publish(id);
    this.announce(link, 'deleted', by);
  }

  async restore(id: string, by: By): Promise<LinkDoc> {
    const change = { deletedAt: null, updatedAt: this.clock.now(), updatedBy: by };
    const link = await this.links.update(id, change, { deletedAt: { $ne: null } });
    if (!link) return this.get(id);
    await this.snapshots.publish(id);
    this.announce(link, 'restored', by);
    return link;
  }

  private async requireFolder(id: string): Promise<void> {
    if (!(await this.folders.find(id))) {
      throw new AppError('target.missing', 'There is no such folder.', {
        issues: [
          {
            code: 'target.missing',
            path: 'folderId',
            message: { en: 'The folder is gone', nb: 'Mappen finnes ikke lenger' },
          },
        ],
      });
    }
  }

  private announce(link: LinkDoc, change: 'created' | 'renamed' | 'deleted' | 'restored', by: By): void {
    this.live.announce(() => ({
      type: 'link',
      linkId: link._id,
      change,
      byUserId: by.id,
      at: link.updatedAt.toISOString(),
    }));
  }
}

export const noSuchLink = (): AppError => new AppError('not-found', 'There is no such link.');

const EMPTY_LAYOUT: WorkflowLayout = { positions: { [TRIGGER]: { x: 0, y: 0 } }, notes: [] };

const emptyDocument = (): WorkflowDocument => ({
  schemaVersion: 1,
  nodes: [{ id: TRIGGER, type: TRIGGER, params: {} }],
  edges: [],
});
