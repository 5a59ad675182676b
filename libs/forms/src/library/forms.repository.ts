import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import type { FormContent, FormQuery, Ref } from '@linkflow/contracts';
import {
  FolderedRepository,
  NAME_ORDER,
  type Author,
  type DraftDoc,
  type LiveVersion,
  type ReadOwner,
  type WorkflowOwner,
} from '@linkflow/links';
import { AppError, containing } from '@linkflow/platform';

/** The draft of the questions and settings of a form. Each save increments its revision. */
export interface ContentDraft {
  revision: number;
  content: FormContent;
  /** Compared with that of the live version to detect unpublished changes. */
  hash: string;
  savedAt: Date;
  savedBy: Author;
}

/** Collection `forms`. `draft`, `liveVersion` and `liveHash` are about the workflow, `form` and `liveContent` about the questions. */
export interface FormDoc extends WorkflowOwner {
  name: string;
  form: ContentDraft;
  /** The newest version of the questions, which is the live one; null if none is published. */
  liveContent: { number: number; hash: string } | null;
  /** When the form was deleted (soft delete); null if it is not. Submissions that were under way are still processed. */
  deletedAt: Date | null;
  folderId: string | null;
  createdBy: Author;
  updatedAt: Date;
  updatedBy: Author;
}

/** A form without its graph and questions, for lists. */
export type FormRow = Omit<FormDoc, 'draft' | 'form'> & {
  draft: Pick<DraftDoc, 'hash' | 'revision'>;
  form: Pick<ContentDraft, 'hash' | 'revision'> & { content: { settings: { title: string } } };
};

export const FORMS = 'forms';

/** The hash of the questions and settings. */
export const contentHash = (content: FormContent): string =>
  createHash('sha256').update(JSON.stringify(content)).digest('hex');

/** `mine`: id of the user who has created them. `since`: when they were changed at the earliest. */
export type ListedForms = FormQuery & { mine?: string; since?: Date };

/** Most forms that are listed as sending a mailing. */
const MAX_SENDING = 100;

@Injectable()
export class FormsRepository extends FolderedRepository<FormDoc, FormRow, ListedForms> {
  constructor(@InjectConnection() connection: Connection) {
    super(connection, FORMS, {
      sorts: ['name', 'updatedAt', 'createdAt'],
      standard: { field: 'updatedAt', direction: -1 },
      projection: { 'draft.document': 0, 'draft.layout': 0, 'form.content.blocks': 0 },
    });
  }

  async createIndexes(): Promise<void> {
    await this.documents.createIndexes([
      { key: { deletedAt: 1, updatedAt: -1, _id: -1 } },
      { key: { name: 1 }, collation: NAME_ORDER },
      // Which forms run a script. Few nodes have such a parameter.
      { key: { 'draft.document.nodes.params.scriptId': 1 }, sparse: true },
      { key: { folderId: 1, deletedAt: 1 } },
      { key: { 'createdBy.id': 1, deletedAt: 1, updatedAt: -1, _id: -1 } },
      // Which forms send a mailing. Few nodes have such a parameter.
      { key: { 'draft.document.nodes.params.mailingId': 1 }, sparse: true },
    ]);
  }

  /** Finds deleted forms too. */
  find(id: string, session?: mongo.ClientSession): Promise<FormDoc | null> {
    return this.documents.findOne({ _id: id }, { session });
  }

  /** @throws AppError not-found, also for a deleted form */
  async get(id: string, session?: mongo.ClientSession): Promise<FormDoc> {
    const form = await this.find(id, session);
    if (!form || form.deletedAt) throw noSuchForm(form !== null);
    return form;
  }

  /** Changes a form. Returns null if no form has this id and matches `where`. */
  update(
    id: string,
    change: Partial<Omit<FormDoc, '_id' | 'draft'>>,
    {
      where = { deletedAt: null },
      session,
    }: { where?: mongo.Filter<FormDoc>; session?: mongo.ClientSession } = {},
  ): Promise<FormDoc | null> {
    return this.documents.findOneAndUpdate(
      { ...where, _id: id },
      { $set: change },
      { returnDocument: 'after', session },
    );
  }

  /** Replaces the draft of the workflow if the stored revision is the one before that of the new draft; else returns null. */
  replaceDraft(id: string, draft: DraftDoc): Promise<FormDoc | null> {
    return this.documents.findOneAndUpdate(
      { _id: id, deletedAt: null, 'draft.revision': draft.revision - 1 },
      { $set: { draft, updatedAt: draft.savedAt, updatedBy: draft.savedBy } },
      { returnDocument: 'after' },
    );
  }

  async setLive(id: string, version: LiveVersion, session: mongo.ClientSession): Promise<void> {
    const { number, hash, publishedAt, publishedBy } = version;
    await this.documents.updateOne(
      { _id: id },
      { $set: { liveVersion: number, liveHash: hash, updatedAt: publishedAt, updatedBy: publishedBy } },
      { session },
    );
  }

  /** The forms whose drafts send one of these mailings. */
  async sending(mailingIds: readonly string[]): Promise<Ref[]> {
    if (mailingIds.length === 0) return [];
    const filter = { deletedAt: null, 'draft.document.nodes.params.mailingId': { $in: [...mailingIds] } };
    return this.refs(filter, MAX_SENDING);
  }

  protected filterOf({ q, folderId, view, mine, since }: ListedForms): mongo.Filter<FormDoc> {
    const filter: mongo.Filter<FormDoc> = { deletedAt: view === 'trash' ? { $ne: null } : null };
    if (folderId) filter.folderId = folderId === 'none' ? null : folderId;
    if (mine !== undefined) filter['createdBy.id'] = mine;
    if (since) filter.updatedAt = { $gte: since };
    if (q) filter.name = containing(q);
    return filter;
  }
}

/** A form that is in the trash or does not exist. */
export const noSuchForm = (isDeleted = false): AppError =>
  isDeleted
    ? new AppError('not-found', 'The form is deleted. It is in the trash.', { details: { inTrash: true } })
    : new AppError('not-found', 'The form does not exist.');

/** Reads a form as the owner of a workflow. All reads of one event-loop turn share a round trip. */
export const readFormOwner: ReadOwner = (batcher, id) => batcher.read<FormDoc>(FORMS, id);
