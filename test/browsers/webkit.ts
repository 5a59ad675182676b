import { spawn, type ChildProcess } from 'node:child_process';
import { execa } from 'execa';
import { choosePorts } from '../../scripts/lib/ports.mjs';
import { stopChild } from '../../scripts/lib/processes.mjs';
import { until } from '../support';
import type { Position } from '@linkflow/contracts';
import { MissingBrowser, type Key, type RunningBrowser, type Tab } from './tab';

const LIMIT_MS = 30_000;
/** Size of the window with its title bar and the like; the page itself is about 1440 × 900. */
const WINDOW = { width: 1440, height: 1070 };
const WEB_DRIVER = 'WebKitWebDriver';
/** Characters by which WebDriver knows the keys that write nothing. */
const KEYS: Record<string, string> = {
  Enter: '\uE007',
  Control: '\uE009',
  Escape: '\uE00C',
  ArrowDown: '\uE015',
  Delete: '\uE017',
};
/** WebDriver reports no errors of pages, so each page collects those that come after it was loaded. */
const COLLECT_ERRORS = `(() => {
  window.uncaught = [];
  addEventListener('error', ({ message }) => window.uncaught.push(message));
  addEventListener('unhandledrejection', ({ reason }) => window.uncaught.push(String(reason)));
})()`;

/** Starts WebKitGTK on a virtual screen. It is driven with WebDriver (https://www.w3.org/TR/webdriver2/). @throws MissingBrowser */
export async function startWebKit(): Promise<RunningBrowser> {
  for (const [program, hint] of [
    [WEB_DRIVER, 'apt install webkit2gtk-driver'],
    ['Xvfb', 'apt install xvfb'],
  ] as const) {
    if ((await execa(`command -v ${program}`, { shell: true, reject: false })).failed)
      throw new MissingBrowser(`${program} is missing: ${hint}`);
  }
  const children: ChildProcess[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(children.toReversed().map((child) => stopChild(child)));
  };
  try {
    const { port = 0 } = await choosePorts({ port: undefined });
    const display = await startScreen(children);
    const env = {
      ...process.env,
      DISPLAY: display,
      LANGUAGE: 'nb',
      // There is no graphics card.
      WEBKIT_DISABLE_COMPOSITING_MODE: '1',
      WEBKIT_DISABLE_DMABUF_RENDERER: '1',
    };
    children.push(spawn(WEB_DRIVER, [`--port=${port}`], { env, stdio: 'ignore' }));
    const driver = new WebDriver(`http://127.0.0.1:${port}`);
    await until(() => driver.isReady(), { what: WEB_DRIVER, deadlineMs: LIMIT_MS });
    const version = await driver.begin();
    return {
      name: `WebKitGTK ${version}`,
      tab: driver,
      async close() {
        await driver.end().catch(() => undefined);
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Starts a screen on the first free display, which Xvfb chooses and writes to the file descriptor 3. */
async function startScreen(children: ChildProcess[]): Promise<string> {
  const args = ['-displayfd', '3', '-screen', '0', '1600x1200x24', '-nolisten', 'tcp'];
  const screen = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  children.push(screen);
  let written = '';
  screen.stdio[3]?.on('data', (data: Buffer) => (written += data.toString()));
  const number = await until(async () => /^(\d+)\n/.exec(written)?.[1], {
    what: 'a virtual screen',
    deadlineMs: LIMIT_MS,
  });
  return `:${number}`;
}

/** The commands of WebDriver that the tests need. */
class WebDriver implements Tab {
  private mouseAt: Position = { x: 0, y: 0 };
  private session = '';

  constructor(private readonly url: string) {}

  async isReady(): Promise<boolean> {
    const status = await this.send<{ ready: boolean }>('GET', '/status').catch(() => undefined);
    return status?.ready === true;
  }

  /** @returns the version of the browser */
  async begin(): Promise<string> {
    const { sessionId, capabilities } = await this.send<{
      sessionId: string;
      capabilities: { browserVersion: string };
    }>('POST', '/session', { capabilities: { alwaysMatch: {} } });
    this.session = `/session/${sessionId}`;
    await this.send('POST', `${this.session}/window/rect`, { x: 0, y: 0, ...WINDOW });
    return capabilities.browserVersion;
  }

  async end(): Promise<void> {
    await this.send('DELETE', this.session);
  }

  async open(url: string): Promise<void> {
    await this.send('POST', `${this.session}/url`, { url });
    await this.evaluate(COLLECT_ERRORS);
  }

  evaluate(expression: string): Promise<unknown> {
    return this.send('POST', `${this.session}/execute/sync`, { script: `return ${expression}`, args: [] });
  }

  async moveTo(point: Position): Promise<void> {
    const from = this.mouseAt;
    const steps = [0.25, 0.5, 0.75, 1].map((share) => ({
      type: 'pointerMove',
      origin: 'viewport',
      duration: 10,
      x: Math.round(from.x + (point.x - from.x) * share),
      y: Math.round(from.y + (point.y - from.y) * share),
    }));
    await this.mouse(steps);
    this.mouseAt = point;
  }

  pressButton(): Promise<void> {
    return this.mouse([{ type: 'pointerDown', button: 0 }]);
  }

  releaseButton(): Promise<void> {
    return this.mouse([{ type: 'pointerUp', button: 0 }]);
  }

  type(text: string): Promise<void> {
    return this.keys([...text].flatMap((value) => [keyDown(value), keyUp(value)]));
  }

  press(key: Key, held?: 'Control'): Promise<void> {
    const stroke = [keyDown(key), keyUp(key)];
    return this.keys(held ? [keyDown(held), ...stroke, keyUp(held)] : stroke);
  }

  async takeErrors(): Promise<string[]> {
    return (await this.evaluate('(window.uncaught ?? []).splice(0)')) as string[];
  }

  private async mouse(actions: object[]): Promise<void> {
    const source = { type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' }, actions };
    await this.send('POST', `${this.session}/actions`, { actions: [source] });
  }

  private async keys(actions: object[]): Promise<void> {
    const source = { type: 'key', id: 'keyboard', actions };
    await this.send('POST', `${this.session}/actions`, { actions: [source] });
  }

  private async send<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(this.url + path, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(LIMIT_MS),
    });
    const { value } = (await response.json()) as { value: T & { error?: string; message?: string } };
    if (!response.ok) throw new Error(`${path}: ${value.error}, ${value.message}`);
    return value;
  }
}

const keyDown = (key: string): object => ({ type: 'keyDown', value: KEYS[key] ?? key });
const keyUp = (key: string): object => ({ type: 'keyUp', value: KEYS[key] ?? key });
