/** A rectangle in the window, px. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** A box that messages should not cover, and how bad it is if they do. */
export interface Control extends Box {
  weight: number;
}

/** Cards on a canvas can be seen around a message, and moved. Other controls are small. */
const CARD = '.react-flow__node';
const WEIGHTS = { card: 1, other: 100 };

/** Everything that a person can press or write in. The area of a canvas is not among it. */
const CONTROLS = [
  'a[href]',
  'button',
  'input',
  'select',
  'textarea',
  'summary',
  '[contenteditable="true"]',
  '[role="tab"]',
  '[role="treeitem"]',
  '[role="slider"]',
  CARD,
  '.react-flow__minimap',
  'iframe',
].join(', ');

/** Distance of messages from the edges of the window, px. */
const EDGE = 16;
/** Distance between two places that are tried, px. */
const STEP = 12;

/** The boxes of the controls that are in the window, except those in `messages`. */
export function controlsBeside(messages: Element): Control[] {
  return [...document.querySelectorAll(CONTROLS)].flatMap((control) => {
    const isVisible = control.checkVisibility?.({ opacityProperty: true }) ?? true;
    if (!isVisible || messages.contains(control)) return [];
    const { left, top, right, bottom } = control.getBoundingClientRect();
    const isShown = right - left > 1 && bottom - top > 1 && top < innerHeight && bottom > 0;
    const weight = control.matches(CARD) ? WEIGHTS.card : WEIGHTS.other;
    return isShown ? [{ left, top, right, bottom, weight }] : [];
  });
}

/**
 * Where messages cover no control: the lowest place at the right, in the middle or at the left of the window. If there is none, the place
 * where they cover the least of them.
 */
export function freePlace(
  size: { width: number; height: number },
  room: { width: number; height: number },
  controls: readonly Control[],
): { left: number; top: number } {
  const right = Math.max(EDGE, room.width - EDGE - size.width);
  const columns = [...new Set([right, Math.max(EDGE, (room.width - size.width) / 2), EDGE])];
  let best = { left: right, top: Math.max(EDGE, room.height - EDGE - size.height), covered: Infinity };
  for (let top = best.top; top >= EDGE; top -= STEP) {
    for (const left of columns) {
      const message = { left, top, right: left + size.width, bottom: top + size.height };
      const covered = controls.reduce((sum, control) => sum + control.weight * overlap(message, control), 0);
      if (covered < best.covered) best = { left, top, covered };
      if (covered === 0) return { left, top };
    }
  }
  return { left: best.left, top: best.top };
}

/** The common area of two boxes, px². */
function overlap(one: Box, other: Box): number {
  const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
  const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
  return across > 0 && down > 0 ? across * down : 0;
}
