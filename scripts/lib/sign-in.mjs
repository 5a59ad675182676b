/** For `npm start` and `npm run dev`: whether the demo is seeded, and the lines that tell how to sign in. */
import { readFile } from 'node:fs/promises';
import { demoUser } from './apps.mjs';
import { shown } from './paths.mjs';
import { bold, dim } from './progress.mjs';

/**
 * Returns whether only this machine can reach the address. Must agree with `SessionSettings.isLocal` of the api.
 * @param {string} url
 */
export const isLocal = (url) =>
  URL.canParse(url) && /^(localhost|.*\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(url).hostname);

/**
 * Returns SEED_DEMO for the api: the user's value (the api validates it) or a default. The password of the demo user is published, so
 * by default the demo is seeded only if no other machine can reach PUBLIC_URL.
 * @param {NodeJS.ProcessEnv} env
 * @returns {string}
 */
export const seedDemo = ({ SEED_DEMO, PUBLIC_URL }) =>
  SEED_DEMO ?? String(PUBLIC_URL === undefined || isLocal(PUBLIC_URL));

/**
 * Returns the text that tells how to sign in. It depends on the state that the api logged: no users, the demo user, or own users.
 * @param {string} log path of the api's log
 * @returns {Promise<string>} one or two lines
 */
export async function howToSignIn(log) {
  const { signIn, setupLink } = await lastSignIn(log);
  if (signIn === 'setup-link') {
    return `${bold('Begin')}    ${setupLink}\n           ${dim('makes the first administrator; works once')}`;
  }
  const lost = 'npm run admin -- you@example.no';
  if (signIn === 'demo') return `${bold('Sign in')}  ${demoUser.email} / ${demoUser.password}`;
  if (signIn === 'oidc') {
    return `${bold('Sign in')}  with your OpenID Connect provider\n           ${dim(`nobody is an administrator? ${lost}`)}`;
  }
  if (signIn === 'users') return `${bold('Sign in')}  with your own user; lost the password? ${lost}`;
  return `${bold('Sign in')}  not known: the api did not say whether there are users; see ${shown(log)}\n           ${dim(`no way in? ${lost}`)}`;
}

/**
 * Returns the last log entry about signing in, which `FirstStart` of the api has written.
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
      // The line is cut off or is no log entry. Continue with the line before it.
    }
  }
  return {};
}
