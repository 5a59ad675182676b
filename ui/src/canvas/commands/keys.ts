/** Whether a key press is the one that a command names: `mod+shift+z`, `Delete`, `?`. */
export function isKey(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>,
  keys: string,
): boolean {
  const parts = keys.split('+');
  const name = parts.at(-1) ?? '';
  const wants = (modifier: string) => parts.slice(0, -1).includes(modifier);
  const pressed = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  // The plus sign joins the parts, so it has a name.
  if (pressed !== (name === 'plus' ? '+' : name)) return false;
  if ((event.ctrlKey || event.metaKey) !== wants('mod')) return false;
  if (event.altKey !== wants('alt')) return false;
  // A sign such as ? needs Shift on one keyboard and not on another; the sign itself is what counts.
  const isSign = pressed.length === 1 && !/[a-z0-9]/.test(pressed);
  return isSign || event.shiftKey === wants('shift');
}

/** True where a key press belongs to what a person is writing or choosing, not to the canvas. */
export function isWriting(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable) return true;
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button'].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || inOverlay(target);
}

/** Dialogs and menus have keys of their own. */
function inOverlay(target: HTMLElement): boolean {
  return target.closest('[role="dialog"], [role="menu"], [role="listbox"]') !== null;
}

/** The parts of a key combination as they are shown: `['mod', 'shift', 'Z']`. */
export function keyParts(keys: string): string[] {
  return keys
    .split('+')
    .map((part) => (part === 'plus' ? '+' : part.length === 1 ? part.toUpperCase() : part));
}
