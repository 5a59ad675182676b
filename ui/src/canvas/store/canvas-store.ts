import { createStore, type StoreApi } from 'zustand/vanilla';
import { shallow } from 'zustand/vanilla/shallow';
import type { NodeDescriptor, Position, Text, WorkflowEdit, WorkflowProblem } from '@linkflow/contracts';
import { applyEdit } from '@linkflow/workflow';
import { diagramOf, type DiagramState } from '../model/add-node';
import { type Draft, draftOf } from '../model/draft';
import type { Selection } from '../model/flow-graph';
import { EMPTY_HISTORY, type History, type Inverse, record } from '../model/history';
import type { InsertTarget } from '../model/lanes';
import { changedPositions, roundPosition, type Size, tidyPositions } from '../model/layout';
import type { RunOverlay } from '../model/run-overlay';

/** The open add menu and its position on the screen. */
export interface AddMenu {
  target: InsertTarget;
  at: Position;
}

/** The server's findings about the draft. They stay until the next response. */
export interface Findings {
  problems: readonly WorkflowProblem[];
  sentences: Readonly<Record<string, Text>>;
}

interface CanvasData extends Draft, Findings {
  /** The link whose draft this is; null on a read-only canvas. */
  linkId: string | null;
  readOnly: boolean;
  catalogue: readonly NodeDescriptor[];
  /** Temporary positions while dragging or animating. */
  transient: Readonly<Record<string, Position>>;
  measured: Readonly<Record<string, Size>>;
  /**
   * True if the positions were generated because the document had none. They are generated again once all cards are
   * measured.
   */
  autoPlaced: boolean;
  selection: Selection;
  history: History;
  /** Number of changes since the page was loaded. Autosave compares it with the number saved. */
  changes: number;
  renaming: string | null;
  addMenu: AddMenu | null;
  /** Where a dragged palette item would be inserted. */
  dropTarget: InsertTarget | null;
  inspectorOpen: boolean;
  paletteOpen: boolean;
  helpOpen: boolean;
  /** The simulation panel is open. It replaces the inspector. */
  simulationOpen: boolean;
  /** The node to make visible after animations have ended; `nodeId: null` means all nodes. */
  pendingReveal: { nodeId: string | null } | null;
  /** Why the last action was rejected. A new object for each rejection. */
  rejection: { text: Text | string } | null;
  /** The run or simulation shown on the canvas; null in the editor otherwise. */
  run: RunOverlay | null;
  /** The previous positions of an animated layout change. A new object for each animation. */
  transition: { from: Readonly<Record<string, Position>> } | null;
}

interface EditOptions {
  /** Edits with the same key are merged into one undo step; see model/history. */
  mergeKey?: string;
  /** The nodes to select afterwards. */
  select?: readonly string[];
  /** Animates nodes to their new positions. */
  animate?: boolean;
}

/** Every change of the draft goes through these actions. The other members may be set directly with `setState`. */
interface CanvasActions {
  /** Applies an edit. Returns false if it was rejected; `rejection` then contains the reason. */
  edit(edit: WorkflowEdit, options?: EditOptions): boolean;
  setUrl(url: string): void;
  undo(): void;
  redo(): void;
  select(selection: Partial<Selection>): void;
  drag(positions: Readonly<Record<string, Position>>): void;
  /** Ends a drag: the temporary positions become one edit. */
  drop(): void;
  measure(sizes: Readonly<Record<string, Size>>): void;
  /** Loads a draft from the server. With `undoable`, undo restores the previous draft. */
  load(draft: Draft, findings: Findings, options?: { undoable?: boolean }): void;
  /** Replaces the draft as one local change that can be undone. */
  replace(draft: Draft): void;
  reject(text: Text | string): void;
}

export type CanvasState = CanvasData & CanvasActions;
export type CanvasStore = StoreApi<CanvasState>;

interface CanvasInit {
  linkId?: string;
  draft: Draft;
  findings: Findings;
  catalogue: readonly NodeDescriptor[];
  readOnly: boolean;
  /** For merging undo steps. Replaced in tests. */
  now?: () => number;
}

