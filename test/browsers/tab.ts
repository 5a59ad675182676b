/** A tab of a browser, in the few operations that every automation protocol has. Selectors are those of CSS. */
export interface Tab {
  /** Opens a page and waits until it is loaded. */
  open(url: string): Promise<void>;
  /** Evaluates a JavaScript expression in the page. */
  evaluate(expression: string): Promise<unknown>;
  /** Clicks the element in its middle, as a mouse does. */
  click(selector: string): Promise<void>;
  /** Puts the focus into a field and types, as a keyboard does. */
  type(selector: string, text: string): Promise<void>;
  /** Errors of the pages that nobody caught, as far as the protocol reports them. */
  readonly errors: readonly string[];
}

/** A browser that runs, with one tab. */
export interface RunningBrowser {
  name: string;
  tab: Tab;
  close(): Promise<void>;
}

/** A browser that is not on this machine. */
export class MissingBrowser extends Error {}
