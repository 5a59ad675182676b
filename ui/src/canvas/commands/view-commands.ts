import {
  IconArrowsMaximize,
  IconHandFinger,
  IconKeyboard,
  IconSelectAll,
  IconSettings,
  IconX,
  IconZoomIn,
  IconZoomOut,
} from '@tabler/icons-react';
import { TRIGGER } from '@linkflow/contracts';
import { pictureOf } from '../model/add-node';
import { neighbour, type Direction } from '../model/neighbours';
import type { Command, CommandId } from './command';
import { fitView, goToNode } from './view';

type ViewId = Extract<
  CommandId,
  'selectAll' | 'walk' | 'open' | 'close' | 'zoomIn' | 'zoomOut' | 'zoomFit' | 'help'
>;

const DIRECTIONS: Readonly<Record<string, Direction>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
};

/** What changes only how one looks at the workflow. */
export const viewCommands: Record<ViewId, Command> = {
  selectAll: {
    icon: IconSelectAll,
    keys: ['mod+a'],
    sheet: 'edit',
    readOnly: true,
    when: () => true,
    run({ store }) {
      const { document, select } = store.getState();
      select({ nodes: document.nodes.map((node) => node.id), edges: [] });
    },
  },
  walk: {
    icon: IconHandFinger,
    keys: ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'],
    sheet: 'move',
    readOnly: true,
    when: (state) => state.document.nodes.length > 0,
    run(context, event) {
      const direction = DIRECTIONS[event?.key ?? ''];
      if (!direction) return;
      const state = context.store.getState();
      const from = state.selection.nodes[0];
      const { document, positions, sizeOf } = pictureOf(state);
      const next = from === undefined ? TRIGGER : neighbour(document, positions, sizeOf, from, direction);
      if (next !== null) goToNode(context, next);
    },
  },
  open: {
    icon: IconSettings,
    keys: ['Enter'],
    sheet: 'move',
    readOnly: true,
    when: (state) => state.selection.nodes.length === 1,
    run({ store }) {
      store.getState().patch({ inspectorOpen: true });
      // The inspector has to be there before its first field can have the keyboard.
      requestAnimationFrame(() =>
        document
          .querySelector<HTMLElement>(
            '[data-testid="inspector-form"] :is(input, textarea, button, [contenteditable="true"])',
          )
          ?.focus(),
      );
    },
  },
  close: {
    icon: IconX,
    keys: ['Escape'],
    sheet: 'move',
    readOnly: true,
    when: () => true,
    run({ store }) {
      const state = store.getState();
      if (state.addMenu || state.helpOpen) state.patch({ addMenu: null, helpOpen: false });
      else state.select({ nodes: [], edges: [] });
    },
  },
  zoomIn: {
    icon: IconZoomIn,
    keys: ['mod+plus', 'mod+='],
    sheet: 'move',
    readOnly: true,
    when: () => true,
    run: ({ flow, still }) => void flow.zoomIn({ duration: still ? 0 : 150 }),
  },
  zoomOut: {
    icon: IconZoomOut,
    keys: ['mod+-'],
    sheet: 'move',
    readOnly: true,
    when: () => true,
    run: ({ flow, still }) => void flow.zoomOut({ duration: still ? 0 : 150 }),
  },
  zoomFit: {
    icon: IconArrowsMaximize,
    keys: ['mod+0', '1'],
    sheet: 'move',
    readOnly: true,
    when: () => true,
    run: fitView,
  },
  help: {
    icon: IconKeyboard,
    keys: ['?'],
    sheet: 'other',
    readOnly: true,
    when: () => true,
    run: ({ store }) => store.getState().patch({ helpOpen: !store.getState().helpOpen }),
  },
};
