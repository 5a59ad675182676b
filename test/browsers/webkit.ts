import { spawn, type ChildProcess } from 'node:child_process';
import { execa } from 'execa';
import { choosePorts } from '../../scripts/lib/ports.mjs';
import { stopChild } from '../../scripts/lib/processes.mjs';
import { until } from '../support';
import { MissingBrowser, type RunningBrowser, type Tab } from './tab';

const LIMIT_MS = 30_000;
/** Name of the property in which WebDriver answers with an element. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';
const WEB_DRIVER = 'WebKitWebDriver';

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
  const args = ['-displayfd', '3', '-screen', '0', '1440x900x24', '-nolisten', 'tcp'];
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
  readonly errors: string[] = [];
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
    return capabilities.browserVersion;
  }

  async end(): Promise<void> {
    await this.send('DELETE', this.session);
  }

  async open(url: string): Promise<void> {
    await this.send('POST', `${this.session}/url`, { url });
  }

  evaluate(expression: string): Promise<unknown> {
    return this.send('POST', `${this.session}/execute/sync`, { script: `return ${expression}`, args: [] });
  }

  async click(selector: string): Promise<void> {
    await this.send('POST', `${this.session}/element/${await this.find(selector)}/click`, {});
  }

  async type(selector: string, text: string): Promise<void> {
    await this.send('POST', `${this.session}/element/${await this.find(selector)}/value`, { text });
  }

  private async find(selector: string): Promise<string> {
    const body = { using: 'css selector', value: selector };
    const found = await this.send<Record<string, string>>('POST', `${this.session}/element`, body);
    const id = found[ELEMENT];
    if (id === undefined) throw new Error(`WebDriver answered no element for ${selector}`);
    return id;
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
