import {
  IconArrowsMaximize,
  IconArrowsMove,
  IconClipboardPlus,
  IconCopy,
  IconCopyPlus,
  IconCut,
  IconEyeOff,
  IconHandFinger,
  IconKeyboard,
  IconLayoutGrid,
  IconLayoutSidebar,
  IconLayoutSidebarRight,
  IconPencil,
  IconPlugConnected,
  IconPlus,
  IconSelectAll,
  IconSettings,
  IconTrash,
  IconX,
  IconZoomIn,
  IconZoomOut,
} from '@tabler/icons-react';
import { type Position, TRIGGER, type WorkflowEdit } from '@linkflow/contracts';
import { graphOf } from '@linkflow/workflow';
import { setFolded, toggleFolded } from '../../shared/panels';
import { keepPlace } from '../flow/node-focus';
import { fitView, focusNode, nodeElement } from '../flow/viewport';
import { diagramOf, tidyEdit } from '../model/add-node';
import { type Direction, neighbour } from '../model/geometry';
import { endOfBackground, type InsertTarget, targetAfter } from '../model/lanes';
import { portsFor } from '../model/nodes';
import type { CanvasState } from '../store/canvas-store';
import {
  copySelection,
  cutSelection,
  deleteSelection,
  duplicateSelection,
  pasteFromClipboard,
  selectedSteps,
} from './clipboard';
import { type Command, type CommandContext, HISTORY_COMMANDS } from './command';
import { closeSimulation } from './leave-field';

const NUDGE_PX = 8;
/** What is written or chosen in the settings of a step, and what else is there, such as the buttons above a text. */
const FIELDS = ':is(input:not([type="radio"]), textarea, [contenteditable="true"])';
const CONTROLS = ':is(input, button)';
const ZOOM_MS = 150;
const DIRECTIONS: Readonly<Record<string, Direction>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
};

const hasSteps = (state: CanvasState) => selectedSteps(state).length > 0;
const hasOneNode = (state: CanvasState) => state.selection.nodes.length === 1;
const hasOutlets = ({ selection, document, catalogue }: CanvasState): boolean => {
  const node = graphOf(document).nodes.get(selection.nodes[0] ?? TRIGGER);
  return selection.nodes.length <= 1 && node !== undefined && portsFor(catalogue, node).length > 0;
};
const areDisabled = (state: CanvasState): boolean =>
  selectedSteps(state).every((id) => graphOf(state.document).nodes.get(id)?.disabled);

/** Where the menu of a place is shown: below the card that the new step follows, or at the edge of the canvas nearest to it. */
function besideTarget(context: CommandContext, target: InsertTarget): Position {
  const card =
    target.kind === 'port' ? nodeElement(context, target.node)?.getBoundingClientRect() : undefined;
  const pane = context.store.getState().pane?.getBoundingClientRect();
  const within = (value: number, from: number, to: number) => Math.max(from, Math.min(value, to));
  const x = card ? card.left + card.width / 2 : (pane?.left ?? 0);
  const y = card ? card.bottom + 12 : (pane?.top ?? 0);
  return pane ? { x: within(x, pane.left, pane.right), y: within(y, pane.top, pane.bottom) } : { x, y };
}

const commandsById = <Id extends string>(commands: Record<Id, Command>) => commands;

