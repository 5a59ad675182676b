import type { NodeDescriptor, Position, WorkflowLayout } from '@linkflow/contracts';
import { applyEdit } from '@linkflow/workflow';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { pictureOf, type Scene } from '../model/add-node';
import {
  EMPTY_HISTORY,
  record,
  redone,
  takeRedo,
  takeUndo,
  undone,
  type History,
  type Inverse,
} from '../model/history';
import { tidyPositions } from '../model/tidy';
import type { CanvasState, Draft, Findings } from './canvas-state';

export type CanvasStore = StoreApi<CanvasState>;

export interface CanvasInit {
  linkId?: string;
  draft: Draft;
  findings: Findings;
  catalogue: readonly NodeDescriptor[];
  readOnly: boolean;
  /** For the length of a typing burst. */
  now?: () => number;
}

/** The one store of a canvas. Every change of the workflow goes through `applyEdit` and leaves a way back. */
export function createCanvasStore({
  linkId,
  draft,
  findings,
  catalogue,
  readOnly,
  now = Date.now,
}: CanvasInit): CanvasStore {
  return createStore<CanvasState>()((set, get) => {
    /** Applies what takes a change back (or does it again); returns what takes *that* back. */
    const turn = (inverse: Inverse): { state: Partial<CanvasState>; back: Inverse } | null => {
      const state = get();
      if (inverse.kind === 'url') {
        return { state: { url: inverse.url }, back: { kind: 'url', url: state.url } };
      }
      if (inverse.kind === 'draft') {
        const { kind: _kind, ...draft } = inverse;
        const { url, document, layout } = state;
        return { state: draft, back: { kind: 'draft', url, document, layout } };
      }
      // Without the catalogue: an inverse restores exactly what was, also what a check would refuse today.
      const result = applyEdit(state, inverse.edit);
      if (!result.ok) return null;
      return {
        state: { document: result.document, layout: result.layout },
        back: { kind: 'edit', edit: result.inverse },
      };
    };
    const commit = (part: Partial<CanvasState>, history: History) =>
      set((state) => ({ ...part, history, changes: state.changes + 1, placedByUs: false }));

    return {
      linkId: linkId ?? null,
      url: draft.url,
      document: draft.document,
      ...placed({ ...draft, catalogue, measured: {} }),
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
      dropPlace: null,
      inspectorOpen: false,
      paletteOpen: false,
      helpOpen: false,
      trialOpen: false,
      look: null,
      refusal: null,
      run: null,
      glide: null,

      edit(edit, options = {}) {
        const state = get();
        if (state.readOnly) return false;
        const result = applyEdit(state, edit, state.catalogue);
        if (!result.ok) {
          set({ refusal: { text: result.problem.message } });
          return false;
        }
        const inverse: Inverse = { kind: 'edit', edit: result.inverse };
        commit(
          {
            document: result.document,
            layout: result.layout,
            ...(options.select && { selection: { nodes: options.select, edges: [] } }),
            ...(options.glide && { glide: { from: state.layout.positions } }),
          },
          record(state.history, inverse, options.burst ?? null, now()),
        );
        return true;
      },

      setUrl(url) {
        const state = get();
        if (state.readOnly || url === state.url) return;
        commit({ url }, record(state.history, { kind: 'url', url: state.url }, 'url', now()));
      },

      undo() {
        const state = get();
        const taken = takeUndo(state.history);
        const turned = taken && turn(taken.inverse);
        if (!taken || !turned) return;
        commit(
          { ...turned.state, ...keptSelection(state, turned.state), glide: { from: state.layout.positions } },
          undone(taken.rest, turned.back),
        );
      },

      redo() {
        const state = get();
        const taken = takeRedo(state.history);
        const turned = taken && turn(taken.inverse);
        if (!taken || !turned) return;
        commit(
          { ...turned.state, ...keptSelection(state, turned.state), glide: { from: state.layout.positions } },
          redone(taken.rest, turned.back, now()),
        );
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
        const moved = movedOnly(transient, layout);
        if (Object.keys(moved).length > 0) get().edit({ op: 'move', positions: moved });
        set({ transient: {} });
      },

      measure(sizes) {
        const { measured: before, ...state } = get();
        const measured = { ...before, ...sizes };
        const complete = state.document.nodes.every((node) => node.id in measured);
        if (!state.placedByUs || !complete) {
          set({ measured });
          return;
        }
        // Places that were made up here are made again, with the room that the cards need. Nobody has changed anything.
        const positions = tidyPositions(pictureOf({ ...state, measured }));
        set({ measured, layout: { ...state.layout, positions }, placedByUs: false });
      },

      adopt(next, found, { undoable = false } = {}) {
        const state = get();
        const part = {
          url: next.url,
          document: next.document,
          ...placed({ ...state, document: next.document, layout: next.layout }),
          problems: found.problems,
          sentences: found.sentences,
          ...keptSelection(state, next),
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
          history: record(EMPTY_HISTORY, { kind: 'draft', document, layout, url }, null, now()),
        });
      },

      replace(next) {
        const state = get();
        const { document, layout, url } = state;
        commit(
          { ...next, ...keptSelection(state, next), transient: {} },
          record(state.history, { kind: 'draft', document, layout, url }, null, now()),
        );
      },

      find: (found) => set(found),
      refuse: (text) => set({ refusal: { text } }),
      patch: (part) => set(part),
    };
  });
}

/** Places for nodes that have none: a workflow made through the API has no picture. */
function placed(scene: Scene): Pick<CanvasState, 'layout' | 'placedByUs'> {
  const complete = scene.document.nodes.every((node) => node.id in scene.layout.positions);
  if (complete) return { layout: scene.layout, placedByUs: false };
  return { layout: { ...scene.layout, positions: tidyPositions(pictureOf(scene)) }, placedByUs: true };
}

/** Nodes that are no longer there can't be selected. */
function keptSelection(state: CanvasState, next: Partial<Draft>): Partial<CanvasState> {
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

function movedOnly(
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
