import type { DraftView, SaveDraft } from '@linkflow/contracts';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { DraftMirror } from '../model/draft-mirror';
import { sameJson } from '../model/same-json';
import type { Draft } from '../store/canvas-state';
import type { CanvasStore } from '../store/create-canvas-store';

/** Somebody else saved after the draft that we built on. */
export interface Conflict {
  theirs: DraftView;
}

export interface SyncState {
  /** The revision that what is here was built on. */
  base: number;
  savedAt: string;
  /** How many of the store's changes the server has. */
  saved: number;
  /** How many it will have when the save that is under way is through; null when none is. */
  sending: number | null;
  failure: unknown;
  conflict: Conflict | null;
}

/** What the sync needs from outside; everything in it can be replaced in a test. */
export interface SyncPorts {
  save(body: SaveDraft, options?: { keepalive: boolean }): Promise<DraftView>;
  load(): Promise<DraftView>;
  /** True when a failed save was refused because the draft is stale. */
  isStale(error: unknown): boolean;
  mirror: DraftMirror;
  /** Identifies this page among the tabs of one browser. */
  page: string;
  now(): Date;
  /** Called with every answer to a save. */
  onSaved(view: DraftView): void;
}

export interface DraftSync {
  state: StoreApi<SyncState>;
  /** True while something is here that the server does not have. */
  isDirty(): boolean;
  /** Saves at once instead of after the pause. Resolves when the server has everything, or it is clear that it won't. */
  flush(options?: { keepalive: boolean }): Promise<void>;
  /** Takes over a newer draft of the server, if nothing of ours would be lost. False when it would. */
  follow(view: DraftView): boolean;
  takeTheirs(): Draft | null;
  saveMine(): Promise<void>;
  /** Starts to listen to the canvas; returns what ends it. */
  start(): () => void;
}

const PAUSE_MS = 600;
const RETRY_MS = [2_000, 5_000, 10_000, 30_000] as const;

/**
 * Saves the draft of a canvas after every pause: one save at a time, each on the revision that the last one gave. What is not
 * acknowledged is mirrored on this machine.
 */
export function createDraftSync(
  canvas: CanvasStore,
  first: Pick<DraftView, 'revision' | 'savedAt'>,
  ports: SyncPorts,
): DraftSync {
  const state = createStore<SyncState>()(() => ({
    base: first.revision,
    savedAt: first.savedAt,
    saved: canvas.getState().changes,
    sending: null,
    failure: null,
    conflict: null,
  }));
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let running: Promise<void> | null = null;

  const isDirty = () => canvas.getState().changes !== state.getState().saved;
  const later = (ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => void flush(), ms);
  };
  const mirror = () => {
    const { url, document, layout } = canvas.getState();
    const at = ports.now().toISOString();
    ports.mirror.write({ base: state.getState().base, page: ports.page, at, url, document, layout });
  };

  async function saveOnce(keepalive: boolean): Promise<void> {
    const { changes, url, document, layout } = canvas.getState();
    state.setState({ sending: changes });
    try {
      const view = await ports.save(
        { revision: state.getState().base, url, document, layout },
        { keepalive },
      );
      acknowledge(view, changes);
    } catch (error) {
      if (ports.isStale(error)) await meet(changes, { url, document, layout });
      else fail(error);
    } finally {
      state.setState({ sending: null });
    }
  }

  function acknowledge(view: DraftView, changes: number): void {
    failures = 0;
    state.setState({ base: view.revision, savedAt: view.savedAt, saved: changes, failure: null });
    // Problems are found here as one draws; only the sentences need the names that the server knows.
    canvas.getState().find({ sentences: view.sentences });
    if (isDirty()) mirror();
    else ports.mirror.clear(ports.page);
    ports.onSaved(view);
  }

  function fail(error: unknown): void {
    state.setState({ failure: error });
    later(RETRY_MS[Math.min(failures, RETRY_MS.length - 1)] ?? PAUSE_MS);
    failures += 1;
  }

  /** The draft is stale. Often it is our own save whose answer got lost; else two people are at work. */
  async function meet(changes: number, mine: Draft): Promise<void> {
    try {
      const theirs = await ports.load();
      if (sameDraft(theirs, mine)) acknowledge(theirs, changes);
      else state.setState({ conflict: { theirs }, failure: null });
    } catch (error) {
      fail(error);
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
    follow(view) {
      if (view.revision <= state.getState().base) return true;
      if (isDirty() || running) return false;
      if (sameDraft(view, canvas.getState())) {
        state.setState({ base: view.revision, savedAt: view.savedAt });
        return true;
      }
      canvas.getState().adopt(draftOf(view), view);
      state.setState({ base: view.revision, savedAt: view.savedAt, saved: canvas.getState().changes });
      return true;
    },
    takeTheirs() {
      const { conflict } = state.getState();
      if (!conflict) return null;
      const { url, document, layout } = canvas.getState();
      const { theirs } = conflict;
      canvas.getState().adopt(draftOf(theirs), theirs, { undoable: true });
      state.setState({
        base: theirs.revision,
        savedAt: theirs.savedAt,
        saved: canvas.getState().changes,
        conflict: null,
      });
      ports.mirror.clear(ports.page);
      return { url, document, layout };
    },
    async saveMine() {
      const { conflict } = state.getState();
      if (!conflict) return;
      state.setState({ base: conflict.theirs.revision, conflict: null });
      mirror();
      await flush();
    },
    start() {
      const stop = canvas.subscribe((now, before) => {
        if (now.changes === before.changes) return;
        mirror();
        later(PAUSE_MS);
      });
      // What an earlier visit left behind is ours from here on: kept under our name, and saved.
      if (isDirty()) {
        mirror();
        later(0);
      }
      return () => {
        stop();
        clearTimeout(timer);
      };
    },
  };
}

export function draftOf({ url, document, layout }: Draft): Draft {
  return { url, document, layout };
}

export function sameDraft(a: Draft, b: Draft): boolean {
  return sameJson(draftOf(a), draftOf(b));
}
