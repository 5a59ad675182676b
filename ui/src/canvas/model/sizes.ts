/** Width of a node card in flow pixels; a node with many outlets grows so that their words have room. */
export const NODE_WIDTH = 272;
const PORT_ROOM = 96;

/** Distance between the bottom of a card and the top of the next one, when a person has not decided otherwise. */
export const RANK_GAP = 72;
/** Below a row of cards whose outlets have no words on their lines. */
export const WORDLESS_GAP = 52;
export const SIBLING_GAP = 48;

/** Rough height of a card before the browser has measured it: a fresh one has something to ask for, in a strip of its own. */
const ASSUMED_HEIGHT = 96;

export interface Size {
  width: number;
  height: number;
}

export function widthFor(ports: number): number {
  return Math.max(NODE_WIDTH, ports * PORT_ROOM);
}

export function assumedSize(ports: number): Size {
  return { width: widthFor(ports), height: ASSUMED_HEIGHT };
}

/** Where the outlet at `index` of `count` sits along the bottom of the card, as a share of its width. */
export function portShare(index: number, count: number): number {
  return (index + 0.5) / count;
}
