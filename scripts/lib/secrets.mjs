/** Keys of this checkout: made once, then kept, so that links in old mails and open sessions stay valid. */
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';

/** @typedef {{ linkKeys: string, sessionSecret: string }} Secrets */

/** @returns {Secrets} */
export const newSecrets = () => ({
  linkKeys: `k1:${randomBytes(32).toString('hex')}`,
  sessionSecret: randomBytes(32).toString('hex'),
});

/**
 * @param {string} file
 * @returns {Promise<Secrets>}
 */
export async function keptSecrets(file) {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text) return JSON.parse(text);
  const secrets = newSecrets();
  await writeFile(file, JSON.stringify(secrets, null, 2) + '\n', { mode: 0o600 });
  return secrets;
}
