import type { Block, BlockDocument, BlockType, Device, MailStyles, SpecialLink } from '@linkflow/contracts';
import { sameJson } from '@linkflow/workflow';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ChangedBy } from '../../../../shared/announcer';
import type { Point } from '../../../../shared/merge-text/rich-text-parts';
import { EMPTY_HISTORY, recordChange } from '../../../../shared/undo-history';
import type { LinkDialogSubject } from '../../../links/link-dialog/link-dialog';
import { applyMailEdit, type MailEdit, type Refusal } from '../model/edits';
import { type MailHistory, redone, undone } from '../model/history';
import { type Direction, type Dragged, neighbourOf, placeAfter, stepOf, survivorOf } from '../model/moves';
import { copyOf, newBlock, paddingXFor } from '../model/new-block';
import { blockById, blocksIn, type Place, placeOf } from '../model/places';

/** The controls beside the selected block. */
export type BlockControl = 'drag' | 'up' | 'down' | 'copy' | 'remove' | 'add';

/**
 * An element that gets the focus once it is rendered: a block, a control beside it, the field of its settings that comes first, or what adds a
 * block of a type.
 */
export interface FocusRequest {
  /** Id of the block; for `palette`, see `paletteId`. */
  id: string;
  on: 'block' | 'settings' | 'palette' | BlockControl;
}

/** Stands for a type of block in a request for the focus. No id of a block contains a colon. */
export const paletteId = (type: BlockType): string => `palette:${type}`;

/** The block whose text is being written in the message. */
export interface Writing {
  id: string;
  /** The point of the window that was pressed; null if writing began by a key, which puts the cursor at the end. */
  at: Point | null;
}

export interface MailEditorState {
  document: BlockDocument;
  history: MailHistory;
  changedBy: ChangedBy;
  /** Id of the selected block. */
  selected: string | null;
  writing: Writing | null;
  /** The width at which the message is shown. */
  device: Device;
  dragged: Dragged | null;
  /** Where the dragged block would be dropped; null while nothing is dragged over the message. */
  dropPlace: Place | null;
  focus: FocusRequest | null;
  /** The tracked link whose properties are open over the editor. */
  linkDialog: LinkDialogSubject | null;
  /** Why the last edit was refused. A new object each time, so that it is told again. */
  refusal: { reason: Refusal } | null;
}

interface StoreParts {
  mailingId: string;
  document: BlockDocument;
  /** Called with the document after each change by the user. */
  onChange: (document: BlockDocument) => void;
  nextId: () => string;
  now: () => number;
  /** The words of the special links of a new footer. */
  words: Record<SpecialLink, string>;
}

export interface EditOptions {
  /** Changes with the same key, shortly after each other, are undone together. */
  mergeKey?: string;
  /** Which block is selected afterwards. Unchanged by default. */
  select?: string | null;
  focus?: FocusRequest;
}

/** What people can do with the document. Every command is one step that can be undone. */
export interface MailCommands {
  /** Shows a document that was loaded or changed elsewhere. What was done before can no longer be undone. */
  load(document: BlockDocument): void;
  /** @returns false if the edit was refused */
  edit(edit: MailEdit, options?: EditOptions): boolean;
  /** Changes a block. @param field the part that changes: typing in one field is undone as a whole */
  change(block: Block, field: string): void;
  setStyles(styles: MailStyles, field: string): void;
  /** Adds a new block of a type, at a place or after the selected block. */
  addNew(type: BlockType, place?: Place, focus?: FocusRequest['on']): void;
  /** Adds a copy of a block, at a place or after the selected block. */
  addCopy(block: Block, place?: Place): void;
  /** Shows where a block of a type is added, after the selected block. */
  offer(type: BlockType): void;
  duplicate(id: string, focus?: FocusRequest['on']): void;
  remove(id: string): void;
  step(id: string, direction: Direction, focus?: FocusRequest['on']): void;
  moveTo(id: string, place: Place): void;
  undo(): void;
  redo(): void;
  select(id: string | null, focus?: FocusRequest['on']): void;
  /** Gives the focus to the selected block, or to the message if none is selected. */
  focusSelected(): void;
  selectNeighbour(id: string, by: 1 | -1): void;
  /** Begins to write in a block, whose text is then edited where it stands. @param at the point that was pressed */
  write(id: string, at?: Writing['at']): void;
  /** Ends writing, and gives the focus to the block. */
  stopWriting(): void;
}

export type MailEditorStore = StoreApi<MailEditorState> & {
  commands: MailCommands;
  /** The mailing that the message belongs to. */
  mailingId: string;
};

