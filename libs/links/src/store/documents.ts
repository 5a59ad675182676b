import type { ClickRecord, NodeDescriptor, WorkflowDocument, WorkflowLayout } from '@linkflow/contracts';

/** A person by id, with the name at the time, so that a list needs no look-up. */
export interface By {
  id: string;
  name: string;
}

/** The one draft of a link. */
export interface DraftDoc {
  revision: number;
  url: string;
  document: WorkflowDocument;
  layout: WorkflowLayout;
  /** What it does, in one hash; compared with the live version's to see whether anything would change. */
  hash: string;
  savedAt: Date;
  savedBy: By;
}

/** Collection `links`. */
export interface LinkDoc {
  _id: string;
  name: string;
  folderId: string | null;
  /** Set for a local link, which belongs to this mailing alone. */
  mailingId: string | null;
  draft: DraftDoc;
  /** How many versions there are; the newest is the live one. */
  liveVersion: number | null;
  liveHash: string | null;
  /** Hidden from lists and pickers. What was sent goes on working. */
  deletedAt: Date | null;
  createdAt: Date;
  createdBy: By;
  updatedAt: Date;
  updatedBy: By;
}

/** What apps/click needs of a version: the respond lane alone, its texts cleaned, with the node types that stand in it. */
export interface RespondLane {
  document: WorkflowDocument;
  catalogue: NodeDescriptor[];
}

/** Collection `link_versions`; `_id` is `<linkId>:<number>`. Never changed. */
export interface VersionDoc {
  _id: string;
  linkId: string;
  number: number;
  hash: string;
  url: string;
  document: WorkflowDocument;
  layout: WorkflowLayout;
  /** Null: every click is redirected to `url`. */
  respond: RespondLane | null;
  note: string | null;
  copyOf: number | null;
  publishedAt: Date;
  publishedBy: By;
}

export const versionId = (linkId: string, number: number): string => `${linkId}:${number}`;

/** Collection `folders`. */
export interface FolderDoc {
  _id: string;
  name: string;
  parentId: string | null;
  /** Counted up when something moves below it, so that two moves at once can't make a ring. */
  moves: number;
  createdAt: Date;
}

/** Collection `recipients`; libs/mailings writes it, clicks only read it. */
export interface RecipientDoc {
  _id: string;
  mailingId: string;
  contactId: string | null;
  email: string;
  name: string;
  addedAt: Date;
  /** Taken off the mailing. The links that went out stay valid. */
  removedAt: Date | null;
}

/** Collection `clicks`: the truth that all counts come from. */
export interface ClickDoc {
  _id: string;
  linkId: string;
  mailingId: string;
  recipientId: string;
  contactId: string | null;
  at: Date;
  version: number;
  kind: ClickRecord['kind'];
  run: boolean;
  ua: string | null;
}

/** Collection `clickers`; `_id` is `<linkId>:<recipientId>`. Holds no counter: two workers may write it in any order. */
export interface ClickerDoc {
  _id: string;
  linkId: string;
  recipientId: string;
  mailingId: string;
  contactId: string | null;
  firstAt: Date;
  lastAt: Date;
  /** Id of the click that it was made with, by which it is counted in the slice of that click. Never changes. */
  born: string;
  /** True for one clicker of each recipient: people are counted once in a mailing, whatever number of its links they click. */
  first: boolean;
}

export const clickerId = (linkId: string, recipientId: string): string => `${linkId}:${recipientId}`;

/** Clicks, and people behind them, on one link or in one mailing. */
export interface Tally {
  clicks: number;
  clickers: number;
}

/** Collection `click_totals`: the clicks of all slices that are rolled up; `_id` is the id of a link or of a mailing. */
export interface TotalDoc extends Tally {
  _id: string;
}

/** Collection `click_slices`. Made by the first click of a slice. */
export interface SliceDoc {
  _id: string;
  /** When a worker last said that it writes clicks of this slice. Absent once the slice is rolled up. */
  touchedAt?: Date;
  /** What the totals hold of it, when it has been rolled up before. */
  counts?: (Tally & { of: string })[];
}

/** Collection `click_rollup`, one document: whether the totals can be relied on. */
export interface RollupDoc {
  _id: 'clicks';
  /** False until all clicks were counted once, and while they are counted again: lists count the clicks themselves then. */
  ready: boolean;
  /** Whose recount is under way. */
  token: string;
  /** Slices before this one were summed up and forgotten. A click that comes to one of them makes everything be counted again. */
  sealedBefore: string;
  rolls: number;
}

export const SLICES = 'click_slices';
