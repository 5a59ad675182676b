/** What `npm start` and `npm run dev` share about the first sign-in: whether the demo is seeded, and what they print. */
import { readFile } from 'node:fs/promises';
import { demoUser } from './apps.mjs';
import { shown } from './paths.mjs';
import { bold, dim } from './progress.mjs';

/**
 * Whether only this machine can reach the address; the same rule as in the api (SessionSettings).
 * @param {string} url
 */
export const isLocal = (url) =>
  URL.canParse(url) && /^(localhost|.*\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(url).hostname);

/**
 * SEED_DEMO for the api. The demo has a published password, so without the variable it is seeded only where nobody else gets in.
 * @param {NodeJS.ProcessEnv} env
 * @returns {string} what the user has set, which the api validates, or the default
 */
export const seedDemo = ({ SEED_DEMO, PUBLIC_URL }) =>
  SEED_DEMO ?? String(PUBLIC_URL === undefined || isLocal(PUBLIC_URL));

/**
 * How to sign in, by what the api found: no users, the demo, or users of its own.
 * @param {string} log of the api
 * @returns {Promise<string>} one or two lines
 */
export async function howToSignIn(log) {
  const { signIn, setupLink } = await lastSignIn(log);
  if (signIn === 'setup-link') {
    return `${bold('Begin')}    ${setupLink}\n           ${dim('makes the first administrator; works once')}`;
  }
  const lost = 'npm run admin -- you@example.no';
  if (signIn === 'demo') return `${bold('Sign in')}  ${demoUser.email} / ${demoUser.password}`;
  if (signIn === 'users') return `${bold('Sign in')}  with your own user; lost the password? ${lost}`;
  return `${bold('Sign in')}  not known: the api did not say whether there are users; see ${shown(log)}\n           ${dim(`no way in? ${lost}`)}`;
}

/**
 * The last entry of the log that says how to sign in (FirstStart of the api).
 * @param {string} log
 * @returns {Promise<{ signIn?: string, setupLink?: string }>}
 */
async function lastSignIn(log) {
  const text = await readFile(log, 'utf8').catch(() => '');
  for (const line of text.split('\n').toReversed()) {
    if (!line.includes('"signIn":')) continue;
    try {
      return JSON.parse(line);
    } catch {
      // Half a line, or not of our log.
    }
  }
  return {};
}
