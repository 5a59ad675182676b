import { Tooltip } from '@mantine/core';
import { useEffect, useState } from 'react';

/** How many elements around and above an event's target are looked at. */
const MAX_LEVELS = 6;

/** True if the element cuts off its own text and marks that with an ellipsis. */
function isElided(element: HTMLElement): boolean {
  const isCutAcross = element.scrollWidth > element.clientWidth + 1;
  const isCutBelow = element.scrollHeight > element.clientHeight + 1;
  if (!isCutAcross && !isCutBelow) return false;
  const style = getComputedStyle(element);
  if (style.overflowX === 'visible') return false;
  if (isCutAcross && style.textOverflow === 'ellipsis') return true;
  return isCutBelow && !['', 'none'].includes(style.getPropertyValue('-webkit-line-clamp'));
}

/** Inputs whose value may be shown in full: not passwords, dates or numbers. */
const isTextInput = (element: HTMLElement): element is HTMLInputElement =>
  element instanceof HTMLInputElement && ['text', 'search', 'url', 'email'].includes(element.type);

function textOf(element: HTMLElement): string {
  if (isTextInput(element)) return element.value.trim();
  // `innerText` has line breaks between blocks; jsdom does not implement it.
  return ((element.innerText as string | undefined) ?? element.textContent ?? '').trim();
}

/** Returns the element at or above `target` that elides its text, or null. */
function elidedAbove(target: HTMLElement): HTMLElement | null {
  let element: HTMLElement | null = target;
  for (let level = 0; element && element !== document.body && level < MAX_LEVELS; level += 1) {
    if (isElided(element)) return element;
    element = element.parentElement;
  }
  return null;
}

/** Returns the first element inside `target` that elides its text, or null. */
function elidedInside(target: HTMLElement): HTMLElement | null {
  return [...target.querySelectorAll<HTMLElement>('*')].find(isElided) ?? null;
}

interface Shown {
  element: HTMLElement;
  text: string;
}

/**
 * Shows texts that are cut off with an ellipsis in full: as the `title` of the element while the pointer is over it, and as a tooltip
 * while it, or the button or link around it, has the keyboard focus. Mounted once, it serves all lists, headers, cards, menus, fields,
 * dialogs and toasts.
 */
export function WholeTexts() {
  const [shown, setShown] = useState<Shown | null>(null);
  useEffect(() => {
    let titled: HTMLElement | null = null;
    const untitle = () => {
      titled?.removeAttribute('title');
      titled = null;
    };
    const onPointerOver = ({ target, buttons }: PointerEvent) => {
      if (!(target instanceof HTMLElement) || buttons !== 0) return;
      const elided = elidedAbove(target);
      if (elided === titled) return;
      untitle();
      if (!elided || elided.closest('[title]') || elided.querySelector('[title]')) return;
      elided.title = textOf(elided);
      titled = elided;
    };
    const onFocusIn = ({ target }: FocusEvent) => {
      if (!(target instanceof HTMLElement) || !target.matches(':focus-visible')) return;
      // A focused field shows its value when the cursor is moved; a tooltip would cover what is written.
      if (target.matches('input, textarea, [contenteditable="true"]')) return;
      const element = elidedInside(target) ?? elidedAbove(target);
      setShown(element && { element, text: textOf(element) });
    };
    const hide = () => setShown(null);
    const onKeyDown = ({ key }: KeyboardEvent) => {
      if (key === 'Escape') hide();
    };
    document.addEventListener('pointerover', onPointerOver);
    document.addEventListener('focusin', onFocusIn);
    document.addEventListener('focusout', hide);
    document.addEventListener('keydown', onKeyDown);
    document.addEventListener('pointerdown', hide);
    return () => {
      untitle();
      document.removeEventListener('pointerover', onPointerOver);
      document.removeEventListener('focusin', onFocusIn);
      document.removeEventListener('focusout', hide);
      document.removeEventListener('keydown', onKeyDown);
      document.removeEventListener('pointerdown', hide);
    };
  }, []);
  if (!shown) return null;
  return (
    <Tooltip
      opened
      target={shown.element}
      label={shown.text}
      multiline
      maw={420}
      position="bottom-start"
      withArrow={false}
      withinPortal
      styles={{ tooltip: { overflowWrap: 'anywhere', whiteSpace: 'pre-line' } }}
    />
  );
}
