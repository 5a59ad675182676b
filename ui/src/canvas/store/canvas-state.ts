import type { NodeDescriptor, Position, Text, WorkflowEdit, WorkflowProblem } from '@linkflow/contracts';
import type { Draft } from '../model/draft';
import type { Selection } from '../model/flow-graph';
import type { History } from '../model/history';
import type { InsertTarget } from '../model/lanes';
import type { Size } from '../model/layout';
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
  setFindings(findings: Partial<Findings>): void;
  reject(text: Text | string): void;
  patch(part: Partial<Pick<CanvasData, UiKey>>): void;
}

/** UI state that is not part of the workflow. */
type UiKey =
  | 'renaming'
  | 'addMenu'
  | 'dropTarget'
  | 'inspectorOpen'
  | 'paletteOpen'
  | 'helpOpen'
  | 'simulationOpen'
  | 'transient'
  | 'transition'
  | 'pendingReveal'
  | 'run';

export type CanvasState = CanvasData & CanvasActions;