/** All commands by id. The shortcut dialog lists them in this order. */
export const COMMANDS = commandsById({
  undo: {
    ...HISTORY_COMMANDS.undo,
    section: 'edit',
    when: (state) => state.history.undo.length > 0,
    run: (context) => keepPlace(context, context.store.getState().undo),
  },
  redo: {
    ...HISTORY_COMMANDS.redo,
    section: 'edit',
    when: (state) => state.history.redo.length > 0,
    run: (context) => keepPlace(context, context.store.getState().redo),
  },
  copy: {
    icon: IconCopy,
    keys: ['mod+c'],
    section: 'edit',
    readOnly: true,
    when: hasSteps,
    run: copySelection,
  },
  cut: {
    icon: IconCut,
    keys: ['mod+x'],
    section: 'edit',
    when: hasSteps,
    run: cutSelection,
  },
  paste: {
    icon: IconClipboardPlus,
    keys: ['mod+v'],
    section: 'edit',
    run: pasteFromClipboard,
  },
  duplicate: {
    icon: IconCopyPlus,
    keys: ['mod+d'],
    section: 'edit',
    when: hasSteps,
    run: duplicateSelection,
  },
  delete: {
    icon: IconTrash,
    keys: ['Delete', 'Backspace'],
    section: 'edit',
    when: (state) => state.selection.nodes.length + state.selection.edges.length > 0,
    run: deleteSelection,
  },
  disable: {
    icon: IconEyeOff,
    keys: ['shift+d'],
    section: 'edit',
    label: (state) => (areDisabled(state) ? 'enable' : 'disable'),
    when: hasSteps,
    run({ store }) {
      const state = store.getState();
      const disabled = !areDisabled(state);
      const edits = selectedSteps(state).map((nodeId): WorkflowEdit => ({
        op: 'set-disabled',
        nodeId,
        disabled,
      }));
      state.edit({ op: 'batch', edits });
    },
  },
  rename: {
    icon: IconPencil,
    keys: ['F2'],
    section: 'edit',
    when: hasOneNode,
    run: ({ store }) => store.setState({ renaming: store.getState().selection.nodes[0] ?? null }),
  },
  add: {
    icon: IconPlus,
    keys: ['n'],
    section: 'edit',
    when: (state) => state.selection.nodes.length <= 1,
    run(context) {
      const { store } = context;
      const state = store.getState();
      const nodeId = state.selection.nodes[0] ?? TRIGGER;
      const target = nodeId === TRIGGER ? endOfBackground(state) : targetAfter(state, nodeId);
      if (target) store.setState({ addMenu: { target, at: besideTarget(context, target) } });
    },
  },
  connect: {
    icon: IconPlugConnected,
    keys: ['c'],
    section: 'edit',
    when: hasOutlets,
    run(context, event) {
      const { store } = context;
      const node = store.getState().selection.nodes[0] ?? TRIGGER;
      // On the plus button of an outlet, only that outlet is offered.
      const plus =
        event?.target instanceof HTMLElement ? event.target.closest<HTMLElement>('[data-add-port]') : null;
      const port = plus?.dataset.addNode === node ? plus.dataset.addPort : undefined;
      const box = (plus ?? nodeElement(context, node))?.getBoundingClientRect();
      if (box)
        store.setState({
          connectMenu: { node, port, at: { x: box.left + box.width / 2, y: box.bottom + 12 } },
        });
    },
  },
  tidy: {
    icon: IconLayoutGrid,
    keys: ['shift+t'],
    section: 'edit',
    when: (state) => state.document.nodes.length > 1,
    run({ store }) {
      const state = store.getState();
      const edit = tidyEdit(state);
      if (edit) state.edit(edit, { animate: true });
      store.setState({ pendingReveal: { nodeId: null } });
    },
  },
  selectAll: {
    icon: IconSelectAll,
    keys: ['mod+a'],
    section: 'edit',
    readOnly: true,
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
    run(context, event) {
      const direction = DIRECTIONS[event?.key ?? ''];
      if (!direction) return;
      const state = context.store.getState();
      const from = state.selection.nodes[0];
      const next = from === undefined ? TRIGGER : neighbour(diagramOf(state), from, direction);
      if (next !== null) focusNode(context, next);
    },
  },
  nudge: {
    icon: IconArrowsMove,
    keys: ['alt+ArrowUp', 'alt+ArrowDown', 'alt+ArrowLeft', 'alt+ArrowRight'],
    section: 'edit',
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
      state.edit({ op: 'move', positions }, { mergeKey: `nudge:${state.selection.nodes.join()}` });
    },
  },
  open: {
    icon: IconSettings,
    keys: ['Enter'],
    section: 'move',
    readOnly: true,
    when: hasOneNode,
    run({ store }) {
      store.setState({ inspectorOpen: true });
      setFolded('inspector', false);
      // Wait one frame, so that the inspector is rendered before its first field is focused.
      requestAnimationFrame(() => {
        const form = document.querySelector('[data-testid="inspector-form"]');
        const first = form?.querySelector<HTMLElement>(FIELDS) ?? form?.querySelector<HTMLElement>(CONTROLS);
        first?.focus();
      });
    },
  },
  close: {
    icon: IconX,
    keys: ['Escape'],
    section: 'move',
    readOnly: true,
    run(context) {
      const { store } = context;
      const state = store.getState();
      if (state.addMenu || state.connectMenu || state.helpOpen)
        store.setState({ addMenu: null, connectMenu: null, helpOpen: false });
      else if (state.simulationOpen) closeSimulation(context);
      else state.select({ nodes: [], edges: [] });
    },
  },
  zoomIn: {
    icon: IconZoomIn,
    keys: ['mod+plus', 'mod+='],
    section: 'move',
    readOnly: true,
    run: ({ flow, reducedMotion }) => void flow.zoomIn({ duration: reducedMotion ? 0 : ZOOM_MS }),
  },
  zoomOut: {
    icon: IconZoomOut,
    keys: ['mod+-'],
    section: 'move',
    readOnly: true,
    run: ({ flow, reducedMotion }) => void flow.zoomOut({ duration: reducedMotion ? 0 : ZOOM_MS }),
  },
  zoomFit: {
    icon: IconArrowsMaximize,
    keys: ['mod+0', '1'],
    section: 'move',
    readOnly: true,
    run: fitView,
  },
  foldPalette: {
    icon: IconLayoutSidebar,
    keys: ['shift+p'],
    section: 'other',
    run: () => toggleFolded('palette'),
  },
  foldInspector: {
    icon: IconLayoutSidebarRight,
    keys: ['shift+i'],
    section: 'other',
    readOnly: true,
    run: () => toggleFolded('inspector'),
  },
  help: {
    icon: IconKeyboard,
    keys: ['?'],
    section: 'other',
    readOnly: true,
    run: ({ store }) => store.setState({ helpOpen: !store.getState().helpOpen }),
  },
});
export type CommandId = keyof typeof COMMANDS;
export const COMMAND_IDS = Object.keys(COMMANDS) as CommandId[];

/** True if a command can be run in this state. */
export function isAvailable(state: CanvasState, id: CommandId): boolean {
  const { readOnly, when } = COMMANDS[id];
  return (!state.readOnly || readOnly === true) && (when?.(state) ?? true);
}
