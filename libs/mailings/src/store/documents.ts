import type { By } from '@linkflow/links';

/** Collection `mailings`. */
export interface MailingDoc {
  _id: string;
  name: string;
  subject: string;
  /** Cleaned; tracked links stand in it as placeholders. */
  html: string;
  /** The links that stand in the HTML, each once, so that a link knows where it is used. */
  linkIds: string[];
  /** How many links the HTML has, tracked or not; a list that counts them need not read it. Absent until the first save since it is kept. */
  linkCount?: number;
  revision: number;
  /** Hidden from lists. Messages that are out can still be read, and their links clicked. */
  deletedAt: Date | null;
  createdAt: Date;
  createdBy: By;
  updatedAt: Date;
  updatedBy: By;
}

/** Collection `recipient_counts`, by mailing. See RecipientCounts. */
export interface RecipientCountDoc {
  _id: string;
  /** Grows with each change of who gets the mailing, written before the change. */
  changes: number;
  /** Absent until it was counted once. */
  recipients?: number;
}
