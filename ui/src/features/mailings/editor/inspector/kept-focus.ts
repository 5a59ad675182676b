import { useEffect, type RefObject } from 'react';

export const FIRST_FIELD =
  ':is(input:not([type="file"], [type="radio"]:not(:checked), :disabled), textarea, [role="textbox"], button:not(:disabled), [tabindex="0"])';

/**
 * Keeps the focus in a part of the settings. When the control that had the focus is gone, such as a button that removed itself, the first
 * field of what was around it gets the focus.
 */
export function useKeptFocus(part: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const root = part.current;
    if (!root) return;
    /** The element that had the focus last, and what was around it. */
    let around: Element[] = [];
    const onFocusIn = ({ target }: FocusEvent) => {
      around = [];
      for (let at = target instanceof Element ? target : null; at && at !== root; at = at.parentElement)
        around.push(at);
    };
    const observer = new MutationObserver(() => {
      const [last] = around;
      if (!last || last.isConnected || document.activeElement !== document.body) return;
      const places = [...around.filter((element) => element.isConnected), root];
      for (const place of places) {
        const field = place.querySelector<HTMLElement>(FIRST_FIELD);
        if (!field) continue;
        field.focus();
        return;
      }
    });
    root.addEventListener('focusin', onFocusIn);
    observer.observe(root, { childList: true, subtree: true });
    return () => {
      observer.disconnect();
      root.removeEventListener('focusin', onFocusIn);
    };
  }, [part]);
}
