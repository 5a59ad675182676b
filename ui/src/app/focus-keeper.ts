/**
 * Keeps the keyboard's place. When the focused element leaves the page (a row is deleted, a dialog closes whose opener was an item of a
 * menu, another page opens) or is disabled (nothing is left to undo), browsers move the focus to `body`, and a keyboard user begins at the
 * top. Then this gives it to what is nearest to the lost place. A button that is disabled while it works gets it back afterwards.
 */
import { useEffect } from 'react';

/** Time in which a dialog or a page may set the focus itself, ms. */
export const GRACE_MS = 60;

/**
 * Elements that may get the focus. Text fields are left out, because some open a list when they get it. Of radio buttons, Tab reaches only
 * the chosen one.
 */
const TARGETS =
  ':is(a[href], button, [tabindex="0"], input[type="checkbox"], input[type="radio"]:checked):not(:disabled, [tabindex="-1"])';
/** Cards of the canvas. The canvas says itself where the focus goes, because a card that gets it is selected. */
const CARDS = '.react-flow__node';
const DIALOGS = '[aria-modal="true"]';
/** What lies beside the page's content in the document although it was opened from there. */
const POPUPS = '[role="menu"], [role="dialog"], [role="listbox"]';
/** Where a trail ends. Mantine renders popups in portals, which may also contain messages. */
const ENDS = `body, main, ${DIALOGS}, [data-portal], [data-mantine-shared-portal-node]`;

/** An element and those in which, or beside which, the focus is put when the element leaves the page, the nearest first. */
type Trail = readonly Element[];

/** Watches the focus until `signal` is aborted. */
export function keepFocus(signal: AbortSignal): void {
  let trail: Trail = [];
  /** The trail of what had the focus before a dialog opened. */
  let belowDialog: Trail = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  const remember = ({ target }: FocusEvent) => {
    if (!(target instanceof Element)) return;
    trail = target.closest(CARDS) ? [] : trailOf(target);
    if (target.closest(DIALOGS)) trail = [...trail, ...belowDialog];
    else belowDialog = trail;
  };
  const isLost = () => {
    const { activeElement, body } = document;
    const [last] = trail;
    if (!last || (last.isConnected && !last.matches(':disabled'))) return false;
    // Browsers differ in when a disabled element loses the focus.
    return activeElement === null || activeElement === body || activeElement === last;
  };
  const restore = () => {
    if (!isLost()) return;
    const [nearest = document.querySelector('main')] = trail.flatMap((element) => targetIn(element) ?? []);
    (sameLink(trail[0]) ?? nearest)?.focus({ preventScroll: true });
  };
  /** A button that had the focus when it was disabled because it works. */
  let working: Element | null = null;
  const removals = new MutationObserver(() => {
    const { activeElement, body } = document;
    if (working?.isConnected && !working.matches(':disabled')) {
      if (activeElement === body && working instanceof HTMLElement) working.focus({ preventScroll: true });
      working = null;
    }
    if (!isLost()) return;
    const [last = null] = trail;
    if (last?.isConnected && last.matches('[data-loading]')) {
      working = last;
      return;
    }
    clearTimeout(timer);
    timer = setTimeout(restore, GRACE_MS);
  });
  removals.observe(document.body, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ['disabled', 'data-loading'],
  });
  document.addEventListener('focusin', remember, { signal });
  signal.addEventListener('abort', () => {
    removals.disconnect();
    clearTimeout(timer);
  });
}

export function useFocusKeeper(): void {
  useEffect(() => {
    const listening = new AbortController();
    keepFocus(listening.signal);
    return () => listening.abort();
  }, []);
}

/** From the element outwards, up to `main` or a dialog: each element and its neighbours, and for a popup what has opened it. */
function trailOf(element: Element | null): Trail {
  if (!element || element.matches(ENDS)) return [];
  if (element.matches(POPUPS)) return [element, ...trailOf(openerOf(element))];
  const neighbours = [element.nextElementSibling, element.previousElementSibling];
  return [element, ...neighbours.filter((one) => one !== null), ...trailOf(element.parentElement)];
}

function openerOf(popup: Element): Element | null {
  const label = document.getElementById(popup.getAttribute('aria-labelledby') ?? '');
  // The label of some popups is their own title.
  return popup.contains(label) ? null : label;
}

/** The same entry of a navigation, if the entry has led to a part of the page that shows the navigation anew. */
function sameLink(lost: Element | undefined): HTMLElement | null {
  const href = lost?.closest('nav') ? lost.getAttribute('href') : null;
  return href === null
    ? null
    : document.querySelector<HTMLElement>(`main nav a[href=${JSON.stringify(href)}]`);
}

/** The element itself, else the first one in it, that may get the focus. Null if it is not in the page any more. */
function targetIn(element: Element): HTMLElement | null {
  if (!element.isConnected) return null;
  const all = element.matches(TARGETS) ? [element] : [...element.querySelectorAll(TARGETS)];
  const found = all.find((one) => one.checkVisibility?.() ?? true);
  return found instanceof HTMLElement ? found : null;
}
