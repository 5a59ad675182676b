import type {
  NodeDescriptor,
  Position,
  Text,
  WorkflowDocument,
  WorkflowEdit,
  WorkflowLayout,
  WorkflowProblem,
} from '@linkflow/contracts';
import type { History } from '../model/history';
import type { RunOverlay } from '../model/run-overlay';
import type { Size } from '../model/sizes';

/** Where a node can be put: behind an outlet, into an arrow, or anywhere on the ground. */
export type Place =
  | { kind: 'port'; node: string; port: string }
  | { kind: 'edge'; edgeId: string }
  | { kind: 'ground'; at: Position };

/** The open menu of things to add, and where on the screen it stands. */
export interface AddMenu {
  place: Place;
  at: Position;
}

export interface Selection {
  nodes: readonly string[];
  edges: readonly string[];
}

/** What the server said about the draft; it stays as it was while a newer one is under way. */
export interface Findings {
  problems: readonly WorkflowProblem[];
  sentences: Readonly<Record<string, Text>>;
}

export interface Draft {
  url: string;
  document: WorkflowDocument;
  layout: WorkflowLayout;
}

export interface CanvasData extends Draft, Findings {
  /** Whose draft this is; null for what is only looked at. */
  linkId: string | null;
  readOnly: boolean;
  catalogue: readonly NodeDescriptor[];
  /** Positions that are not decided: while a person drags, and while nodes glide to their place. */
  transient: Readonly<Record<string, Position>>;
  measured: Readonly<Record<string, Size>>;
  /** The places were made up here, as the workflow had none: they are made again once the cards have their sizes. */
  placedByUs: boolean;
  selection: Selection;
  history: History;
  /** Counts the changes made here since the page was loaded; autosave follows it. */
  changes: number;
  renaming: string | null;
  addMenu: AddMenu | null;
  /** What a dragged palette entry would be put into right now. */
  dropPlace: Place | null;
  inspectorOpen: boolean;
  paletteOpen: boolean;
  helpOpen: boolean;
  /** The workflow is being tried out; the panel stands where the inspector does. */
  trialOpen: boolean;
  /** What is to be brought into view once everything stands in its place: one step, or all of them (null). */
  look: { nodeId: string | null } | null;
  /** The last thing that could not be done, in words; a new object for each time. */
  refusal: { text: Text | string } | null;
  /** A run, or a trial, laid over the workflow. Null while drawing. */
  run: RunOverlay | null;
  /** Where nodes came from before the last tidy or undo, so that they can glide; a new object for each time. */
  glide: { from: Readonly<Record<string, Position>> } | null;
}

export interface EditOptions {
  /** Edits of one burst are one step back; see model/history. */
  burst?: string;
  /** The nodes that are selected afterwards. */
  select?: readonly string[];
  /** Lets the nodes glide to their new places. */
  glide?: boolean;
}

export interface CanvasActions {
  /** Does one edit. False when it was refused; `refusal` says why. */
  edit(edit: WorkflowEdit, options?: EditOptions): boolean;
  setUrl(url: string): void;
  undo(): void;
  redo(): void;
  select(selection: Partial<Selection>): void;
  drag(positions: Readonly<Record<string, Position>>): void;
  /** Ends a drag: what was transient becomes one edit. */
  drop(): void;
  measure(sizes: Readonly<Record<string, Size>>): void;
  /** Takes over a draft from the server. `undoable` keeps the way back to what was here. */
  adopt(draft: Draft, findings: Findings, options?: { undoable?: boolean }): void;
  /** Puts another draft in the place of this one, as one change of ours that can be taken back. */
  replace(draft: Draft): void;
  find(findings: Partial<Findings>): void;
  refuse(text: Text | string): void;
  patch(part: Partial<Pick<CanvasData, UiKeys>>): void;
}

/** The parts that say how the page looks just now, and nothing about the workflow. */
export type UiKeys =
  | 'renaming'
  | 'addMenu'
  | 'dropPlace'
  | 'inspectorOpen'
  | 'paletteOpen'
  | 'helpOpen'
  | 'trialOpen'
  | 'transient'
  | 'glide'
  | 'look'
  | 'run';

export type CanvasState = CanvasData & CanvasActions;
