import { z } from 'zod';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { type DraftView, type SaveDraft, WorkflowDocument, WorkflowLayout } from '@linkflow/contracts';
import { type Draft, draftOf, sameDraft } from '../model/draft';
import type { CanvasStore } from '../store/canvas-store';

/** A draft with changes that the server has not acknowledged. `base` is the revision that they are based on. */
export const StoredDraft = z.object({
  base: z.number().int(),
  /** Id of the page that wrote it, so that another tab does not delete it. */
  page: z.string(),
  at: z.iso.datetime(),
  url: z.string(),
  document: WorkflowDocument,
  layout: WorkflowLayout,
});
export type StoredDraft = z.infer<typeof StoredDraft>;

/** The part of `localStorage` that is used. Each method may throw. */
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
    // If the storage is full or disabled, saving to the server still works; only a crash before that loses changes.
    write: (draft) => attempt(() => storage.setItem(key, JSON.stringify(draft))),
    clear: (page) => attempt(() => read()?.page === page && storage.removeItem(key)),
  };
}

/** Moves a value that an earlier release stored under another key. */
function renameKey(storage: BackupStorage, from: string, to: string): void {
  attempt(() => {
    const stored = storage.getItem(from);
    if (stored === null) return;
    storage.setItem(to, stored);
    storage.removeItem(from);
  });
}

/** Undefined if the storage refuses, or if its content is not JSON. */
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
  /** The value of the store's change counter that the server has acknowledged. */
  savedChanges: number;
  /** The value of the change counter that the save in progress contains; null when no save is in progress. */
  sendingChanges: number | null;
  failure: unknown;
  /** The server's draft, if another user saved it after the revision that the local changes are based on. */
  conflict: DraftView | null;
}

/** The dependencies of the draft sync. Tests replace them. */
interface SyncPorts {
  save(body: SaveDraft, options?: { keepalive: boolean }): Promise<DraftView>;
  load(): Promise<DraftView>;
  /** True if the server rejected the save because its base revision is stale. */
  isStale(error: unknown): boolean;
  backup: DraftBackup;
  /** Identifies this page among the browser's tabs. */
  page: string;
  now(): Date;
  /** Called with the response of every save. */
  onSaved(view: DraftView): void;
}

export interface DraftSync {
  state: StoreApi<SyncState>;
  /** True if there are changes that the server has not acknowledged. */
  isDirty(): boolean;
  /** Saves immediately. Resolves when all changes are saved or a save has failed. */
  flush(options?: { keepalive: boolean }): Promise<void>;
  /** Loads a newer draft from the server. Returns false, and changes nothing, while there are unsaved changes. */
  adoptRemote(view: DraftView): boolean;
  /** Ends a conflict with the server's draft. Returns the local one, which undo also restores. */
  takeTheirs(): Draft | null;
  /** Ends a conflict by overwriting the server's draft. */
  saveMine(): Promise<void>;
  /** Starts autosave. Returns a function that stops it. */
  start(): () => void;
}

const AUTOSAVE_DELAY_MS = 600;
const RETRY_DELAYS_MS = [2_000, 5_000, 10_000, 30_000] as const;

/**
 * Saves the draft of a canvas.
 *
 * States (`SyncState`):
 * - saved: `changes` equals `savedChanges`.
 * - unsaved: a change was made; it is in the local backup and is sent after `AUTOSAVE_DELAY_MS`.
 * - sending: one save is in progress (`sendingChanges`), based on `baseRevision`; success leads to saved or unsaved.
 * - failed: `failure` is set; retried after `RETRY_DELAYS_MS`.
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
  /** The server has the changes up to this value of the change counter. */
  const markSaved = ({ revision, savedAt }: DraftView, savedChanges = canvas.getState().changes) =>
    state.setState({ baseRevision: revision, savedAt, savedChanges, failure: null, conflict: null });

  async function saveOnce(keepalive: boolean): Promise<void> {
    const { changes } = canvas.getState();
    const draft = draftOf(canvas.getState());
    state.setState({ sendingChanges: changes });
    try {
      const { baseRevision } = state.getState();
      acknowledge(await ports.save({ ...draft, revision: baseRevision }, { keepalive }), changes);
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
    // Problems are checked locally. Sentences contain names that only the server knows.
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

  /** The base revision is stale. Either the response to an own save was lost, or another user saved the draft. */
  async function resolveStale(changes: number, mine: Draft): Promise<void> {
    try {
      const theirs = await ports.load();
      if (sameDraft(theirs, mine)) acknowledge(theirs, changes);
      else state.setState({ conflict: theirs, failure: null });
    } catch (error) {
      retryLater(error);
    }
  }

  async function flush(options: { keepalive: boolean } = { keepalive: false }): Promise<void> {
    clearTimeout(timer);
    while (running) await running;
    if (!isDirty() || state.getState().conflict) return;
    running = saveOnce(options.keepalive).finally(() => {
      running = null;
    });
    await running;
    const { failure, conflict } = state.getState();
    if (isDirty() && failure === null && conflict === null) await flush(options);
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
      // Changes restored from an earlier visit: store them under this page's id and save them.
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
