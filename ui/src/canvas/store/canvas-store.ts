import { createStore, type StoreApi } from 'zustand/vanilla';
import { shallow } from 'zustand/vanilla/shallow';
import type { NodeDescriptor, Position, Text, WorkflowEdit, WorkflowProblem } from '@linkflow/contracts';
import { applyEdit } from '@linkflow/workflow';
import type { ChangedBy } from '../../shared/announcer';
import { EMPTY_HISTORY } from '../../shared/undo-history';
import { diagramOf } from '../model/add-node';
import type { ArrowEnd, ArrowPlace, Offers } from '../model/arrow-ends';
import { type Draft, draftOf } from '../model/draft';
import type { Figures, Selection } from '../model/flow-graph';
import { applyEntry, changeTo, type History, type Inverse, OVERTAKEN, record } from '../model/history';
import type { InsertTarget } from '../model/lanes';
import { limitRefusal } from '../model/limit';
import { changedPositions, roundPosition, type Size, tidyPositions } from '../model/layout';
import type { RunOverlay } from '../model/run-overlay';
import { adopted, pruneSelection, withPositions } from './draft-parts';

/** The open add menu. `target` is where the new node is inserted, `at` the menu's position in the window in px. */
export interface AddMenu {
  target: InsertTarget;
  at: Position;
}

/**
 * Problems of the draft, and one sentence per node that describes what it does. Both come from the server; in the editor
 * `useLocalChecks` and `useLocalSentences` then update them after each change.
 */
export interface Findings {
  problems: readonly WorkflowProblem[];
  sentences: Readonly<Record<string, Text>>;
}

/** The open menu that connects an outlet with another step. Without `port`, it lists all outlets of the node. */
export interface ConnectMenu {
  node: string;
  port?: string;
  /** The menu's position in the window in px. */
  at: Position;
}

/** `over`: the place to which a moved end would be attached. `shownAt`: where it is drawn, on the canvas: there or at the pointer. */
interface ArrowMove extends ArrowEnd {
  over: ArrowPlace | null;
  shownAt: Position;
}

interface CanvasData extends Draft, Findings {
  /** Id of the link whose draft is edited; null on a read-only canvas, and for the workflow of a form. */
  linkId: string | null;
  /** Id of the form whose workflow is shown; null for that of a link. */
  formId: string | null;
  readOnly: boolean;
  catalogue: readonly NodeDescriptor[];
  /** The element that shows the canvas; null while it is not in the page. */
  pane: HTMLElement | null;
  /** Temporary positions of nodes that are being dragged or animated. They are shown instead of those in `layout`. */
  transient: Readonly<Record<string, Position>>;
  measured: Readonly<Record<string, Size>>;
  /**
   * Ids of the nodes whose cards are complete because they are, or were, in or near the visible part. The other cards have only their words:
   * what a screen reader reads and what their size depends on, but no icon, outlets and buttons.
   */
  nearView: ReadonlySet<string>;
  /**
   * True if the positions were generated because the stored ones were incomplete. They are generated once more, with the real
   * sizes of the cards, when all cards have been measured.
   */
  autoPlaced: boolean;
  selection: Selection;
  history: History;
  /**
   * Counts the local changes of the draft (edits, undo, redo, `replace`) since the store was created. Autosave compares this
   * number with its value at the last saved draft.
   */
  changes: number;
  /** What the last local change was. */
  changedBy: Exclude<ChangedBy, 'load'>;
  /** How many steps were copied last. A new object each time, so that it is told again. */
  copied: { count: number } | null;
  renaming: string | null;
  addMenu: AddMenu | null;
  connectMenu: ConnectMenu | null;
  /** The node type that the user drags from the palette; null if none is dragged. */
  draggedType: string | null;
  /** Where the dragged node type would be inserted. Null if it may not be inserted at an outlet or edge there. */
  dropTarget: InsertTarget | null;
  /** The places to which the dragged node type, arrow or end of an arrow can be attached; null if nothing is dragged. */
  offers: Offers | null;
  /** The step that was just added, or the trigger of a new link. What it lacks is shown as an error only when the user has left it. */
  newNode: string | null;
  /** The end of an arrow that the user moves. */
  arrowMove: ArrowMove | null;
  /** Id of the edge under the mouse pointer; its ends can be grabbed. */
  hoveredEdge: string | null;
  inspectorOpen: boolean;
  paletteOpen: boolean;
  helpOpen: boolean;
  /** True if the simulation panel is shown instead of the inspector. */
  simulationOpen: boolean;
  /** The node to make visible when animations have ended; `nodeId: null` means all nodes. Null if nothing is requested. */
  pendingReveal: { nodeId: string | null } | null;
  /** The parameter whose field in the inspector gets the focus as soon as it is shown. Null if none is requested. */
  pendingFocus: { nodeId: string; path: string } | null;
  /** The node that gets the focus as soon as it is shown, such as a new step. Each request sets a new object. */
  pendingFocusNode: { nodeId: string } | null;
  /** Why the last rejected action was rejected. Each rejection sets a new object, so that equal texts are shown again. */
  rejection: { text: Text | string } | null;
  /** The run or simulation that is shown on the canvas; null if none is. */
  run: RunOverlay | null;
  /** What a page adds to cards and arrows; null if nothing. Set before the cards are measured. */
  figures: Figures | null;
  /** Positions at which an animation of moved nodes starts. Each animation sets a new object. */
  transition: { from: Readonly<Record<string, Position>> } | null;
}

