import type { Position } from '@linkflow/contracts';

/** A tab of a browser, in the few operations that every automation protocol has. Positions are in px of the window. */
export interface Tab {
  /** Opens a page and waits until it is loaded. */
  open(url: string): Promise<void>;
  /** Evaluates a JavaScript expression in the page. */
  evaluate(expression: string): Promise<unknown>;
  /** Moves the mouse in a few steps, as a hand does. */
  moveTo(point: Position): Promise<void>;
  /** Presses the mouse button; without `releaseButton` what is there is dragged by the next `moveTo`. */
  pressButton(): Promise<void>;
  releaseButton(): Promise<void>;
  /** Types into what has the focus. */
  type(text: string): Promise<void>;
  /** Presses and releases a key, optionally while Control is held. */
  press(key: Key, held?: 'Control'): Promise<void>;
  /** Returns the errors of the pages that nobody caught, since the last call. */
  takeErrors(): Promise<string[]>;
}

/** A character or a key that has a name. */
export type Key = 'Enter' | 'Escape' | 'ArrowDown' | 'Delete' | 'a' | 'c' | 'n' | 'z' | ' ';

/** A browser that runs, with one tab. */
export interface RunningBrowser {
  /** With the version. */
  name: string;
  tab: Tab;
  close(): Promise<void>;
}

/** A browser that is not on this machine. */
export class MissingBrowser extends Error {}
