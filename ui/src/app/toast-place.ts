/** A rectangle in the window, px. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

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
  '.react-flow__node',
  '.react-flow__minimap',
  'iframe',
].join(', ');

/** Distance of messages from the edges of the window, px. */
const EDGE = 16;
/** Distance between two places that are tried, px. */
const STEP = 12;

/** The boxes of the controls that are in the window, except those in `messages`. */
export function controlsBeside(messages: Element): Box[] {
  return [...document.querySelectorAll(CONTROLS)].flatMap((control) => {
    if (messages.contains(control)) return [];
    const box = control.getBoundingClientRect();
    const isShown = box.width > 1 && box.height > 1 && box.top < innerHeight && box.bottom > 0;
    return isShown ? [box] : [];
  });
}

/**
 * Where messages cover no control: the lowest place at the right, in the middle or at the left of the window. If there is none, the place
 * where they cover the least area of controls.
 */
export function freePlace(
  size: { width: number; height: number },
  room: { width: number; height: number },
  controls: readonly Box[],
): { left: number; top: number } {
  const right = Math.max(EDGE, room.width - EDGE - size.width);
  const columns = [...new Set([right, Math.max(EDGE, (room.width - size.width) / 2), EDGE])];
  let best = { left: right, top: Math.max(EDGE, room.height - EDGE - size.height), covered: Infinity };
  for (let top = best.top; top >= EDGE; top -= STEP) {
    for (const left of columns) {
      const covered = controls.reduce((sum, control) => sum + overlap({ left, top, ...size }, control), 0);
      if (covered < best.covered) best = { left, top, covered };
      if (covered === 0) return { left, top };
    }
  }
  return { left: best.left, top: best.top };
}

/** The common area of a message and a control, px². */
function overlap(
  { left, top, width, height }: { left: number; top: number; width: number; height: number },
  control: Box,
): number {
  const across = Math.min(left + width, control.right) - Math.max(left, control.left);
  const down = Math.min(top + height, control.bottom) - Math.max(top, control.top);
  return across > 0 && down > 0 ? across * down : 0;
}
