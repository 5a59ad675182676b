import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import type { DiscardDraft } from '@linkflow/contracts';
import {
  AppError,
  Clock,
  Retention,
  RetentionConfig,
  collectionOf,
  deleteOldPage,
  isDuplicateKey,
  newId,
  readConfig,
} from '@linkflow/platform';
import { semanticHash } from '@linkflow/workflow';
import type { Author, DraftDoc } from './links.repository';
import type { WorkflowOwner } from './workflow-owners';

/**
 * Collection `draft_history`: earlier drafts of workflows. A draft comes into it before a save replaces it, if another author saves, if the
 * last stored draft is older than `PAUSE_MS`, or if the save asks for it; and if its author gives it up before it was saved (`discarded`).
 */
export interface EarlierDraftDoc extends Pick<DraftDoc, 'revision' | 'url' | 'document' | 'layout' | 'hash'> {
  _id: string;
  /** Id of the link or form that the workflow belongs to. */
  linkId: string;
  reason: 'replaced' | 'discarded';
  nodes: number;
  /** Size of the document and the layout as JSON, in characters. */
  size: number;
  savedAt: Date;
  savedBy: Author;
  /** When it was stored here. The retention deletes by this time. */
  at: Date;
}

/** An earlier draft without its graph. */
export type EarlierDraftRow = Omit<EarlierDraftDoc, 'document' | 'layout'>;

const NAME = 'draft_history';
/** Time between two stored drafts of one author who works without a pause. */
const PAUSE_MS = 10 * 60_000;
/** Most stored drafts of one workflow, and most characters in all of them. The two newest are kept in any case: the sides of a conflict. */
const MAX_DRAFTS = 50;
const MAX_SIZE = 8_000_000;
const ALWAYS_KEPT = 2;

@Injectable()
export class DraftHistory {
  private readonly drafts: mongo.Collection<EarlierDraftDoc>;

  constructor(
    @InjectConnection() connection: Connection,
    private readonly clock: Clock,
    retention: Retention,
  ) {
    this.drafts = collectionOf(connection, NAME);
    retention.add({
      name: 'drafts',
      days: readConfig(RetentionConfig).RETENTION_DRAFTS_DAYS,
      deletePage: (page) => deleteOldPage(this.drafts, page),
    });
  }

  async createIndexes(): Promise<void> {
    await this.drafts.createIndexes([
      { key: { linkId: 1, at: -1 } },
      // A revision is stored once, although several saves may try to replace it.
      {
        key: { linkId: 1, revision: 1 },
        unique: true,
        partialFilterExpression: { reason: 'replaced' },
      },
    ]);
  }

  /** Newest first. */
  list(linkId: string): Promise<EarlierDraftRow[]> {
    return this.drafts
      .find({ linkId }, { projection: { document: 0, layout: 0 } })
      .sort({ at: -1, _id: -1 })
      .toArray();
  }

  /** @throws AppError not-found */
  async get(linkId: string, id: string): Promise<EarlierDraftDoc> {
    const found = await this.drafts.findOne({ _id: id, linkId });
    if (!found) throw new AppError('not-found', 'There is no such earlier draft.');
    return found;
  }

  /**
   * Stores the current draft of a workflow before `by` replaces it, if it has to be kept. If the save then fails, the entry stays: it is a draft
   * that was saved.
   */
  async beforeSave(
    { _id: linkId, draft, createdAt }: WorkflowOwner,
    by: Author,
    always: boolean,
  ): Promise<void> {
    // The draft of a new workflow is empty, or that of its template.
    if (draft.revision === 0) return;
    if (!always && draft.savedBy.id === by.id) {
      const newest = await this.drafts.findOne({ linkId }, { sort: { at: -1 }, projection: { at: 1 } });
      const since = newest?.at ?? createdAt;
      if (this.clock.now().getTime() - since.getTime() <= PAUSE_MS) return;
    }
    const { revision, url, document, layout, hash, savedAt, savedBy } = draft;
    await this.store({ linkId, reason: 'replaced', revision, url, document, layout, hash, savedAt, savedBy });
  }

  /** Stores a draft that its author gave up before it was saved. */
  async discard(
    linkId: string,
    { revision, url, document, layout }: DiscardDraft,
    by: Author,
  ): Promise<EarlierDraftRow> {
    const hash = semanticHash(document, url);
    const savedAt = this.clock.now();
    return this.store({
      linkId,
      reason: 'discarded',
      revision,
      url,
      document,
      layout,
      hash,
      savedAt,
      savedBy: by,
    });
  }

  private async store(
    draft: Omit<EarlierDraftDoc, '_id' | 'nodes' | 'size' | 'at'>,
  ): Promise<EarlierDraftRow> {
    const { linkId, reason, revision, document, layout, ...rest } = draft;
    const row: EarlierDraftRow = {
      _id: newId(),
      linkId,
      reason,
      revision,
      ...rest,
      nodes: document.nodes.length,
      size: JSON.stringify([document, layout]).length,
      at: this.clock.now(),
    };
    try {
      await this.drafts.insertOne({ ...row, document, layout });
    } catch (error) {
      // The same revision was stored before a save that then failed, or before a concurrent one.
      if (!isDuplicateKey(error)) throw error;
    }
    await this.prune(linkId);
    return row;
  }

  private async prune(linkId: string): Promise<void> {
    const all = await this.drafts
      .find({ linkId }, { projection: { size: 1 } })
      .sort({ at: -1, _id: -1 })
      .toArray();
    let size = 0;
    const surplus = all.filter((draft, index) => {
      size += draft.size;
      return index >= ALWAYS_KEPT && (index >= MAX_DRAFTS || size > MAX_SIZE);
    });
    if (surplus.length > 0) await this.drafts.deleteMany({ _id: { $in: surplus.map(({ _id }) => _id) } });
  }
}
