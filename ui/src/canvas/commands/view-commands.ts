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
import { fitView, focusNode } from '../flow/viewport';
import { diagramOf } from '../model/add-node';
import { type Direction, neighbour } from '../model/geometry';
import type { Command, CommandId } from './command';

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

/** Commands that change only the view and the selection. */
export const viewCommands: Record<ViewId, Command> = {
  selectAll: {
    icon: IconSelectAll,
    keys: ['mod+a'],
    section: 'edit',
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
    section: 'move',
    readOnly: true,
    when: (state) => state.document.nodes.length > 0,
    run(context, event) {
      const direction = DIRECTIONS[event?.key ?? ''];
      if (!direction) return;
      const state = context.store.getState();
      const from = state.selection.nodes[0];
      const next = from === undefined ? TRIGGER : neighbour(diagramOf(state), from, direction);
      if (next !== null) focusNode(context, next);
    },
  },
  open: {
    icon: IconSettings,
    keys: ['Enter'],
    section: 'move',
    readOnly: true,
    when: (state) => state.selection.nodes.length === 1,
    run({ store }) {
      store.getState().patch({ inspectorOpen: true });
      // The inspector must be rendered before its first field can be focused.
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
    section: 'move',
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
    section: 'move',
    readOnly: true,
    when: () => true,
    run: ({ flow, reducedMotion }) => void flow.zoomIn({ duration: reducedMotion ? 0 : 150 }),
  },
  zoomOut: {
    icon: IconZoomOut,
    keys: ['mod+-'],
    section: 'move',
    readOnly: true,
    when: () => true,
    run: ({ flow, reducedMotion }) => void flow.zoomOut({ duration: reducedMotion ? 0 : 150 }),
  },
  zoomFit: {
    icon: IconArrowsMaximize,
    keys: ['mod+0', '1'],
    section: 'move',
    readOnly: true,
    when: () => true,
    run: fitView,
  },
  help: {
    icon: IconKeyboard,
    keys: ['?'],
    section: 'other',
    readOnly: true,
    when: () => true,
    run: ({ store }) => store.getState().patch({ helpOpen: !store.getState().helpOpen }),
  },
};
