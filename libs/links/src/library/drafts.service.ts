import { Injectable } from '@nestjs/common';
import {
  WorkflowDocument,
  type DiscardDraft,
  type EditDraft,
  type NodeDescriptor,
  type SaveDraft,
  type WorkflowLayout,
  type WorkflowProblem,
} from '@linkflow/contracts';
import { AppError, Clock } from '@linkflow/platform';
import { applyEdit, semanticHash } from '@linkflow/workflow';
import { DraftHistory, type EarlierDraftDoc, type EarlierDraftRow } from './draft-history';
import type { Author, DraftDoc, LinkDoc } from './links.repository';
import { LinkOwners, type WorkflowOwner, type WorkflowOwners } from './workflow-owners';

/** Whose draft is checked: the answers of a form are facts of its own workflow only. `trigger`: type of its trigger node. */
export interface DraftOwner {
  id: string;
  trigger: string;
}

/** Validation of drafts. The app provides an implementation, because this lib depends on neither the actions nor the CRM. */
export abstract class DraftRules {
  abstract readonly catalogue: readonly NodeDescriptor[];
  /** All problems of a draft, including references to missing targets. */
  abstract problemsOf(
    draft: { document: WorkflowDocument; url: string },
    owner: DraftOwner,
  ): Promise<WorkflowProblem[]>;
}

/**
 * Drafts of the workflows of one kind of owners. Each save names the revision that it is based on, and fails with `draft.stale` if that is
 * not the current one.
 */
export class WorkflowDrafts<Owner extends WorkflowOwner> {
  constructor(
    private readonly owners: WorkflowOwners<Owner>,
    private readonly history: DraftHistory,
    private readonly rules: DraftRules,
    private readonly clock: Clock,
  ) {}

  /**
   * Replaces the draft. The replaced one is stored in the history before, where the history needs it.
   * @throws AppError draft.stale with the current revision, its author and its time
   */
  async save(
    id: string,
    { revision, url, document, layout, keepReplaced = false }: SaveDraft,
    by: Author,
  ): Promise<Owner> {
    const current = await this.owners.get(id);
    if (current.draft.revision !== revision) throw staleDraft(current.draft);
    await this.history.beforeSave(current, by, keepReplaced);
    const draft: DraftDoc = {
      revision: revision + 1,
      url,
      document,
      layout,
      hash: semanticHash(document, url),
      savedAt: this.clock.now(),
      savedBy: by,
    };
    const owner = await this.owners.replaceDraft(id, draft);
    if (!owner) throw staleDraft((await this.owners.get(id)).draft);
    await this.owners.draftSaved(owner);
    this.owners.announce(id, { change: 'draft', revision: draft.revision, by, at: draft.savedAt });
    return owner;
  }

  /** Stores a draft that its author gives up before it was saved. @throws AppError not-found */
  async discard(id: string, draft: DiscardDraft, by: Author): Promise<EarlierDraftRow> {
    await this.owners.get(id);
    return this.history.discard(id, draft, by);
  }

  /** Earlier drafts, the newest first. @throws AppError not-found */
  async earlier(id: string): Promise<EarlierDraftRow[]> {
    await this.owners.get(id);
    return this.history.list(id);
  }

  /** @throws AppError not-found */
  async earlierDraft(id: string, entryId: string): Promise<EarlierDraftDoc> {
    await this.owners.get(id);
    return this.history.get(id, entryId);
  }

  /** Applies all edits, or none. @throws AppError edit.refused with the first problem; draft.stale (see `save`) */
  async edit(id: string, body: EditDraft, by: Author): Promise<Owner> {
    const { draft } = await this.owners.get(id);
    if (draft.revision !== body.revision) throw staleDraft(draft);
    const { url, document, layout } = draft;
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
    if (!WorkflowDocument.safeParse(state.document).success) throw tooLarge();
    return this.save(id, { revision: body.revision, url, ...state }, by);
  }
}

/** The drafts of links. */
@Injectable()
export class DraftsService extends WorkflowDrafts<LinkDoc> {
  // The narrower type names what Nest injects.
  // eslint-disable-next-line no-useless-constructor
  constructor(owners: LinkOwners, history: DraftHistory, rules: DraftRules, clock: Clock) {
    super(owners, history, rules, clock);
  }
}

const tooLarge = (): AppError => {
  const message = {
    en: 'The workflow becomes too large; divide it, or make its conditions and texts simpler',
    nb: 'Arbeidsflyten blir for stor. Del den opp, eller gjør betingelser og tekster enklere',
  };
  return new AppError('edit.refused', `${message.en}.`, {
    issues: [{ code: 'workflow.too-large', path: 'edits', message }],
  });
};

/** The error for a draft that another person has saved meanwhile. The details describe the current revision. */
export function staleDraft(draft: Pick<DraftDoc, 'revision' | 'savedAt' | 'savedBy'>): AppError {
  return new AppError('draft.stale', `${draft.savedBy.name} has saved this draft in the meantime.`, {
    details: {
      revision: draft.revision,
      savedBy: draft.savedBy,
      savedAt: draft.savedAt.toISOString(),
    },
  });
}
