import { z } from 'zod';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { type DraftView, type SaveDraft, WorkflowDocument, WorkflowLayout } from '@linkflow/contracts';
import { type Draft, draftOf, sameDraft } from '../model/draft';
import type { CanvasStore } from '../store/canvas-store';

/**
 * A draft that is stored in the browser because the server has not acknowledged its changes. `base` is the server revision that
 * the changes are based on.
 */
export const StoredDraft = z.object({
  base: z.number().int(),
  /** Id of the page that stored the draft. Another tab must not delete it; see `DraftBackup.clear`. */
  page: z.string(),
  at: z.iso.datetime(),
  url: z.string(),
  document: WorkflowDocument,
  layout: WorkflowLayout,
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
}

export function createDraftBackup(
  storage: BackupStorage,
  linkId: string,
  kind: 'draft' | 'conflict-copy' = 'draft',
): DraftBackup {
  const key = `lf.${kind}.${linkId}`;
  if (kind === 'conflict-copy') renameKey(storage, `lf.kept.${linkId}`, key);
  const read = (): StoredDraft | null => {
    const stored = attempt(() => JSON.parse(storage.getItem(key) ?? 'null'));
    return StoredDraft.safeParse(stored).data ?? null;
  };
  return {
    read,
    // Errors (storage full or disabled) are ignored: the changes are still sent to the server, and lost only if the page is closed
    // before that.
    write: (draft) => attempt(() => storage.setItem(key, JSON.stringify(draft))),
    clear: (page) => attempt(() => read()?.page === page && storage.removeItem(key)),
  };
}

/** Moves a stored value to another key. An earlier release stored conflict copies under the key `from`. */
function renameKey(storage: BackupStorage, from: string, to: string): void {
  attempt(() => {
    const stored = storage.getItem(from);
    if (stored === null) return;
    storage.setItem(to, stored);
    storage.removeItem(from);
  });
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

interface SyncState {
  /** The server revision that the local draft is based on. */
  baseRevision: number;
  savedAt: string;
  /** The value of the store's counter `changes` at the last draft that the server has acknowledged. */
  savedChanges: number;
  /** The value of the store's counter `changes` at the draft that is being saved; null while no save is in progress. */
  sendingChanges: number | null;
  failure: unknown;
  /** The server's draft, if someone else saved it after the revision that the local changes are based on; otherwise null. */
  conflict: DraftView | null;
}

/** The functions and values that the draft sync needs. Tests pass fakes. */
interface SyncPorts {
  save(body: SaveDraft): Promise<DraftView>;
  load(): Promise<DraftView>;
  /** True if the server rejected the save because its base revision is stale. */
  isStale(error: unknown): boolean;
  backup: DraftBackup;
  /** Id of this page, unique among all tabs of the browser. */
  page: string;
  now(): Date;
  /** Called with the server's draft each time the server has acknowledged a save. */
  onSaved(view: DraftView): void;
}

export interface DraftSync {
  state: StoreApi<SyncState>;
  /** True if the canvas has changes that the server has not acknowledged. */
  isDirty(): boolean;
  /**
   * Saves unsaved changes without waiting for the autosave delay. Resolves when all changes are saved, a save has failed, or
   * there is a conflict. Does not throw.
   */
  flush(): Promise<void>;
  /**
   * Shows `view`, a draft that was read from the server, if it is newer than the local one. Returns false and changes nothing
   * while there are unsaved changes or a save is in progress.
   */
  adoptRemote(view: DraftView): boolean;
  /**
   * Resolves a conflict: replaces the local draft by the server's. Returns the replaced draft; undo restores it too. Returns
   * null if there is no conflict.
   */
  takeTheirs(): Draft | null;
  /** Resolves a conflict: saves the local draft over the server's. */
  saveMine(): Promise<void>;
  /** Starts saving automatically after each change. Returns a function that stops this. */
  start(): () => void;
}

const AUTOSAVE_DELAY_MS = 600;
const RETRY_DELAYS_MS = [2_000, 5_000, 10_000, 30_000] as const;

/**
 * Creates the autosave of a canvas's draft. Unsaved changes are also stored in a local backup.
 *
 * States (`SyncState`):
 * - saved: the store's counter `changes` equals `savedChanges`.
 * - unsaved: a change was made; it is in the local backup and is sent after `AUTOSAVE_DELAY_MS`.
 * - sending: one save is in progress (`sendingChanges`), based on `baseRevision`; success leads to saved or unsaved.
 * - failed: the last save failed with `failure`; it is retried after the delays in `RETRY_DELAYS_MS`.
 * - conflict: the base revision was stale and the server's draft differs; saving stops until `takeTheirs` or `saveMine`.
 */
export function createDraftSync(
  canvas: CanvasStore,
  initial: Pick<DraftView, 'revision' | 'savedAt'>,
  ports: SyncPorts,
): DraftSync {
  const state = createStore<SyncState>()(() => ({
    baseRevision: initial.revision,
    savedAt: initial.savedAt,
    savedChanges: canvas.getState().changes,
    sendingChanges: null,
    failure: null,
    conflict: null,
  }));
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let running: Promise<void> | null = null;

  const isDirty = () => canvas.getState().changes !== state.getState().savedChanges;
  const scheduleFlush = (ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => void flush(), ms);
  };
  const writeBackup = () => {
    const { baseRevision } = state.getState();
    const at = ports.now().toISOString();
    ports.backup.write({ ...draftOf(canvas.getState()), base: baseRevision, page: ports.page, at });
  };
  /** Records that the server has stored all changes up to `savedChanges`, a value of the store's counter `changes`. */
  const markSaved = ({ revision, savedAt }: DraftView, savedChanges = canvas.getState().changes) =>
    state.setState({ baseRevision: revision, savedAt, savedChanges, failure: null, conflict: null });

  async function saveOnce(): Promise<void> {
    const { changes } = canvas.getState();
    const draft = draftOf(canvas.getState());
    state.setState({ sendingChanges: changes });
    try {
      const { baseRevision } = state.getState();
      acknowledge(await ports.save({ ...draft, revision: baseRevision }), changes);
    } catch (error) {
      if (ports.isStale(error)) await resolveStale(changes, draft);
      else retryLater(error);
    } finally {
      state.setState({ sendingChanges: null });
    }
  }

  function acknowledge(view: DraftView, changes: number): void {
    failures = 0;
    markSaved(view, changes);
    // The sentences about the nodes are taken from the server, which knows the names of CRM records. The problems are not: the draft may
    // have changed since it was sent, and `useLocalChecks` computes them for the newest draft.
    canvas.setState({ sentences: view.sentences });
    if (isDirty()) writeBackup();
    else ports.backup.clear(ports.page);
    ports.onSaved(view);
  }

  function retryLater(error: unknown): void {
    state.setState({ failure: error });
    scheduleFlush(RETRY_DELAYS_MS[Math.min(failures, RETRY_DELAYS_MS.length - 1)] ?? AUTOSAVE_DELAY_MS);
    failures += 1;
  }

  /**
   * Called if the server rejected a save because its base revision is stale. If the server's draft equals `mine`, an earlier
   * save succeeded but its response was lost: the save counts as acknowledged. Otherwise someone else saved: there is a
   * conflict.
   */
  async function resolveStale(changes: number, mine: Draft): Promise<void> {
    try {
      const theirs = await ports.load();
      if (sameDraft(theirs, mine)) acknowledge(theirs, changes);
      else state.setState({ conflict: theirs, failure: null });
    } catch (error) {
      retryLater(error);
    }
  }

  async function flush(): Promise<void> {
    clearTimeout(timer);
    while (running) await running;
    if (!isDirty() || state.getState().conflict) return;
    running = saveOnce().finally(() => {
      running = null;
    });
    await running;
    const { failure, conflict } = state.getState();
    if (isDirty() && failure === null && conflict === null) await flush();
  }

  return {
    state,
    isDirty,
    flush,
    adoptRemote(view) {
      if (view.revision <= state.getState().baseRevision) return true;
      if (isDirty() || running) return false;
      if (!sameDraft(view, canvas.getState())) canvas.getState().load(draftOf(view), view);
      markSaved(view);
      return true;
    },
    takeTheirs() {
      const { conflict } = state.getState();
      if (!conflict) return null;
      const mine = draftOf(canvas.getState());
      canvas.getState().load(draftOf(conflict), conflict, { undoable: true });
      markSaved(conflict);
      ports.backup.clear(ports.page);
      return mine;
    },
    async saveMine() {
      const { conflict } = state.getState();
      if (!conflict) return;
      state.setState({ baseRevision: conflict.revision, conflict: null });
      writeBackup();
      await flush();
    },
    start() {
      const stop = canvas.subscribe((now, before) => {
        if (now.changes === before.changes) return;
        writeBackup();
        scheduleFlush(AUTOSAVE_DELAY_MS);
      });
      // The draft has changes that were restored from an earlier visit: store them under this page's id and save them now.
      if (isDirty()) {
        writeBackup();
        scheduleFlush(0);
      }
      return () => {
        stop();
        clearTimeout(timer);
      };
    },
  };
}
