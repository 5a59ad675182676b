/**
 * Keeps the keyboard's place. When the focused element leaves the page (a row is deleted, a dialog closes whose opener was an item of a
 * menu, another page opens), browsers move the focus to `body`, and a keyboard user begins at the top. Then this gives it to what is
 * nearest to the lost place.
 */
import { useEffect } from 'react';

/** Time in which a dialog or a page may set the focus itself, ms. */
const GRACE_MS = 60;

/** Elements that may get the focus. Text fields are left out, because some open a list when they get it. */
const TARGETS =
  ':is(a[href], button, [tabindex="0"], input[type="checkbox"], input[type="radio"]):not(:disabled, [tabindex="-1"])';
/** Where a trail ends. Mantine renders dialogs in portals, which may also contain messages. */
const ENDS = 'body, main, [aria-modal="true"], [data-portal], [data-mantine-shared-portal-node]';
const POPUPS = '[role="menu"], [role="dialog"], [role="listbox"]';

/** The elements that may get the focus when an element leaves the page, the nearest first. */
type Trail = readonly Place[];
interface Place {
  element: Element;
  /** What follows and precedes the element, such as the next row of a list. */
  beside: readonly (Element | null)[];
}

/** Watches the focus until `signal` is aborted. */
export function keepFocus(signal: AbortSignal): void {
  let trail: Trail = [];
  /** Where the focus was before a dialog opened, by the dialog. */
  const openers = new WeakMap<Element, Trail>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const remember = ({ target }: FocusEvent) => {
    if (!(target instanceof Element)) return;
    // A card that gets the focus is selected and its settings open, so the canvas itself says where the focus goes.
    if (target.closest('.react-flow__node')) {
      trail = [];
      return;
    }
    const dialog = target.closest('[aria-modal="true"]');
    if (dialog && !openers.has(dialog)) openers.set(dialog, trail);
    trail = [...trailOf(target), ...((dialog && openers.get(dialog)) ?? [])];
  };
  const restore = () => {
    if (isLost(trail)) placeAlong(trail)?.focus({ preventScroll: true });
  };
  const removals = new MutationObserver(() => {
    if (!isLost(trail)) return;
    clearTimeout(timer);
    timer = setTimeout(restore, GRACE_MS);
  });
  removals.observe(document.body, { childList: true, subtree: true });
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

/** True if nothing has the focus because the element that had it is no longer in the page. */
function isLost(trail: Trail): boolean {
  const active = document.activeElement;
  const last = trail[0]?.element;
  return (active === null || active === document.body) && last !== undefined && !last.isConnected;
}

/** The element and what it is in, up to `main` or a dialog. What opened a menu or a popover follows it. */
function trailOf(element: Element): Trail {
  const places: Place[] = [];
  for (let at: Element | null = element; at && !at.matches(ENDS);) {
    // Popups lie beside the page's content, to which they don't belong.
    const isPopup: boolean = at.matches(POPUPS);
    places.push({ element: at, beside: isPopup ? [] : [at.nextElementSibling, at.previousElementSibling] });
    at = (isPopup ? openerOf(at) : null) ?? at.parentElement;
  }
  return places;
}

function openerOf(popup: Element): Element | null {
  const opener = document.getElementById(popup.getAttribute('aria-labelledby') ?? '');
  return opener && !popup.contains(opener) ? opener : null;
}

function placeAlong(trail: Trail): HTMLElement | null {
  for (const { element, beside } of trail) {
    const near = element.isConnected ? [element] : beside;
    const found = near.map((one) => one && targetIn(one)).find(Boolean);
    if (found) return found;
  }
  return document.querySelector('main');
}

/** The element itself, else the first one in it that may get the focus. */
function targetIn(element: Element): HTMLElement | null {
  const all = element.matches(TARGETS) ? [element] : [...element.querySelectorAll(TARGETS)];
  const found = all.find((one) => one.isConnected && (one.checkVisibility?.() ?? true));
  return found instanceof HTMLElement ? found : null;
}
