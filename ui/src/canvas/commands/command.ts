import { type Icon, IconArrowBackUp, IconArrowForwardUp } from '@tabler/icons-react';
import type { ReactFlowInstance } from '@xyflow/react';
import type { TextKey } from '../../i18n';
import type { FlowEdge, FlowNode } from '../model/flow-graph';
import type { CanvasState } from '../store/canvas-store';
import type { CanvasStore } from '../store/canvas-store';
import type { commandTexts } from '../texts/commands';

export interface CommandContext {
  store: CanvasStore;
  flow: ReactFlowInstance<FlowNode, FlowEdge>;
  /** True if the user prefers reduced motion. Commands then skip animations. */
  reducedMotion: boolean;
  /** Shows the user why a command was rejected. */
  reject(why: 'paste' | 'onlyTrigger'): void;
}

/** A canvas command. Toolbar, menus and shortcuts all run the same commands. */
export interface Command {
  icon: Icon;
  /** Shortcuts. `mod` matches both Ctrl and Cmd. The first shortcut is shown in the UI. */
  keys: readonly string[];
  section: 'edit' | 'move' | 'other';
  /** The command is also available on a read-only canvas. */
  readOnly?: true;
  /** Returns the text key of the command's name, if the name depends on the state. By default the key is the command's id. */
  label?(state: CanvasState): TextKey<typeof commandTexts>;
  /** Returns true if the command can be run in this state. Without this function the command can be run in every state. */
  when?(state: CanvasState): boolean;
  run(context: CommandContext, event?: KeyboardEvent): void;
}

/** Icons and shortcuts of undo and redo, which also views without the other commands have. */
export const HISTORY_COMMANDS = {
  undo: { icon: IconArrowBackUp, keys: ['mod+z'] },
  redo: { icon: IconArrowForwardUp, keys: ['mod+shift+z', 'mod+y'] },
} as const satisfies Record<string, Pick<Command, 'icon' | 'keys'>>;

/** True if the key event matches a shortcut such as `mod+shift+z`, `Delete` or `?`. */
export function isKey(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>,
  keys: string,
): boolean {
  const parts = keys.split('+');
  const name = parts.at(-1) ?? '';
  const wants = (modifier: string) => parts.slice(0, -1).includes(modifier);
  const pressed = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  // A `+` in a shortcut separates its keys, so the plus key itself is written `plus`.
  if (pressed !== (name === 'plus' ? '+' : name)) return false;
  if ((event.ctrlKey || event.metaKey) !== wants('mod')) return false;
  if (event.altKey !== wants('alt')) return false;
  // Whether a symbol such as `?` needs Shift depends on the keyboard layout, so Shift is ignored for symbols.
  const isSymbol = /^[^a-z0-9]$/.test(pressed);
  return isSymbol || event.shiftKey === wants('shift');
}

/** Elements that handle key presses themselves. */
const KEY_OWNERS =
  'select, [role="textbox"], [role="dialog"], [role="menu"], [role="listbox"], [role="radiogroup"]';

/** True for a field in which text is typed. It undoes for itself what was typed. */
export function isTextField(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button'].includes(target.type);
  return target instanceof HTMLTextAreaElement || (target instanceof HTMLElement && target.isContentEditable);
}

/**
 * True if the event target is in a text field, select, group of radio buttons, dialog or menu. These handle key presses themselves, so no command may
 * run.
 */
export function isTextEntry(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return isTextField(target) || target.closest(KEY_OWNERS) !== null;
}

/** Splits a shortcut into its keys, with single letters in upper case: `mod+shift+z` becomes `['mod', 'shift', 'Z']`. */
export function keyParts(keys: string): string[] {
  return keys
    .split('+')
    .map((part) => (part === 'plus' ? '+' : part.length === 1 ? part.toUpperCase() : part));
}
