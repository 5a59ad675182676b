import { z } from 'zod';
import { WorkflowDocument, WorkflowLayout } from '@linkflow/contracts';

const Content = z.object({ url: z.string(), document: WorkflowDocument, layout: WorkflowLayout });

/**
 * A draft that is stored in the browser because the server has not acknowledged its changes. `base` is the server revision that
 * the changes are based on.
 */
export const StoredDraft = Content.extend({
  base: z.number().int(),
  /** Id of the page that stored the draft. Another tab must not delete it; see `DraftBackup.clear`. */
  page: z.string(),
  at: z.iso.datetime(),
  /** The draft of revision `base`, for merging. Absent in a backup of an earlier release, or if the storage is too small. */
  baseDraft: Content.optional(),
  /** A draft that was sent and perhaps stored, because no answer came. */
  sent: Content.optional(),
  /** The own side of a conflict that still has to be sent to the draft history. */
  discarded: Content.extend({ revision: z.number().int() }).optional(),
  /** See `SaveDraft.keepReplaced`. */
  keepReplaced: z.boolean().optional(),
});
export type StoredDraft = z.infer<typeof StoredDraft>;

/**
 * The used methods of `localStorage`. Each method throws if the browser has disabled the storage; `setItem` also if it is full.
 */
export type BackupStorage = Pick<globalThis.Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** Stores the unsaved changes of one link in the browser until the server has them, so that a reload loses nothing. */
export interface DraftBackup {
  read(): StoredDraft | null;
  write(draft: StoredDraft): void;
  /** Deletes the backup if the given page wrote it. Backups of other tabs are kept. */
  clear(page: string): void;
  /**
   * Removes and returns a copy of the own draft that an earlier release set aside after a conflict. It belongs into the draft history
   * now.
   */
  takeConflictCopy(): StoredDraft | null;
}

/**
 * @param userId whose changes these are. Several people can use one browser, and nobody must save another's changes under the own name. If
 * absent, and for backups of earlier versions, the backup is of whoever opens the link.
 */
export function createDraftBackup(storage: BackupStorage, linkId: string, userId?: string): DraftBackup {
  const shared = `lf.draft.${linkId}`;
  const key = userId === undefined ? shared : `${shared}.${userId}`;
  const readAt = (from: string): StoredDraft | null => {
    const stored = attempt(() => JSON.parse(storage.getItem(from) ?? 'null'));
    return StoredDraft.safeParse(stored).data ?? null;
  };
  const store = (draft: StoredDraft): boolean =>
    attempt(() => {
      storage.setItem(key, JSON.stringify(draft));
      return true;
    }) === true;
  return {
    read: () => readAt(key) ?? readAt(shared),
    // If the storage is full, what is only needed for a merge is left out. Further errors are ignored: the changes are still sent to the
    // server, and lost only if the page is closed before that.
    write: (draft) => {
      const { baseDraft: _base, sent: _sent, ...small } = draft;
      if (!store(draft)) store(small);
      // What an earlier version had stored was read before, and is part of this draft.
      if (key !== shared) attempt(() => storage.removeItem(shared));
    },
    clear: (page) => {
      for (const at of new Set([key, shared]))
        attempt(() => readAt(at)?.page === page && storage.removeItem(at));
    },
    takeConflictCopy() {
      const keys = [`lf.conflict-copy.${linkId}`, `lf.kept.${linkId}`];
      const copy = keys.map(readAt).find((draft) => draft !== null);
      for (const old of keys) attempt(() => storage.removeItem(old));
      return copy ?? null;
    },
  };
}

/**
 * Calls `use` and returns its result. Returns undefined if `use` throws: the storage is disabled or full, or the stored text is
 * not JSON.
 */
function attempt(use: () => unknown): unknown {
  try {
    return use();
  } catch {
    return undefined;
  }
}
