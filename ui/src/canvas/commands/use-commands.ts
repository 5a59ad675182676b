import { useReducedMotion } from '@mantine/hooks';
import { useReactFlow } from '@xyflow/react';
import { useEffect, useMemo } from 'react';
import { useTexts } from '../../i18n';
import type { FlowEdge, FlowNode } from '../model/flow-graph';
import { useCanvasStore } from '../store/use-canvas';
import { canvasTexts } from '../texts/canvas';
import { followPointer, pasteText, selectionAsText } from './clipboard';
import { type CommandContext, isKey, isTextEntry } from './command';
import { leaveFieldsOnEscape, PANELS } from './leave-field';
import { hasSelectedText, keepTextOutOfCanvas } from './text-selection';
import { type CommandId, COMMAND_IDS, COMMANDS, isAvailable } from './commands';

/** The command whose shortcut matches the event, or null. */
function commandFor(event: KeyboardEvent): CommandId | null {
  return COMMAND_IDS.find((id) => COMMANDS[id].keys.some((keys) => isKey(event, keys))) ?? null;
}

/**
 * Returns the context that is passed to commands, `may` (can the command be run now?) and `run` (runs a command if it may be
 * run).
 */
export function useCommands() {
  const store = useCanvasStore();
  const flow = useReactFlow<FlowNode, FlowEdge>();
  const reducedMotion = useReducedMotion();
  const t = useTexts(canvasTexts);
  return useMemo(() => {
    const context: CommandContext = {
      store,
      flow,
      reducedMotion,
      reject: (why) => store.getState().reject(t(`refuse.${why}`)),
    };
    const may = (id: CommandId): boolean => isAvailable(store.getState(), id);
    const run = (id: CommandId, event?: KeyboardEvent): void => {
      if (may(id)) COMMANDS[id].run(context, event);
    };
    return { context, may, run };
  }, [store, flow, reducedMotion, t]);
}

/**
 * Commands that are not run on key presses but by the browser's copy, cut and paste events, because these give access to the
 * clipboard without asking the user for permission.
 */
const CLIPBOARD_COMMANDS: readonly CommandId[] = ['copy', 'cut', 'paste'];

/**
 * Runs commands when their shortcuts are pressed, and on the browser's copy, cut and paste events. Ignores events in text
 * fields, dialogs and menus.
 */
export function useCommandKeys(): void {
  const { context, may, run } = useCommands();

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isTextEntry(event.target) || isElsewhere(event)) return;
      const id = commandFor(event);
      if (id === null || CLIPBOARD_COMMANDS.includes(id) || !may(id) || activatesControl(event)) return;
      event.preventDefault();
      run(id, event);
    };
    const belongsToPage = (event: ClipboardEvent) =>
      isTextEntry(event.target) || hasSelectedText(context.store.getState().pane);

    const onCopy = (event: ClipboardEvent) => {
      const text = belongsToPage(event) ? null : selectionAsText(context);
      if (text === null) return;
      event.clipboardData?.setData('text/plain', text);
      event.preventDefault();
    };
    const onCut = (event: ClipboardEvent) => {
      if (belongsToPage(event) || !may('cut')) return;
      onCopy(event);
      run('delete');
    };
    const onPaste = (event: ClipboardEvent) => {
      if (isTextEntry(event.target) || !may('paste')) return;
      event.preventDefault();
      void pasteText(context, event.clipboardData?.getData('text/plain') ?? '');
    };
    const listening = new AbortController();
    const { signal } = listening;
    followPointer(signal);
    keepTextOutOfCanvas(context.store, signal);
    leaveFieldsOnEscape(context, signal);
    document.addEventListener('keydown', onKeyDown, { signal });
    document.addEventListener('copy', onCopy, { signal });
    document.addEventListener('cut', onCut, { signal });
    document.addEventListener('paste', onPaste, { signal });
    return () => listening.abort();
  }, [context, may, run]);
}

/**
 * True if the key press activates the focused button, link, tab or option, so that it must not also run a command. A focused
 * node card is not activated by keys; there Enter runs the command `open`.
 */
function activatesControl(event: KeyboardEvent): boolean {
  if (event.key !== 'Enter' && event.key !== ' ') return false;
  return (
    event.target instanceof Element &&
    event.target.closest('button, a, [role="tab"], [role="option"]') !== null
  );
}

/** Where plain keys do not belong to the canvas: the main menu, and for the keys that change or leave the selection also the panels. */
const MENU = '#main-menu';
const SELECTION_KEYS = /^(Arrow.*|Delete|Backspace)$/;

/** True for a key without Ctrl or Alt on a link or button that has nothing to do with the selected steps. */
function isElsewhere({ key, target, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  if (!(target instanceof Element) || ctrlKey || metaKey || altKey) return false;
  return target.closest(SELECTION_KEYS.test(key) ? `${MENU}, ${PANELS}` : MENU) !== null;
}