interface EditOptions {
  /** Edits with the same key in quick succession become one undo step; see `mergeKey` in model/history.ts. */
  mergeKey?: string;
  /** Ids of the nodes to select after the edit; the first one also gets the focus. By default the selection is unchanged. */
  select?: readonly string[];
  /** True if the selected node was just added by the user; see `newNode`. */
  isNew?: boolean;
  /** Id of the node that gets the focus although it is not selected. */
  focus?: string;
  /** True to animate moved nodes from their previous to their new positions. */
  animate?: boolean;
}

/**
 * URL, document, layout, selection and history may be changed only by these actions. The other members of the state may be set
 * directly with `setState`.
 */
interface CanvasActions {
  /**
   * Applies an edit as a change that can be undone. Returns false if the edit is rejected (`rejection` then contains the
   * reason) or the canvas is read-only.
   */
  edit(edit: WorkflowEdit, options?: EditOptions): boolean;
  setUrl(url: string): void;
  undo(): void;
  redo(): void;
  select(selection: Partial<Selection>): void;
  /** Shows also what a step lacks that was just added as errors, for example before publishing. */
  endAdding(): void;
  drag(positions: Readonly<Record<string, Position>>): void;
  /** Ends a drag: moves the nodes to their temporary positions with one edit. */
  drop(): void;
  measure(sizes: Readonly<Record<string, Size>>): void;
  /**
   * Replaces the draft by one that contains changes of somebody else. This does not count as a local change. The history stays, but
   * undo and redo then skip what would revert a change of somebody else.
   */
  adopt(draft: Draft, findings: Partial<Findings>): void;
  /** Selects the node of a problem and opens its form, with the focus on the field that the problem is about. */
  goToProblem(problem: WorkflowProblem): void;
  /** Replaces the draft. This counts as one local change and can be undone. */
  replace(draft: Draft): void;
  reject(text: Text | string): void;
}

export type CanvasState = CanvasData & CanvasActions;
export type CanvasStore = StoreApi<CanvasState>;

interface CanvasInit {
  linkId?: string;
  formId?: string;
  draft: Draft;
  findings: Findings;
  catalogue: readonly NodeDescriptor[];
  readOnly: boolean;
  /** Returns the current time in ms, used for merging undo steps. Tests pass their own clock. */
  now?: () => number;
}

