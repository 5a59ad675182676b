import type { Position } from '@linkflow/contracts';
import { until } from '../support';
import type { Key, Tab } from './tab';

const LIMIT_MS = 20_000;

/** Uses a page as a person does: waits until something is there, then points at it or types. Selectors are those of CSS. */
export class Person {
  constructor(readonly tab: Tab) {}

  /** Waits until an element is there and has a size. */
  async sees(selector: string): Promise<void> {
    const shows = 'some((one) => one.getBoundingClientRect().height > 0)';
    await this.reads(`[...document.querySelectorAll(${quote(selector)})].${shows}`, selector);
  }

  /** Waits until no element is left. */
  async seesNo(selector: string): Promise<void> {
    await this.reads(`document.querySelector(${quote(selector)}) === null`, `the end of ${selector}`);
  }

  /** Waits until an expression is true in the page. */
  async reads(expression: string, what: string): Promise<void> {
    await until(async () => (await this.tab.evaluate(expression)) === true, { what, deadlineMs: LIMIT_MS });
  }

  async clicks(selector: string): Promise<void> {
    await this.tab.moveTo(await this.middle(selector));
    await this.tab.pressButton();
    await this.tab.releaseButton();
  }

  /** Drags from a point, or from an element, to a point. `before`: called before the mouse button is released. */
  async drags(from: string | Position, to: Position, before?: () => Promise<void>): Promise<void> {
    await this.tab.moveTo(typeof from === 'string' ? await this.middle(from) : from);
    await this.tab.pressButton();
    await this.tab.moveTo({ x: to.x + 60, y: to.y + 20 });
    await this.tab.moveTo(to);
    await before?.();
    await this.tab.releaseButton();
  }

  /** Replaces what is in a field. */
  async writes(selector: string, text: string): Promise<void> {
    await this.clicks(selector);
    await this.tab.press('a', 'Control');
    await this.tab.type(text);
  }

  async presses(...keys: Key[]): Promise<void> {
    for (const key of keys) await this.tab.press(key);
  }

  /** Waits until an element has the focus. */
  async isOn(selector: string): Promise<void> {
    await this.reads(
      `document.activeElement?.matches(${quote(selector)}) === true`,
      `the focus on ${selector}`,
    );
  }

  /** Puts the focus on an element without the mouse, as Tab does after enough presses. */
  async goesTo(selector: string): Promise<void> {
    await this.sees(selector);
    await this.tab.evaluate(`document.querySelector(${quote(selector)}).focus()`);
  }

  /** The middle of an element that stands still and is in the window, in px. */
  async middle(selector: string): Promise<Position> {
    await this.sees(selector);
    let before = '';
    return until(
      async () => {
        const now = String(await this.tab.evaluate(`(${middleOf})(${quote(selector)})`));
        const isStill = now === before;
        before = now;
        return isStill && (JSON.parse(now) as Position);
      },
      { what: `a still ${selector}`, everyMs: 60 },
    );
  }
}

const quote = (text: string): string => JSON.stringify(text);

/** Runs in the page. */
const middleOf = `(selector) => {
  const shown = [...document.querySelectorAll(selector)].find((one) => one.getBoundingClientRect().height > 0);
  // The canvas is moved by dragging only.
  if (!shown.closest('.react-flow')) shown.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  const { left, top, width, height } = shown.getBoundingClientRect();
  return JSON.stringify({ x: Math.round(left + width / 2), y: Math.round(top + height / 2) });
}`;
