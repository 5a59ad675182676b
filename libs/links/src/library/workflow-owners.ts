import type { mongo } from 'mongoose';
import { TRIGGER, type WorkflowDocument } from '@linkflow/contracts';
import { Injectable } from '@nestjs/common';
import { semanticHash } from '@linkflow/workflow';
import { SnapshotPublisher } from '../snapshots';
import { LinksRepository, type Author, type DraftDoc, type LinkDoc } from './links.repository';

/*
 * A workflow belongs to an owner: a link or a form. Its draft is a part of the owner's document; its versions and earlier drafts are in
 * collections of their own, by the id of the owner. Drafts, draft history and publishing are the same for all owners
 * (docs/adr/0095).
 */

/** The part of an owner's document that is about its workflow. */
export interface WorkflowOwner {
  _id: string;
  draft: DraftDoc;
  /** Number of the newest version, which is the live one; null if no version is published. */
  liveVersion: number | null;
  liveHash: string | null;
  createdAt: Date;
}

/** A change of a workflow, as the open pages of colleagues receive it. */
export interface WorkflowChange {
  change: 'draft' | 'published';
  revision?: number;
  version?: number;
  by: Author;
  at: Date;
}

/** Which version becomes live. */
export interface LiveVersion {
  number: number;
  hash: string;
  publishedAt: Date;
  publishedBy: Author;
}

/** The documents of one kind of owners. */
export abstract class WorkflowOwners<Owner extends WorkflowOwner> {
  /** Type of the trigger node of these workflows. */
  abstract readonly trigger: string;
  /** @throws AppError not-found, also for a deleted owner */
  abstract get(id: string, session?: mongo.ClientSession): Promise<Owner>;
  /** Replaces the draft if the stored revision is the one before that of the new draft; else returns null. */
  abstract replaceDraft(id: string, draft: DraftDoc): Promise<Owner | null>;
  abstract setLive(id: string, version: LiveVersion, session: mongo.ClientSession): Promise<void>;
  /** Called after a draft was stored. */
  abstract draftSaved(owner: Owner): Promise<void>;
  /** Runs `work`, which publishes a version, and makes the change known where the workflow is carried out. */
  abstract publishing<T>(id: string, work: () => Promise<T>): Promise<T>;
  /** Announces a change to the open pages of colleagues. */
  abstract announce(id: string, change: WorkflowChange): void;
}

/** The first draft of a new owner. */
export function firstDraft(
  { document, layout }: Pick<DraftDoc, 'document' | 'layout'>,
  { url, by, at }: { url: string; by: Author; at: Date },
): DraftDoc {
  return {
    revision: 0,
    url,
    document,
    layout,
    hash: semanticHash(document, url),
    savedAt: at,
    savedBy: by,
  };
}

/** A workflow with only its trigger, and its layout. */
export const emptyDraft = (document: WorkflowDocument): Pick<DraftDoc, 'document' | 'layout'> => ({
  document,
  layout: { positions: { [TRIGGER]: { x: 0, y: 0 } }, notes: [] },
});

/** Links as owners of workflows: apps/click learns of each published version. */
@Injectable()
export class LinkOwners extends WorkflowOwners<LinkDoc> {
  readonly trigger = TRIGGER;

  constructor(
    private readonly links: LinksRepository,
    private readonly snapshots: SnapshotPublisher,
  ) {
    super();
  }

  get(id: string, session?: mongo.ClientSession): Promise<LinkDoc> {
    return this.links.get(id, session);
  }

  replaceDraft(id: string, draft: DraftDoc): Promise<LinkDoc | null> {
    return this.links.replaceDraft(id, draft);
  }

  setLive(id: string, version: LiveVersion, session: mongo.ClientSession): Promise<void> {
    return this.links.setLive(id, version, session);
  }

  /** Without a published version, clicks use the URL of the draft. */
  async draftSaved({ _id, liveVersion }: LinkDoc): Promise<void> {
    if (liveVersion === null) await this.snapshots.publish(_id);
  }

  publishing<T>(id: string, work: () => Promise<T>): Promise<T> {
    return this.snapshots.change(id, work);
  }

  announce(id: string, change: WorkflowChange): void {
    this.snapshots.announce(id, change);
  }
}