/** State of the block editor of one message. */
export function createMailEditorStore(parts: StoreParts): MailEditorStore {
  const { mailingId, document, onChange, nextId, now, words } = parts;
  const store = createStore<MailEditorState>(() => ({
    document,
    history: EMPTY_HISTORY,
    changedBy: 'load',
    selected: null,
    writing: null,
    device: 'screen',
    dragged: null,
    dropPlace: null,
    focus: null,
    linkDialog: null,
    refusal: null,
  }));
  const { getState, setState } = store;
  // Whatever selects another block ends the writing in this one.
  store.subscribe(({ writing, selected }) => {
    if (writing && writing.id !== selected) setState({ writing: null });
  });

  const edit: MailCommands['edit'] = (change, { mergeKey, select, focus } = {}) => {
    const state = getState();
    const applied = applyMailEdit(state.document, change);
    if (!applied.ok) {
      setState({ refusal: { reason: applied.refusal } });
      return false;
    }
    const selection = { ...(select !== undefined && { selected: select }), ...(focus && { focus }) };
    // A block that is dropped where it was, or a value that is chosen again, would be an undo without effect.
    if (sameJson(applied.document, state.document)) {
      setState(selection);
      return true;
    }
    setState({
      document: applied.document,
      changedBy: 'edit',
      history: recordChange(state.history, { inverse: applied.inverse, mergeKey, at: now() }),
      ...selection,
    });
    onChange(applied.document);
    return true;
  };

  const add = (block: Block, place: Place | undefined, on: FocusRequest['on']) => {
    const at = place ?? placeAfter(getState().document, getState().selected, block);
    edit({ op: 'add', block, place: at }, { select: block.id, focus: { id: block.id, on } });
  };

  /** Undo and redo differ only in the step that they take. */
  const takeStep = (step: ReturnType<typeof undone>, changedBy: 'undo' | 'redo') => {
    if (!step) return;
    const touched = idOf(step.edit);
    const selected = touched !== null && blockById(step.document.blocks, touched) ? touched : null;
    const { selected: before, document: left } = getState();
    const stays = before !== null && blockById(step.document.blocks, before) !== null;
    const beside = step.edit.op === 'remove' ? survivorOf(left.blocks, step.edit.id) : null;
    setState({
      document: step.document,
      changedBy,
      history: step.history,
      selected: selected ?? (stays ? before : beside),
    });
    onChange(step.document);
  };

  const commands: MailCommands = {
    load: (loaded) => {
      const { selected } = getState();
      const stays = selected !== null && blockById(loaded.blocks, selected) !== null;
      setState({
        document: loaded,
        history: EMPTY_HISTORY,
        changedBy: 'load',
        selected: stays ? selected : null,
      });
    },
    edit,
    change: (block, field) => void edit({ op: 'change', block }, { mergeKey: `${block.id} ${field}` }),
    setStyles: (styles, field) => void edit({ op: 'styles', styles }, { mergeKey: `styles ${field}` }),
    addNew: (type, place, focus = 'block') => {
      const { document: current, selected } = getState();
      const at = place ?? placeAfter(current, selected, { type });
      const siblings = blocksIn(current.blocks, at.column) ?? [];
      const paddingX = paddingXFor(siblings, at.column !== null);
      add(newBlock(type, { nextId, words, paddingX }), at, focus);
    },
    addCopy: (block, place) => add(copyOf(block, nextId), place, 'block'),
    offer: (type) => setState({ focus: { id: paletteId(type), on: 'palette' } }),
    duplicate: (id, focus = 'block') => {
      const block = blockById(getState().document.blocks, id);
      const place = placeOf(getState().document.blocks, id);
      if (block && place) add(copyOf(block, nextId), { ...place, index: place.index + 1 }, focus);
    },
    remove: (id) => {
      const survivor = survivorOf(getState().document.blocks, id);
      edit({ op: 'remove', id }, { select: survivor, focus: { id: survivor ?? WHOLE_MESSAGE, on: 'block' } });
    },
    step: (id, direction, on = 'block') => {
      const place = stepOf(getState().document.blocks, id, direction);
      if (place) edit({ op: 'move', id, place }, { select: id, focus: { id, on } });
    },
    moveTo: (id, place) => void edit({ op: 'move', id, place }, { select: id, focus: { id, on: 'block' } }),
    undo: () => takeStep(undone(getState().document, getState().history), 'undo'),
    redo: () => takeStep(redone(getState().document, getState().history, now()), 'redo'),
    select: (id, on) => setState({ selected: id, ...(id !== null && on && { focus: { id, on } }) }),
    focusSelected: () => setState({ focus: { id: getState().selected ?? WHOLE_MESSAGE, on: 'block' } }),
    selectNeighbour: (id, by) => {
      const neighbour = neighbourOf(getState().document.blocks, id, by);
      if (neighbour !== null) setState({ selected: neighbour, focus: { id: neighbour, on: 'block' } });
    },
    write: (id, at = null) => setState({ selected: id, writing: { id, at }, focus: null }),
    stopWriting: () => {
      const { writing } = getState();
      if (writing) setState({ writing: null, focus: { id: writing.id, on: 'block' } });
    },
  };
  return Object.assign(store, { commands, mailingId });
}

/** Stands for the message in a request for the focus, when no block is left. */
export const WHOLE_MESSAGE = 'message';

function idOf(edit: MailEdit): string | null {
  switch (edit.op) {
    case 'add':
    case 'change':
      return edit.block.id;
    case 'move':
      return edit.id;
    case 'remove':
    case 'styles':
      return null;
  }
}
