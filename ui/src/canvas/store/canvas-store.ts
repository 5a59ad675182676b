import { createStore, type StoreApi } from 'zustand/vanilla';
import type { NodeDescriptor, Position, WorkflowLayout } from '@linkflow/contracts';
import { applyEdit } from '@linkflow/workflow';
import { diagramOf, type DiagramState } from '../model/add-node';
import type { Draft } from '../model/draft';
import {
  EMPTY_HISTORY,
  type History,
  type Inverse,
  popRedo,
  popUndo,
  pushRedo,
  pushUndo,
  record,
} from '../model/history';
import { tidyPositions } from '../model/layout';
import type { CanvasState, Findings } from './canvas-state';

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

/** Creates the store of a canvas. Every change of the workflow goes through `applyEdit` and can be undone. */
export function createCanvasStore({
  linkId,
  draft,
  findings,
  catalogue,
  readOnly,
  now = Date.now,
}: CanvasInit): CanvasStore {
  return createStore<CanvasState>()((set, get) => {
    /** Applies an undo or redo entry. Returns the new state and the entry that reverts it. */
    const applyInverse = (inverse: Inverse): { state: Partial<CanvasState>; back: Inverse } | null => {
      const state = get();
      if (inverse.kind === 'url') {
        return { state: { url: inverse.url }, back: { kind: 'url', url: state.url } };
      }
      if (inverse.kind === 'draft') {
        const { kind: _kind, ...draft } = inverse;
        const { url, document, layout } = state;
        return { state: draft, back: { kind: 'draft', url, document, layout } };
      }
      // Without the catalogue, because an inverse must restore the exact previous state even if today's checks would reject
      // it.
      const result = applyEdit(state, inverse.edit);
      if (!result.ok) return null;
      return {
        state: { document: result.document, layout: result.layout },
        back: { kind: 'edit', edit: result.inverse },
      };
    };
    const commit = (part: Partial<CanvasState>, history: History) =>
      set((state) => ({ ...part, history, changes: state.changes + 1, autoPlaced: false }));

    /** Applies an undo or redo entry as an animated change. `push` adds the entry that reverts it to the other stack. */
    const revert = (inverse: Inverse, push: (back: Inverse) => History): void => {
      const state = get();
      const applied = applyInverse(inverse);
      if (!applied) return;
      commit(
        {
          ...applied.state,
          ...pruneSelection(state, applied.state),
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

      edit(edit, options = {}) {
        const state = get();
        if (state.readOnly) return false;
        const result = applyEdit(state, edit, state.catalogue);
        if (!result.ok) {
          set({ rejection: { text: result.problem.message } });
          return false;
        }
        const inverse: Inverse = { kind: 'edit', edit: result.inverse };
        commit(
          {
            document: result.document,
            layout: result.layout,
            ...(options.select && { selection: { nodes: options.select, edges: [] } }),
            ...(options.animate && { transition: { from: state.layout.positions } }),
          },
          record(state.history, { inverse, mergeKey: options.mergeKey ?? null, at: now() }),
        );
        return true;
      },

      setUrl(url) {
        const state = get();
        if (state.readOnly || url === state.url) return;
        commit(
          { url },
          record(state.history, { inverse: { kind: 'url', url: state.url }, mergeKey: 'url', at: now() }),
        );
      },

      undo() {
        const popped = popUndo(get().history);
        if (popped) revert(popped.inverse, (back) => pushRedo(popped.rest, back));
      },

      redo() {
        const popped = popRedo(get().history);
        if (popped) revert(popped.inverse, (back) => pushUndo(popped.rest, back, now()));
      },

      select(selection) {
        set((state) => {
          const next = { ...state.selection, ...selection };
          const same =
            sameItems(next.nodes, state.selection.nodes) && sameItems(next.edges, state.selection.edges);
          return same ? state : { selection: next };
        });
      },

      drag: (positions) => set((state) => ({ transient: { ...state.transient, ...positions } })),

      drop() {
        const { transient, layout } = get();
        const moved = changedPositions(transient, layout);
        if (Object.keys(moved).length > 0) get().edit({ op: 'move', positions: moved });
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

      load(next, findings, { undoable = false } = {}) {
        const state = get();
        const part = {
          url: next.url,
          document: next.document,
          ...withPositions({ ...state, document: next.document, layout: next.layout }),
          problems: findings.problems,
          sentences: findings.sentences,
          ...pruneSelection(state, next),
          transient: {},
          renaming: null,
          addMenu: null,
        };
        if (!undoable) {
          set({ ...part, history: EMPTY_HISTORY });
          return;
        }
        const { document, layout, url } = state;
        set({
          ...part,
          history: record(EMPTY_HISTORY, {
            inverse: { kind: 'draft', document, layout, url },
            mergeKey: null,
            at: now(),
          }),
        });
      },

      replace(next) {
        const state = get();
        const { document, layout, url } = state;
        commit(
          { ...next, ...pruneSelection(state, next), transient: {} },
          record(state.history, {
            inverse: { kind: 'draft', document, layout, url },
            mergeKey: null,
            at: now(),
          }),
        );
      },

      setFindings: (findings) => set(findings),
      reject: (text) => set({ rejection: { text } }),
      patch: (part) => set(part),
    };
  });
}

/** Generates positions for a document without a complete layout, for example one created through the API. */
function withPositions(state: DiagramState): Pick<CanvasState, 'layout' | 'autoPlaced'> {
  const complete = state.document.nodes.every((node) => node.id in state.layout.positions);
  if (complete) return { layout: state.layout, autoPlaced: false };
  return { layout: { ...state.layout, positions: tidyPositions(diagramOf(state)) }, autoPlaced: true };
}

/** Removes deleted nodes and edges from the selection. */
function pruneSelection(state: CanvasState, next: Partial<Draft>): Partial<CanvasState> {
  const { document } = next;
  if (!document) return {};
  const nodes = new Set(document.nodes.map((node) => node.id));
  const edges = new Set(document.edges.map((edge) => edge.id));
  return {
    selection: {
      nodes: state.selection.nodes.filter((id) => nodes.has(id)),
      edges: state.selection.edges.filter((id) => edges.has(id)),
    },
  };
}

function changedPositions(
  transient: Readonly<Record<string, Position>>,
  layout: WorkflowLayout,
): Record<string, Position> {
  return Object.fromEntries(
    Object.entries(transient)
      .map(([id, { x, y }]): [string, Position] => [id, { x: Math.round(x), y: Math.round(y) }])
      .filter(([id, at]) => layout.positions[id]?.x !== at.x || layout.positions[id].y !== at.y),
  );
}

function sameItems(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
