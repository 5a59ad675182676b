import { createStore, type StoreApi } from 'zustand/vanilla';
import type { DiscardDraft, DraftView, SaveDraft } from '@linkflow/contracts';
import { type DraftConflict, type DraftMerge, mergeDrafts, type MergeSide } from '@linkflow/workflow';
import { type Draft, draftOf, reuseSentences, sameDraft } from '../model/draft';
import type { CanvasStore } from '../store/canvas-store';
import type { DraftBackup } from './draft-backup';

/** The server's draft, and the changes of it that contradict the local ones. */
export interface SyncConflict {
  theirs: DraftView;
  conflicts: readonly DraftConflict[];
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
  /** Set while a person must decide whose changes hold. */
  conflict: SyncConflict | null;
}

/** The functions and values that the draft sync needs. Tests pass fakes. */
interface SyncPorts {
  save(body: SaveDraft): Promise<DraftView>;
  /** Stores a draft that the user gives up in the draft history. */
  discard(body: DiscardDraft): Promise<unknown>;
  load(): Promise<DraftView>;
  /** True if the server will never accept the request, however often it is repeated. */
  isRefused(error: unknown): boolean;
  /** Called when the server refuses to keep the draft that the user has given up. */
  onDiscardRefused(error: unknown): void;
  /** True if the server rejected the save because its base revision is stale. */
  isStale(error: unknown): boolean;
  backup: DraftBackup;
  /** Id of this page, unique among all tabs of the browser. */
  page: string;
  now(): Date;
  /** Called with the server's draft each time the server has acknowledged a save. */
  onSaved(view: DraftView): void;
  /** Called when a save found a newer draft and merged it with the local one without a question. */
  onMerged(theirs: DraftView): void;
}

/** Where a session starts: the server's draft, or what an earlier visit has left in the backup. */
export interface SyncStart {
  revision: number;
  savedAt: string;
  /** The draft of `revision`. */
  base: Draft;
  sent?: Draft;
  discarded?: DiscardDraft;
  keepReplaced?: boolean;
}

export interface DraftSync {
  state: StoreApi<SyncState>;
  /** True if there is something that the server has not acknowledged. */
  isDirty(): boolean;
  /**
   * Saves unsaved changes without waiting for the autosave delay. Resolves when all changes are saved, a save has failed, or
   * there is a conflict. Does not throw.
   */
  flush(): Promise<void>;
  /**
   * Shows `view`, a draft that was read from the server, if it is newer than the local one, merged with unsaved changes. Returns
   * false and changes nothing while a save is in progress, and if the merge needs decisions: the next save asks for them.
   */
  adoptRemote(view: DraftView): boolean;
  /**
   * Resolves a conflict with the chosen side of each of its parts, and saves. The own draft as it was goes into the draft history,
   * and so does the replaced one. Choices can lead to further questions; then `conflict` has these too.
   */
  resolve(choices: ReadonlyMap<string, MergeSide>): Promise<void>;
  /**
   * Replaces the draft by an earlier one, as a change that can be undone, and saves. The present draft goes into the history. Resolves
   * with false, and changes nothing, if there is a conflict.
   */
  restore(draft: Draft): Promise<boolean>;
  /** Starts saving automatically after each change. Returns a function that stops this. */
  start(): () => void;
}

const AUTOSAVE_DELAY_MS = 600;
/** Most saves without an answer that are remembered. */
const MAX_SENT = 5;
const RETRY_DELAYS_MS = [2_000, 5_000, 10_000, 30_000] as const;

/**
 * Creates the autosave of a canvas's draft. Unsaved changes are also stored in a local backup.
 *
 * States (`SyncState`):
 * - saved: the store's counter `changes` equals `savedChanges`.
 * - unsaved: a change was made; it is in the local backup and is sent after `AUTOSAVE_DELAY_MS`.
 * - sending: one save is in progress (`sendingChanges`), based on `baseRevision`; success leads to saved or unsaved. If the base is
 *   stale, the server's draft is merged with the local one: without a question → unsaved, on the new base; otherwise → conflict.
 * - failed: the last save failed with `failure`; it is retried after the delays in `RETRY_DELAYS_MS`.
 * - conflict: both sides changed the same; saving stops until `resolve` → unsaved, on the new base.
 */
