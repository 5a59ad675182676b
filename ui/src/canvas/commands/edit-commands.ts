import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconArrowsMove,
  IconClipboardPlus,
  IconCopy,
  IconCopyPlus,
  IconCut,
  IconEyeOff,
  IconLayoutGrid,
  IconPencil,
  IconPlus,
  IconTrash,
} from '@tabler/icons-react';
import { TRIGGER, type WorkflowEdit } from '@linkflow/contracts';
import { graphOf } from '@linkflow/workflow';
import { tidyEdit } from '../model/add-node';
import { behind } from '../model/lanes';
import type { CanvasState } from '../store/canvas-state';
import {
  copySelected,
  cutSelected,
  deleteSelected,
  duplicateSelected,
  pasteFromClipboard,
} from './clipboard-actions';
import type { Command, CommandId } from './command';

type EditId = Extract<
  CommandId,
  | 'undo'
  | 'redo'
  | 'copy'
  | 'cut'
  | 'paste'
  | 'duplicate'
  | 'delete'
  | 'disable'
  | 'rename'
  | 'add'
  | 'tidy'
  | 'nudge'
>;

const NUDGE = 8;
const someNodes = (state: CanvasState) => state.selection.nodes.some((id) => id !== TRIGGER);
const oneNode = (state: CanvasState) => state.selection.nodes.length === 1;
const allDisabled = (state: CanvasState): boolean => {
  const graph = graphOf(state.document);
  return state.selection.nodes.filter((id) => id !== TRIGGER).every((id) => graph.nodes.get(id)?.disabled);
};

/** What changes the workflow. */
export const editCommands: Record<EditId, Command> = {
  undo: {
    icon: IconArrowBackUp,
    keys: ['mod+z'],
    sheet: 'edit',
    readOnly: false,
    when: (state) => state.history.undo.length > 0,
    run: ({ store }) => store.getState().undo(),
  },
  redo: {
    icon: IconArrowForwardUp,
    keys: ['mod+shift+z', 'mod+y'],
    sheet: 'edit',
    readOnly: false,
    when: (state) => state.history.redo.length > 0,
    run: ({ store }) => store.getState().redo(),
  },
  copy: {
    icon: IconCopy,
    keys: ['mod+c'],
    sheet: 'edit',
    readOnly: true,
    when: someNodes,
    run: copySelected,
  },
  cut: {
    icon: IconCut,
    keys: ['mod+x'],
    sheet: 'edit',
    readOnly: false,
    when: someNodes,
    run: cutSelected,
  },
  paste: {
    icon: IconClipboardPlus,
    keys: ['mod+v'],
    sheet: 'edit',
    readOnly: false,
    when: () => true,
    run: pasteFromClipboard,
  },
  duplicate: {
    icon: IconCopyPlus,
    keys: ['mod+d'],
    sheet: 'edit',
    readOnly: false,
    when: someNodes,
    run: duplicateSelected,
  },
  delete: {
    icon: IconTrash,
    keys: ['Delete', 'Backspace'],
    sheet: 'edit',
    readOnly: false,
    when: (state) => state.selection.nodes.length + state.selection.edges.length > 0,
    run: deleteSelected,
  },
  disable: {
    icon: IconEyeOff,
    keys: ['shift+d'],
    sheet: 'edit',
    readOnly: false,
    label: (state) => (allDisabled(state) ? 'enable' : 'disable'),
    when: someNodes,
    run({ store }) {
      const state = store.getState();
      const disabled = !allDisabled(state);
      const edits = state.selection.nodes
        .filter((id) => id !== TRIGGER)
        .map((nodeId): WorkflowEdit => ({ op: 'set-disabled', nodeId, disabled }));
      state.edit({ op: 'batch', edits });
    },
  },
  rename: {
    icon: IconPencil,
    keys: ['F2'],
    sheet: 'edit',
    readOnly: false,
    when: oneNode,
    run: ({ store }) => store.getState().patch({ renaming: store.getState().selection.nodes[0] ?? null }),
  },
  add: {
    icon: IconPlus,
    keys: ['n'],
    sheet: 'edit',
    readOnly: false,
    when: (state) => state.selection.nodes.length <= 1,
    run({ store }) {
      const state = store.getState();
      const place = behind(state.document, state.catalogue, state.selection.nodes[0] ?? TRIGGER);
      const card = document.querySelector(
        `.react-flow__node[data-id="${CSS.escape(state.selection.nodes[0] ?? TRIGGER)}"]`,
      );
      const box = card?.getBoundingClientRect();
      if (place && box)
        state.patch({ addMenu: { place, at: { x: box.left + box.width / 2, y: box.bottom + 12 } } });
    },
  },
  tidy: {
    icon: IconLayoutGrid,
    keys: ['shift+t'],
    sheet: 'edit',
    readOnly: false,
    when: (state) => state.document.nodes.length > 1,
    run({ store }) {
      const state = store.getState();
      const edit = tidyEdit(state);
      if (edit) state.edit(edit, { glide: true });
      store.getState().patch({ look: { nodeId: null } });
    },
  },
  nudge: {
    icon: IconArrowsMove,
    keys: ['alt+ArrowUp', 'alt+ArrowDown', 'alt+ArrowLeft', 'alt+ArrowRight'],
    sheet: 'edit',
    readOnly: false,
    when: (state) => state.selection.nodes.length > 0,
    run({ store }, event) {
      const state = store.getState();
      const dx = event?.key === 'ArrowLeft' ? -NUDGE : event?.key === 'ArrowRight' ? NUDGE : 0;
      const dy = event?.key === 'ArrowUp' ? -NUDGE : event?.key === 'ArrowDown' ? NUDGE : 0;
      const positions = Object.fromEntries(
        state.selection.nodes.flatMap((id) => {
          const at = state.layout.positions[id];
          return at ? [[id, { x: at.x + dx, y: at.y + dy }]] : [];
        }),
      );
      state.edit({ op: 'move', positions }, { burst: 'nudge' });
    },
  },
};