/** Creates the store of a canvas. `applyEdit` checks and executes all edits of the graph. */
export function createCanvasStore({
  linkId,
  formId,
  draft,
  findings,
  catalogue,
  readOnly,
  now = Date.now,
}: CanvasInit): CanvasStore {
  return createStore<CanvasState>()((set, get) => {
    const commit = (
      part: Partial<CanvasState>,
      history: History,
      changedBy: CanvasState['changedBy'] = 'edit',
    ) => set((state) => ({ ...part, history, changedBy, changes: state.changes + 1, autoPlaced: false }));

    /**
     * Applies the last entry of a stack as an animated change, and moves the entry that reverts it to the other stack with `push`. Drops
     * the entry with a reason if it cannot be applied any more.
     */
    const revert = (stack: 'undo' | 'redo', push: (rest: History, back: Inverse) => History): void => {
      const state = get();
      const entry = state.history[stack].at(-1);
      if (!entry) return;
      const rest = { ...state.history, [stack]: state.history[stack].slice(0, -1) };
      const applied = applyEntry(draftOf(state), entry, state.catalogue);
      if (!applied) {
        set({ history: rest, rejection: { text: OVERTAKEN[stack] } });
        return;
      }
      // Somebody else may have added steps since. The entry stays, for when there is room again.
      const refusal = limitRefusal(state.document, applied.draft.document);
      if (refusal) {
        set({ rejection: { text: refusal } });
        return;
      }
      commit(
        {
          ...applied.draft,
          ...pruneSelection(state, applied.draft),
          transition: { from: state.layout.positions },
        },
        push(rest, applied.back),
        stack,
      );
    };

    return {
      linkId: linkId ?? null,
      formId: formId ?? null,
      url: draft.url,
      document: draft.document,
      ...withPositions({ ...draft, catalogue, measured: {} }),
      problems: findings.problems,
      sentences: findings.sentences,
      catalogue,
      readOnly,
      pane: null,
      transient: {},
      measured: {},
      nearView: new Set(),
      selection: { nodes: [], edges: [] },
      history: EMPTY_HISTORY,
      changes: 0,
      changedBy: 'edit',
      copied: null,
      renaming: null,
      addMenu: null,
      connectMenu: null,
      draggedType: null,
      dropTarget: null,
      offers: null,
      newNode: null,
      arrowMove: null,
      hoveredEdge: null,
      inspectorOpen: false,
      paletteOpen: false,
      helpOpen: false,
      simulationOpen: false,
      pendingReveal: null,
      pendingFocus: null,
      pendingFocusNode: null,
      rejection: null,
      run: null,
      figures: null,
      transition: null,

      edit(edit, { mergeKey, select, isNew = false, focus = select?.[0], animate } = {}) {
        const state = get();
        if (state.readOnly) return false;
        const result = applyEdit(state, edit, state.catalogue);
        if (!result.ok) {
          set({ rejection: { text: result.problem.message } });
          return false;
        }
        const refusal = limitRefusal(state.document, result.document);
        if (refusal) {
          set({ rejection: { text: refusal } });
          return false;
        }
        commit(
          {
            document: result.document,
            layout: result.layout,
            ...(select && {
              selection: { nodes: select, edges: [] },
              newNode: isNew ? (select[0] ?? null) : null,
              pendingFocusNode: focus === undefined ? null : { nodeId: focus },
            }),
            ...(animate && { transition: { from: state.layout.positions } }),
          },
          record(state.history, { inverse: result.inverse, mergeKey, at: now() }),
        );
        return true;
      },

      setUrl(url) {
        const state = get();
        if (state.readOnly || url === state.url) return;
        commit(
          { url },
          record(state.history, { inverse: { op: 'draft', url: state.url }, mergeKey: 'url', at: now() }),
        );
      },

      undo: () => revert('undo', ({ undo, redo }, inverse) => ({ undo, redo: [...redo, { inverse }] })),

      redo: () =>
        revert('redo', ({ undo, redo }, inverse) => ({ undo: [...undo, { inverse, at: now() }], redo })),

      select(selection) {
        set((state) => {
          const next = { ...state.selection, ...selection };
          const same =
            shallow(next.nodes, state.selection.nodes) && shallow(next.edges, state.selection.edges);
          if (same) return state;
          const isLeft = state.newNode !== null && !next.nodes.includes(state.newNode);
          return { selection: next, ...(isLeft && { newNode: null }) };
        });
      },

      endAdding: () => set({ newNode: null }),

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
        // Generate the positions again with the measured sizes. This is not a change by the user, so it is not counted or undoable.
        const positions = tidyPositions(diagramOf({ ...state, measured }));
        set({ measured, layout: { ...state.layout, positions }, autoPlaced: false });
      },

      goToProblem({ nodeId, path }) {
        if (nodeId === undefined) return;
        get().select({ nodes: [nodeId], edges: [] });
        set({
          inspectorOpen: true,
          simulationOpen: false,
          newNode: null,
          pendingFocus: path === undefined ? null : { nodeId, path },
        });
      },

      adopt: (next, { problems, sentences }) =>
        set((state) => ({
          ...adopted(state, next),
          problems: problems ?? state.problems,
          sentences: sentences ?? state.sentences,
        })),

      replace(next) {
        const state = get();
        const { back } = changeTo(draftOf(state), next);
        commit(
          { ...next, ...pruneSelection(state, next), transient: {} },
          record(state.history, { inverse: back, at: now() }),
        );
      },

      reject: (text) => set({ rejection: { text } }),
    };
  });
}
