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
import { targetAfter } from '../model/lanes';
import type { CanvasState } from '../store/canvas-state';
import {
  copySelection,
  cutSelection,
  deleteSelection,
  duplicateSelection,
  pasteFromClipboard,
} from './clipboard';
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

const NUDGE_PX = 8;
const hasNodes = (state: CanvasState) => state.selection.nodes.some((id) => id !== TRIGGER);
const hasOneNode = (state: CanvasState) => state.selection.nodes.length === 1;
const allDisabled = (state: CanvasState): boolean => {
  const graph = graphOf(state.document);
  return state.selection.nodes.filter((id) => id !== TRIGGER).every((id) => graph.nodes.get(id)?.disabled);
};

/** Commands that change the workflow. */
export const editCommands: Record<EditId, Command> = {
  undo: {
    icon: IconArrowBackUp,
    keys: ['mod+z'],
    section: 'edit',
    readOnly: false,
    when: (state) => state.history.undo.length > 0,
    run: ({ store }) => store.getState().undo(),
  },
  redo: {
    icon: IconArrowForwardUp,
    keys: ['mod+shift+z', 'mod+y'],
    section: 'edit',
    readOnly: false,
    when: (state) => state.history.redo.length > 0,
    run: ({ store }) => store.getState().redo(),
  },
  copy: {
    icon: IconCopy,
    keys: ['mod+c'],
    section: 'edit',
    readOnly: true,
    when: hasNodes,
    run: copySelection,
  },
  cut: {
    icon: IconCut,
    keys: ['mod+x'],
    section: 'edit',
    readOnly: false,
    when: hasNodes,
    run: cutSelection,
  },
  paste: {
    icon: IconClipboardPlus,
    keys: ['mod+v'],
    section: 'edit',
    readOnly: false,
    when: () => true,
    run: pasteFromClipboard,
  },
  duplicate: {
    icon: IconCopyPlus,
    keys: ['mod+d'],
    section: 'edit',
    readOnly: false,
    when: hasNodes,
    run: duplicateSelection,
  },
  delete: {
    icon: IconTrash,
    keys: ['Delete', 'Backspace'],
    section: 'edit',
    readOnly: false,
    when: (state) => state.selection.nodes.length + state.selection.edges.length > 0,
    run: deleteSelection,
  },
  disable: {
    icon: IconEyeOff,
    keys: ['shift+d'],
    section: 'edit',
    readOnly: false,
    label: (state) => (allDisabled(state) ? 'enable' : 'disable'),
    when: hasNodes,
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
    section: 'edit',
    readOnly: false,
    when: hasOneNode,
    run: ({ store }) => store.getState().patch({ renaming: store.getState().selection.nodes[0] ?? null }),
  },
  add: {
    icon: IconPlus,
    keys: ['n'],
    section: 'edit',
    readOnly: false,
    when: (state) => state.selection.nodes.length <= 1,
    run({ store }) {
      const state = store.getState();
      const place = targetAfter(state, state.selection.nodes[0] ?? TRIGGER);
      const card = document.querySelector(
        `.react-flow__node[data-id="${CSS.escape(state.selection.nodes[0] ?? TRIGGER)}"]`,
      );
      const box = card?.getBoundingClientRect();
      if (place && box)
        state.patch({ addMenu: { target: place, at: { x: box.left + box.width / 2, y: box.bottom + 12 } } });
    },
  },
  tidy: {
    icon: IconLayoutGrid,
    keys: ['shift+t'],
    section: 'edit',
    readOnly: false,
    when: (state) => state.document.nodes.length > 1,
    run({ store }) {
      const state = store.getState();
      const edit = tidyEdit(state);
      if (edit) state.edit(edit, { animate: true });
      store.getState().patch({ pendingReveal: { nodeId: null } });
    },
  },
  nudge: {
    icon: IconArrowsMove,
    keys: ['alt+ArrowUp', 'alt+ArrowDown', 'alt+ArrowLeft', 'alt+ArrowRight'],
    section: 'edit',
    readOnly: false,
    when: (state) => state.selection.nodes.length > 0,
    run({ store }, event) {
      const state = store.getState();
      const dx = event?.key === 'ArrowLeft' ? -NUDGE_PX : event?.key === 'ArrowRight' ? NUDGE_PX : 0;
      const dy = event?.key === 'ArrowUp' ? -NUDGE_PX : event?.key === 'ArrowDown' ? NUDGE_PX : 0;
      const positions = Object.fromEntries(
        state.selection.nodes.flatMap((id) => {
          const at = state.layout.positions[id];
          return at ? [[id, { x: at.x + dx, y: at.y + dy }]] : [];
        }),
      );
      state.edit({ op: 'move', positions }, { mergeKey: 'nudge' });
    },
  },
};
