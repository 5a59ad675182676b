/** Finds a Chromium for the browser tests, or fetches one. The order is documented in docs/operations.md. */
import { join } from 'node:path';
import { canInstallPackages, installPackages } from './fetched-programs.mjs';
import { Failure } from './failure.mjs';
import { root } from './paths.mjs';
import { findOnPath, isExecutable, run } from './processes.mjs';

/**
 * @param {(note: string) => void} [note]
 * @returns {Promise<{ path: string, from: string }>}
 */
export async function findBrowser(note = () => {}) {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (await isExecutable(named)) return { path: named, from: 'CHROMIUM_PATH' };
    throw new Failure(`CHROMIUM_PATH names ${named}, which is no program.`, {
      hint: 'Correct the variable, or unset it and let the tests look for a browser themselves.',
    });
  }
  const onPath = await chromiumOnPath();
  if (onPath) return { path: onPath, from: 'the PATH' };

  const { chromium } = await import('playwright-core');
  if (await isExecutable(chromium.executablePath()))
    return { path: chromium.executablePath(), from: 'Playwright' };
  note('no browser here yet; asking Playwright for one');
  const cli = join(root, 'node_modules', 'playwright-core', 'cli.js');
  const download = await run(process.execPath, [cli, 'install', '--no-shell', 'chromium'], {
    timeoutMs: 3 * 60_000,
  });
  if (download.code === 0 && (await isExecutable(chromium.executablePath()))) {
    return { path: chromium.executablePath(), from: 'Playwright' };
  }
  if (await canInstallPackages()) {
    note('installing chromium with apt-get (about a minute)');
    await installPackages('chromium');
    const installed = await chromiumOnPath();
    if (installed) return { path: installed, from: 'apt-get' };
  }
  throw new Failure('The browser tests need Chromium or Chrome, and none could be fetched.', {
    hint: [
      'Install one (apt install chromium, brew install --cask chromium), or point to one:',
      '  CHROMIUM_PATH=/path/to/chromium npm test',
    ].join('\n'),
  });
}

const chromiumOnPath = () =>
  findOnPath('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome');

/** Flags of the test browser: no sandbox as root, where Chromium refuses one, and no background network traffic. */
export const browserArguments = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
];
