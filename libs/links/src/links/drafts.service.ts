import { Injectable } from '@nestjs/common';
import type { EditDraft, SaveDraft, WorkflowDocument, WorkflowLayout } from '@linkflow/contracts';
import { AppError, Clock, LiveEvents } from '@linkflow/platform';
import { applyEdit, semanticHash } from '@linkflow/workflow';
import { SnapshotPublisher } from '../snapshots/snapshot-publisher';
import type { By, DraftDoc, LinkDoc } from '../store/documents';
import { DraftRules } from './draft-rules';
import { LinksRepository } from './links.repository';
import { noSuchLink } from './links.service';

/**
 * The one draft of a link. Each save names the revision that it was built on; when somebody else was faster it is refused,
 * so that nobody overwrites what they have not seen.
 */
@Injectable()
export class DraftsService {
  constructor(
    private readonly links: LinksRepository,
    private readonly rules: DraftRules,
    private readonly snapshots: SnapshotPublisher,
    private readonly live: LiveEvents,
    private readonly clock: Clock,
  ) {}

  /** @throws draft.stale with the revision that is there now, who saved it and when. */
  async save(id: string, body: SaveDraft, by: By): Promise<LinkDoc> {
    return this.replace(id, body.revision, body, by);
  }

  /** Applies edits, all or none. @throws edit.refused with what stands in the way; draft.stale as for a save. */
  async edit(id: string, body: EditDraft, by: By): Promise<LinkDoc> {
    const link = await this.links.find(id);
    if (!link || link.deletedAt) throw noSuchLink();
    if (link.draft.revision !== body.revision) throw stale(link.draft);
    const { url, document, layout } = link.draft;
    let state: { document: WorkflowDocument; layout: WorkflowLayout } = { document, layout };
    for (const [index, edit] of body.edits.entries()) {
      const result = applyEdit(state, edit, this.rules.catalogue);
      if (!result.ok) {
        const { code, message, nodeId } = result.problem;
        throw new AppError('edit.refused', message.en, {
          issues: [{ code, message, nodeId, path: `edits.${index}` }],
        });
      }
      state = { document: result.document, layout: result.layout };
    }
    return this.replace(id, body.revision, { url, ...state }, by);
  }

  private async replace(
    id: string,
    revision: number,
    { url, document, layout }: { url: string; document: WorkflowDocument; layout: WorkflowLayout },
    by: By,
  ): Promise<LinkDoc> {
    const draft: DraftDoc = {
      revision: revision + 1,
      url,
      document,
      layout,
      hash: semanticHash(document, url),
      savedAt: this.clock.now(),
      savedBy: by,
    };
    const link = await this.links.replaceDraft(id, draft);
    if (!link) {
      const there = await this.links.find(id);
      if (!there || there.deletedAt) throw noSuchLink();
      throw stale(there.draft);
    }
    // Without a version, clicks go to the address of the draft.
    if (link.liveVersion === null) await this.snapshots.publish(id);
    this.live.announce(() => ({
      type: 'link',
      linkId: id,
      change: 'draft',
      revision: draft.revision,
      byUserId: by.id,
      at: draft.savedAt.toISOString(),
    }));
    return link;
  }
}

/** Somebody else was faster. The details say who, and what to build on instead. */
export function stale(draft: Pick<DraftDoc, 'revision' | 'savedAt' | 'savedBy'>): AppError {
  return new AppError('draft.stale', `${draft.savedBy.name} has saved this draft in the meantime.`, {
    details: {
      revision: draft.revision,
      savedBy: draft.savedBy,
      savedAt: draft.savedAt.toISOString(),
    },
  });
}
