import type { DiscardDraft } from '@linkflow/contracts';
import type { Draft } from '../model/draft';

/**
 * A draft that is stored in the browser because the server has not acknowledged its changes. `base` is the server revision that
 * the changes are based on.
 */
export interface StoredDraft extends Draft {
  base: number;
  /** Id of the page that stored the draft. Another tab must not delete it; see `DraftBackup.clear`. */
  page: string;
  /** ISO 8601 in UTC. */
  at: string;
  /** The draft of revision `base`, for merging. Absent in a backup of an earlier release, or if the storage is too small. */
  baseDraft?: Draft | undefined;
  /** A draft that was sent and perhaps stored, because no answer came. */
  sent?: Draft | undefined;
  /** The own side of a conflict that still has to be sent to the draft history. */
  discarded?: DiscardDraft | undefined;
  /** See `SaveDraft.keepReplaced`. */
  keepReplaced?: boolean | undefined;
}

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
 * @param userId the user whose changes are stored. Several people can use one browser, and nobody may save another user's changes in their own
 * name. Without it, and for backups of earlier releases, the backup belongs to the user who opens the link.
 */
export function createDraftBackup(storage: BackupStorage, linkId: string, userId?: string): DraftBackup {
  const shared = `lf.draft.${linkId}`;
  const key = userId === undefined ? shared : `${shared}.${userId}`;
  const readAt = (from: string): StoredDraft | null => {
    const stored = attempt(() => JSON.parse(storage.getItem(from) ?? 'null'));
    return readStoredDraft(stored);
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

/**
 * Returns a stored value as a draft, or null if it is none. What is stored was written by this module, perhaps in an earlier release, so
 * only what the editor relies on is checked; the API checks the rest when the draft is saved. zod would be an eighth of the page's code.
 */
function readStoredDraft(stored: unknown): StoredDraft | null {
  if (!isRecord(stored)) return null;
  const { base, page, at, baseDraft, sent, discarded, keepReplaced } = stored;
  const draft = readDraft(stored);
  if (!draft || !isInteger(base) || typeof page !== 'string' || !isTime(at)) return null;
  const revision = isRecord(discarded) ? discarded.revision : undefined;
  const given = readDraft(discarded);
  return {
    ...draft,
    base,
    page,
    at,
    baseDraft: readDraft(baseDraft) ?? undefined,
    sent: readDraft(sent) ?? undefined,
    discarded: given && isInteger(revision) ? { ...given, revision } : undefined,
    keepReplaced: keepReplaced === true || undefined,
  };
}

function readDraft(value: unknown): Draft | null {
  if (!isRecord(value) || typeof value.url !== 'string') return null;
  const { url, document, layout } = value;
  return isDocument(document) && isLayout(layout)
    ? { url, document, layout: { ...layout, notes: layout.notes ?? [] } }
    : null;
}

function isDocument(value: unknown): value is Draft['document'] {
  if (!isRecord(value) || value.schemaVersion !== 1) return false;
  return (
    isListOf(value.nodes, ({ id, type, params }) => areTexts(id, type) && isRecord(params)) &&
    isListOf(
      value.edges,
      ({ id, from, to }) => areTexts(id, to) && isRecord(from) && areTexts(from.node, from.port),
    )
  );
}

/** The notes are absent in a backup of an earlier release. */
function isLayout(value: unknown): value is Pick<Draft['layout'], 'positions'> & Partial<Draft['layout']> {
  if (!isRecord(value) || !isRecord(value.positions)) return false;
  return (
    Object.values(value.positions).every((at) => isRecord(at) && isPosition(at)) &&
    (value.notes === undefined ||
      isListOf(value.notes, (note) => areTexts(note.id, note.text) && isPosition(note)))
  );
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isListOf = (value: unknown, fits: (item: Record<string, unknown>) => boolean): boolean =>
  Array.isArray(value) && value.every((item: unknown) => isRecord(item) && fits(item));

const isPosition = ({ x, y }: Record<string, unknown>): boolean => Number.isFinite(x) && Number.isFinite(y);
const areTexts = (...values: unknown[]): boolean => values.every((value) => typeof value === 'string');
const isInteger = (value: unknown): value is number => Number.isSafeInteger(value);
const isTime = (value: unknown): value is string =>
  typeof value === 'string' && !Number.isNaN(Date.parse(value));