export function createDraftSync(canvas: CanvasStore, start: SyncStart, ports: SyncPorts): DraftSync {
  const state = createStore<SyncState>()(() => ({
    baseRevision: start.revision,
    savedAt: start.savedAt,
    savedChanges: canvas.getState().changes,
    sendingChanges: null,
    failure: null,
    conflict: null,
  }));
  /** The draft of revision `baseRevision`. */
  let base = start.base;
  /** The drafts of saves to which no answer came, the newest last. The server may have stored one of them. */
  let sent: readonly Draft[] = start.sent ? [start.sent] : [];
  let discarded = start.discarded ?? null;
  let keepReplaced = start.keepReplaced ?? false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let running: Promise<void> | null = null;

  const local = (): Draft => draftOf(canvas.getState());
  const isDirty = () => discarded !== null || canvas.getState().changes !== state.getState().savedChanges;
  const scheduleFlush = (ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => void flush(), ms);
  };
  const writeBackup = () =>
    ports.backup.write({
      ...local(),
      base: state.getState().baseRevision,
      page: ports.page,
      at: ports.now().toISOString(),
      baseDraft: base,
      ...(sent.length > 0 && { sent: sent.at(-1) }),
      ...(discarded && { discarded }),
      ...(keepReplaced && { keepReplaced }),
    });
  const updateBackup = () => (isDirty() ? writeBackup() : ports.backup.clear(ports.page));

  async function saveOnce(): Promise<void> {
    const { changes } = canvas.getState();
    const draft = local();
    const { baseRevision, savedChanges } = state.getState();
    state.setState({ sendingChanges: changes });
    try {
      if (discarded) {
        await discard(discarded);
        discarded = null;
      }
      if (changes === savedChanges) {
        failures = 0;
        state.setState({ failure: null });
        updateBackup();
        return;
      }
      sent = [...sent, draft].slice(-MAX_SENT);
      writeBackup();
      const body = { ...draft, revision: baseRevision, ...(keepReplaced && { keepReplaced }) };
      acknowledge(await ports.save(body), changes);
    } catch (error) {
      if (ports.isStale(error)) {
        sent = sent.filter((one) => one !== draft);
        await resolveStale(changes, draft);
      } else retryLater(error);
    } finally {
      state.setState({ sendingChanges: null });
    }
  }

  /** Keeps a draft that the user has given up. If the server refuses it for good, later changes must still be saved. */
  async function discard(draft: DiscardDraft): Promise<void> {
    try {
      await ports.discard(draft);
    } catch (error) {
      if (!ports.isRefused(error)) throw error;
      ports.onDiscardRefused(error);
    }
  }

  /** Records that the server has stored all changes up to `savedChanges`, a value of the store's counter `changes`. */
  function acknowledge(view: DraftView, savedChanges: number): void {
    failures = 0;
    base = draftOf(view);
    sent = [];
    keepReplaced = false;
    const { revision, savedAt } = view;
    state.setState({ baseRevision: revision, savedAt, savedChanges, failure: null, conflict: null });
    // Problems and sentences are not taken from the server: the draft may have changed since it was sent, and `useLocalChecks` and
    // `useLocalSentences` compute them for the newest draft.
    updateBackup();
    ports.onSaved(view);
  }

  function retryLater(error: unknown): void {
    state.setState({ failure: error });
    scheduleFlush(RETRY_DELAYS_MS[Math.min(failures, RETRY_DELAYS_MS.length - 1)] ?? AUTOSAVE_DELAY_MS);
    failures += 1;
  }

  /**
   * Merges the local draft with the server's. Of the drafts that may be part of the server's, the one counts that leaves the fewest
   * questions.
   */
  function mergeWith(theirs: DraftView, choices?: ReadonlyMap<string, MergeSide>): DraftMerge {
    const { catalogue } = canvas.getState();
    const input = { base, mine: local(), theirs: draftOf(theirs), catalogue, choices };
    return sent
      .map((one) => mergeDrafts({ ...input, sent: one }))
      .reduce(
        (best, other) => (other.conflicts.length < best.conflicts.length ? other : best),
        mergeDrafts(input),
      );
  }

  /** Makes the server's draft the new base, and shows the merged one. */
  function take(theirs: DraftView, merged: Draft): void {
    const canvasState = canvas.getState();
    const isTheirs = sameDraft(merged, theirs);
    if (!sameDraft(merged, canvasState)) {
      const sentences = {
        ...reuseSentences(merged.document, canvasState),
        ...reuseSentences(merged.document, theirs),
      };
      canvasState.adopt(draftOf(merged), isTheirs ? theirs : { sentences });
    }
    base = draftOf(theirs);
    sent = [];
    const { revision: baseRevision, savedAt } = theirs;
    const isSaved = isTheirs || canvasState.changes === state.getState().savedChanges;
    const saved = isSaved ? { savedAt, savedChanges: canvasState.changes } : {};
    state.setState({ baseRevision, failure: null, conflict: null, ...saved });
    updateBackup();
  }

  /**
   * Called if the server rejected a save because its base revision is stale. If the server's draft equals `mine`, an earlier
   * save succeeded but its response was lost: the save counts as acknowledged. Otherwise someone else saved.
   */
  async function resolveStale(changes: number, mine: Draft): Promise<void> {
    try {
      const theirs = await ports.load();
      if (sameDraft(theirs, mine)) return acknowledge(theirs, changes);
      const { draft, conflicts } = mergeWith(theirs);
      if (conflicts.length > 0) return state.setState({ conflict: { theirs, conflicts }, failure: null });
      take(theirs, draft);
      ports.onMerged(theirs);
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
      const { baseRevision, conflict } = state.getState();
      if (view.revision <= baseRevision) return true;
      if (running || conflict) return false;
      const { draft, conflicts } = mergeWith(view);
      if (conflicts.length > 0) return false;
      take(view, draft);
      if (isDirty()) scheduleFlush(AUTOSAVE_DELAY_MS);
      return true;
    },
    async resolve(choices) {
      const { conflict } = state.getState();
      if (!conflict) return;
      const { draft, conflicts } = mergeWith(conflict.theirs, choices);
      if (conflicts.some(({ id }) => !choices.has(id))) {
        state.setState({ conflict: { ...conflict, conflicts } });
        return;
      }
      discarded = { ...local(), revision: state.getState().baseRevision };
      keepReplaced = true;
      take(conflict.theirs, draft);
      await flush();
    },
    async restore(draft) {
      await flush();
      if (state.getState().conflict) return false;
      if (isDirty()) discarded ??= { ...local(), revision: state.getState().baseRevision };
      keepReplaced = true;
      canvas.getState().replace(draft);
      await flush();
      return true;
    },
    start() {
      const stop = canvas.subscribe((now, before) => {
        if (now.changes === before.changes) return;
        writeBackup();
        scheduleFlush(AUTOSAVE_DELAY_MS);
      });
      // There is something left from an earlier visit: store it under this page's id and save it now.
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