/** Creates the store of a canvas. Edits of the graph go through `applyEdit`. */
export function createCanvasStore({
  linkId,
  draft,
  findings,
  catalogue,
  readOnly,
  now = Date.now,
}: CanvasInit): CanvasStore {
  return createStore<CanvasState>()((set, get) => {
    const commit = (part: Partial<CanvasState>, history: History) =>
      set((state) => ({ ...part, history, changes: state.changes + 1, autoPlaced: false }));

    /** Applies an undo or redo entry as an animated change. `push` adds the entry that reverts it to the other stack. */
    const revert = (inverse: Inverse | undefined, push: (back: Inverse) => History): void => {
      const state = get();
      const applied = inverse && applyInverse(state, inverse);
      if (!applied) return;
      commit(
        {
          ...applied.draft,
          ...pruneSelection(state, applied.draft),
          transition: { from: state.layout.positions },
        },
        push(applied.back),
      );
    };

    return {
      linkId: linkId ?? null,
      url: draft.url,
      document: draft.document,
      ...withPositions({ ...draft, catalogue, measured: {} }),
      problems: findings.problems,
      sentences: findings.sentences,
      catalogue,
      readOnly,
      transient: {},
      measured: {},
      selection: { nodes: [], edges: [] },
      history: EMPTY_HISTORY,
      changes: 0,
      renaming: null,
      addMenu: null,
      dropTarget: null,
      inspectorOpen: false,
      paletteOpen: false,
      helpOpen: false,
      simulationOpen: false,
      pendingReveal: null,
      rejection: null,
      run: null,
      transition: null,

      edit(edit, { mergeKey, select, animate } = {}) {
        const state = get();
        if (state.readOnly) return false;
        const result = applyEdit(state, edit, state.catalogue);
        if (!result.ok) {
          set({ rejection: { text: result.problem.message } });
          return false;
        }
        commit(
          {
            document: result.document,
            layout: result.layout,
            ...(select && { selection: { nodes: select, edges: [] } }),
            ...(animate && { transition: { from: state.layout.positions } }),
          },
          record(state.history, { inverse: result.inverse, mergeKey, at: now() }),
        );
        return true;
      },

      setUrl(url) {
        const state = get();
        if (state.readOnly || url === state.url) return;
        commit({ url }, record(state.history, { inverse: draftOf(state), mergeKey: 'url', at: now() }));
      },

      undo() {
        const { undo, redo } = get().history;
        revert(undo.at(-1)?.inverse, (back) => ({ undo: undo.slice(0, -1), redo: [...redo, back] }));
      },

      redo() {
        const { undo, redo } = get().history;
        revert(redo.at(-1), (back) => ({
          undo: [...undo, { inverse: back, at: now() }],
          redo: redo.slice(0, -1),
        }));
      },

      select(selection) {
        set((state) => {
          const next = { ...state.selection, ...selection };
          const same =
            shallow(next.nodes, state.selection.nodes) && shallow(next.edges, state.selection.edges);
          return same ? state : { selection: next };
        });
      },

      drag: (positions) => set((state) => ({ transient: { ...state.transient, ...positions } })),

      drop() {
        const { transient, layout, edit } = get();
        const dropped = Object.entries(transient).map(([id, at]) => [id, roundPosition(at)]);
        const moved = changedPositions(Object.fromEntries(dropped), layout.positions);
        if (Object.keys(moved).length > 0) edit({ op: 'move', positions: moved });
        set({ transient: {} });
      },

      measure(sizes) {
        const { measured: before, ...state } = get();
        const measured = { ...before, ...sizes };
        const complete = state.document.nodes.every((node) => node.id in measured);
        if (!state.autoPlaced || !complete) {
          set({ measured });
          return;
        }
        // Generated positions are computed again with the measured sizes. This is not a change by the user.
        const positions = tidyPositions(diagramOf({ ...state, measured }));
        set({ measured, layout: { ...state.layout, positions }, autoPlaced: false });
      },

      load(next, { problems, sentences }, { undoable = false } = {}) {
        const state = get();
        set({
          url: next.url,
          document: next.document,
          ...withPositions({ ...state, document: next.document, layout: next.layout }),
          problems,
          sentences,
          ...pruneSelection(state, next),
          transient: {},
          renaming: null,
          addMenu: null,
          history: undoable ? record(EMPTY_HISTORY, { inverse: draftOf(state), at: now() }) : EMPTY_HISTORY,
        });
      },

      replace(next) {
        const state = get();
        commit(
          { ...next, ...pruneSelection(state, next), transient: {} },
          record(state.history, { inverse: draftOf(state), at: now() }),
        );
      },

      reject: (text) => set({ rejection: { text } }),
    };
  });
}

/** The draft after an undo or redo entry, and the entry that reverts it. */
function applyInverse(state: CanvasState, inverse: Inverse): { draft: Draft; back: Inverse } | null {
  if (!('op' in inverse)) return { draft: inverse, back: draftOf(state) };
  // The catalogue is not passed, because an inverse must restore the previous state even if today's checks would reject it.
  const result = applyEdit(state, inverse);
  return result.ok ? { draft: draftOf({ ...result, url: state.url }), back: result.inverse } : null;
}

/** Generates positions for a document without a complete layout, for example one created through the API. */
function withPositions(state: DiagramState): Pick<CanvasState, 'layout' | 'autoPlaced'> {
  const complete = state.document.nodes.every((node) => node.id in state.layout.positions);
  if (complete) return { layout: state.layout, autoPlaced: false };
  return { layout: { ...state.layout, positions: tidyPositions(diagramOf(state)) }, autoPlaced: true };
}

/** Removes deleted nodes and edges from the selection. */
function pruneSelection({ selection }: CanvasState, { document }: Draft): Pick<CanvasState, 'selection'> {
  const nodes = new Set(document.nodes.map((node) => node.id));
  const edges = new Set(document.edges.map((edge) => edge.id));
  return {
    selection: {
      nodes: selection.nodes.filter((id) => nodes.has(id)),
      edges: selection.edges.filter((id) => edges.has(id)),
    },
  };
}
