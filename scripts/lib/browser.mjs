/** Finds a Chromium for the browser tests, or fetches one. The order is documented in docs/operations.md. */
import { execa } from 'execa';
import { chromium } from 'playwright-core';
import { root } from './paths.mjs';
import { aptSource, findProgram } from './programs.mjs';

/** @param {(note: string) => void} [note] */
export const findBrowser = (note = () => {}) =>
  findProgram(
    {
      name: 'Chromium or Chrome',
      variable: 'CHROMIUM_PATH',
      version: /(?<number>\d+(\.\d+)+)/,
      oldest: '100',
      sources: [
        { from: 'the PATH', find: chromiumOnPath },
        { from: 'Playwright', find: () => chromium.executablePath() },
        { from: 'Playwright', note: 'no browser here yet; asking Playwright for one', find: download },
        ...aptSource('chromium', chromiumOnPath),
      ],
      hint: [
        'The browser tests need one. Install it (apt install chromium, brew install --cask chromium), or point to one:',
        '  CHROMIUM_PATH=/path/to/chromium npm test',
      ].join('\n'),
    },
    note,
  );

async function chromiumOnPath() {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
  const command = names.map((name) => `command -v ${name}`).join(' || ');
  return (await execa(command, { shell: true, reject: false })).stdout;
}

async function download() {
  const options = { preferLocal: true, localDir: root, timeout: 3 * 60_000 };
  await execa('playwright-core', ['install', '--no-shell', 'chromium'], options);
  return chromium.executablePath();
}

/** Flags of the test browser. They disable background network traffic and, for root, the sandbox: Chromium refuses to run it as root. */
export const browserArguments = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
];
