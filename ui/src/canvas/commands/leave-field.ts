/**
 * Escape in the panels beside the canvas: first it closes what is open above the field (a list, a menu, a calendar), then it leads from
 * the field or button to the card. What was typed stays, because fields store it while typing or when they lose the focus.
 */
import { tabStopOf } from '../flow/node-focus';
import { focusNode, nodeElement } from '../flow/viewport';
import type { CommandContext } from './command';

/** The panels beside the canvas. */
export const PANELS = '[data-testid="inspector"], [data-testid="simulation"], [data-testid="palette"]';
const FIELDS = 'input, textarea, select, button, summary, [contenteditable="true"], [role="textbox"]';
/** Lists, menus and calendars of fields. Closed ones may stay in the page, hidden. */
const POPUPS = '[role="listbox"], [role="menu"], [data-position][class*="Popover-dropdown"]';

/** Handles Escape until `signal` is aborted. */
export function leaveFieldsOnEscape(context: CommandContext, signal: AbortSignal): void {
  // Whether something was open is looked up before the fields get the key, because they close it at once.
  let wasOpen = false;
  const before = ({ key, target }: KeyboardEvent) => {
    if (key === 'Escape') wasOpen = isPopupOpen(target) || context.store.getState().draggedType !== null;
  };
  const onEscape = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.isComposing || wasOpen) return;
    const field = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>(FIELDS) : null;
    const panel = field?.closest<HTMLElement>(PANELS);
    // The editor of formatted texts prevents the default of Escape although it does nothing with the key.
    if (!field || !panel || (event.defaultPrevented && !field.isContentEditable)) return;
    event.preventDefault();
    if (panel.matches('[data-testid="simulation"]')) closeSimulation(context);
    else leave(field, context);
  };
  document.addEventListener('keydown', before, { signal, capture: true });
  document.addEventListener('keydown', onEscape, { signal });
}

function leave(field: HTMLElement, context: CommandContext): void {
  field.blur();
  nodeElement(context, tabStopOf(context.store.getState()))?.focus({ preventScroll: true });
}

/** Closes the simulation and moves the focus back to where it was opened from, or to the selected card. */
export function closeSimulation(context: CommandContext): void {
  const { store } = context;
  const [selected] = store.getState().selection.nodes;
  store.setState({ simulationOpen: false });
  const opener = document.querySelector<HTMLElement>('[data-testid="try-it"]');
  if (opener) opener.focus();
  else if (selected !== undefined) focusNode(context, selected);
}

function isPopupOpen(target: EventTarget | null): boolean {
  if (target instanceof Element && target.closest('[aria-expanded="true"]')) return true;
  return [...document.querySelectorAll<HTMLElement>(POPUPS)].some(isShown);
}

const isShown = (element: HTMLElement): boolean =>
  element.closest('[style*="display: none"]') === null && (element.checkVisibility?.() ?? true);
