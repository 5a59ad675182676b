import type { ReactFlowInstance } from '@xyflow/react';
import type { Icon } from '@tabler/icons-react';
import type { TextKey } from '../../i18n';
import type { FlowEdge, FlowNode } from '../model/flow-graph';
import type { CanvasState } from '../store/canvas-state';
import type { CanvasStore } from '../store/create-canvas-store';
import type { commandTexts } from '../texts/commands';

export const COMMAND_IDS = [
  'undo',
  'redo',
  'copy',
  'cut',
  'paste',
  'duplicate',
  'delete',
  'disable',
  'rename',
  'add',
  'tidy',
  'selectAll',
  'walk',
  'nudge',
  'open',
  'close',
  'zoomIn',
  'zoomOut',
  'zoomFit',
  'help',
] as const;
export type CommandId = (typeof COMMAND_IDS)[number];

export interface CommandContext {
  store: CanvasStore;
  flow: ReactFlowInstance<FlowNode, FlowEdge>;
  /** Whether things may glide. */
  still: boolean;
  /** Says something that went wrong or could not be done. */
  refuse(why: 'paste' | 'onlyTrigger'): void;
}

/** One thing that a person can do on the canvas: the same one behind the toolbar, the menu and the keys. */
export interface Command {
  icon: Icon;
  /** `mod` is Ctrl, and Cmd as well; both work everywhere. The first one is shown. */
  keys: readonly string[];
  sheet: 'edit' | 'move' | 'other';
  /** Works also where nothing may be changed. */
  readOnly: boolean;
  /** What it is called just now, where that changes. */
  label?(state: CanvasState): TextKey<(typeof commandTexts)['texts']>;
  when(state: CanvasState): boolean;
  run(context: CommandContext, event?: KeyboardEvent): void;
}
