import type { CDPSession, Page } from 'playwright-core';
import type { Position } from '@linkflow/contracts';

/** A mouse or a finger that drags things in a page. Positions are in px of the window. */
export interface Pointer {
  /** Presses on a point so that what is there can be dragged. */
  press(at: Position): Promise<void>;
  move(to: Position): Promise<void>;
  release(): Promise<void>;
  /** Points at something: hovers with the mouse, taps with a finger. */
  pick(at: Position): Promise<void>;
}

const MOVES = 6;

export class Mouse implements Pointer {
  constructor(private readonly page: Page) {}

  async press({ x, y }: Position): Promise<void> {
    await this.page.mouse.move(x, y);
    await this.page.mouse.down();
  }

  async move({ x, y }: Position): Promise<void> {
    await this.page.mouse.move(x, y, { steps: MOVES });
  }

  async release(): Promise<void> {
    await this.page.mouse.up();
  }

  async pick({ x, y }: Position): Promise<void> {
    await this.page.mouse.move(x, y, { steps: 2 });
  }
}

/** How long a finger rests before it drags, in ms; longer than the delay of the ui. */
const REST_MS = 350;

/** Real touch events of the browser, which scrolls and zooms by them as on a touch screen. */
export class Finger implements Pointer {
  private point: Position = { x: 0, y: 0 };

  private constructor(
    private readonly page: Page,
    private readonly session: CDPSession,
  ) {}

  static async on(page: Page): Promise<Finger> {
    return new Finger(page, await page.context().newCDPSession(page));
  }

  async press(at: Position): Promise<void> {
    await this.send('touchStart', at);
    await this.rest();
  }

  async move(to: Position): Promise<void> {
    const from = this.point;
    for (let step = 1; step <= MOVES; step += 1) {
      const share = step / MOVES;
      await this.send('touchMove', {
        x: from.x + (to.x - from.x) * share,
        y: from.y + (to.y - from.y) * share,
      });
    }
  }

  async release(): Promise<void> {
    await this.session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  }

  async pick({ x, y }: Position): Promise<void> {
    await this.page.touchscreen.tap(x, y);
  }

  /**
   * Scrolls what is under the finger by the way of the finger. It rests before it is lifted: otherwise the browser scrolls on, and how far
   * depends on the speed of the events.
   */
  async swipe(from: Position, to: Position): Promise<void> {
    await this.send('touchStart', from);
    await this.move(to);
    await this.rest();
    await this.release();
  }

  /** Keeps the finger still. The timer is one of the page, so that it ends after the timer that a touch has started, however busy the page is. */
  private async rest(): Promise<void> {
    await this.page.evaluate((ms) => new Promise((done) => setTimeout(done, ms)), REST_MS);
  }

  private async send(type: 'touchStart' | 'touchMove', { x, y }: Position): Promise<void> {
    this.point = { x, y };
    await this.session.send('Input.dispatchTouchEvent', { type, touchPoints: [{ x, y }] });
  }
}
