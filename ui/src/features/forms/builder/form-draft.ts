import type { FormContent } from '@linkflow/contracts';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ChangedBy } from '../../../shared/announcer';

/** How long after a change the content is saved, ms. */
const SAVE_MS = 700;
/** Changes with the same key within this time are one step of undo, ms. */
const MERGE_MS = 1_000;
const MAX_UNDO = 100;

/** Who has saved another version meanwhile. */
export interface Stale {
  name: string;
  revision: number;
}

/**
 * The content of a form while it is edited. It is saved a moment after each change:
 *
 * - `saved`: what is shown is stored
 * - `unsaved`: a save is planned, or has failed and is tried after the next change
 * - `saving`
 * - `stale`: somebody else has saved; nothing is saved until one of the two versions is chosen
 */
export interface FormDraftState {
  content: FormContent;
  revision: number;
  state: 'saved' | 'unsaved' | 'saving' | 'stale';
  stale: Stale | null;
  undo: readonly FormContent[];
  redo: readonly FormContent[];
  /** Name of the selected block. */
  selected: string | null;
  /** Name of the block that gets the focus once it is rendered. */
  focus: string | null;
  changedBy: ChangedBy;
}

export interface FormDraft {
  store: StoreApi<FormDraftState>;
  /** @param mergeKey changes with the same key in quick succession are undone together */
  edit(change: (content: FormContent) => FormContent, mergeKey?: string): void;
  /** @param focus true if the block gets the focus, too */
  select(name: string | null, focus?: boolean): void;
  undo(): void;
  redo(): void;
  /** Saves now what is not saved. Resolves to whether everything is stored. */
  flush(): Promise<boolean>;
  /** Takes over what is stored, if nothing is unsaved here. */
  adopt(stored: { content: FormContent; revision: number }): void;
  keepMine(): void;
  takeTheirs(stored: { content: FormContent; revision: number }): void;
  stop(): void;
}

interface DraftPorts {
  save(content: FormContent, revision: number): Promise<{ revision: number }>;
  /** Who has saved meanwhile, if that is why a save failed; else null. */
  staleOf(error: unknown): Stale | null;
  onFailed(error: unknown): void;
}

/** Creates the editing state of a form's content. */
export function createFormDraft(
  start: { content: FormContent; revision: number },
  { save, staleOf, onFailed }: DraftPorts,
): FormDraft {
  const store = createStore<FormDraftState>(() => ({
    ...start,
    state: 'saved',
    stale: null,
    undo: [],
    redo: [],
    selected: null,
    focus: null,
    changedBy: 'load',
  }));
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<boolean> | undefined;
  let last: { key: string; at: number } | undefined;

  const plan = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void flush(), SAVE_MS);
  };
  const change = (content: FormContent, more: Partial<FormDraftState>): void => {
    const { state, selected } = store.getState();
    const isThere = content.blocks.some(({ name }) => name === selected);
    store.setState({
      content,
      ...more,
      state: state === 'stale' ? 'stale' : state === 'saving' ? 'saving' : 'unsaved',
      selected: isThere ? selected : null,
    });
    plan();
  };

  const saveOnce = async (): Promise<boolean> => {
    const { content, revision } = store.getState();
    store.setState({ state: 'saving' });
    try {
      const saved = await save(content, revision);
      const isCurrent = store.getState().content === content;
      store.setState({ revision: saved.revision, state: isCurrent ? 'saved' : 'unsaved' });
      return true;
    } catch (error) {
      const stale = staleOf(error);
      store.setState(stale ? { state: 'stale', stale } : { state: 'unsaved' });
      if (!stale) onFailed(error);
      return false;
    }
  };

  async function flush(): Promise<boolean> {
    clearTimeout(timer);
    while (store.getState().state !== 'saved') {
      if (store.getState().state === 'stale') return false;
      running ??= saveOnce().finally(() => (running = undefined));
      if (!(await running)) return false;
    }
    return true;
  }

  return {
    store,
    flush,
    edit(apply, mergeKey) {
      const { content, undo } = store.getState();
      const next = apply(content);
      if (next === content) return;
      const now = performance.now();
      const isMerged = mergeKey !== undefined && last?.key === mergeKey && now - last.at < MERGE_MS;
      last = mergeKey === undefined ? undefined : { key: mergeKey, at: now };
      change(next, {
        changedBy: 'edit',
        undo: isMerged ? undo : [...undo, content].slice(-MAX_UNDO),
        redo: [],
      });
    },
    select: (selected, focus = false) => store.setState({ selected, focus: focus ? selected : null }),
    undo() {
      const { content, undo, redo } = store.getState();
      const before = undo.at(-1);
      last = undefined;
      if (before) change(before, { changedBy: 'undo', undo: undo.slice(0, -1), redo: [...redo, content] });
    },
    redo() {
      const { content, undo, redo } = store.getState();
      const after = redo.at(-1);
      last = undefined;
      if (after) change(after, { changedBy: 'redo', undo: [...undo, content], redo: redo.slice(0, -1) });
    },
    adopt({ content, revision }) {
      const state = store.getState();
      if (state.state === 'saved' && revision > state.revision)
        store.setState({ content, revision, changedBy: 'load', undo: [], redo: [] });
    },
    keepMine() {
      const { stale, revision } = store.getState();
      store.setState({ state: 'unsaved', revision: stale?.revision ?? revision, stale: null });
      void flush();
    },
    takeTheirs({ content, revision }) {
      store.setState({
        content,
        revision,
        changedBy: 'load',
        state: 'saved',
        stale: null,
        undo: [],
        redo: [],
      });
    },
    stop() {
      clearTimeout(timer);
    },
  };
}
