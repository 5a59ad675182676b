/**
 * `npm run admin -- ADDRESS [NAME]`: makes an administrator, or makes an existing user one, and prints a one-time link to choose a
 * password. Works on the database at MONGODB_URI, or on that of this checkout while `npm start` runs.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { appEnvironment, loadSecrets } from './lib/apps.mjs';
import { buildTargets, entryOf } from './lib/build.mjs';
import { runningStart } from './lib/data-folder.mjs';
import { Failure } from './lib/failure.mjs';
import { runScript } from './lib/lifecycle.mjs';
import { privateDir } from './lib/paths.mjs';

await runScript(async (lifecycle) => {
  const [email, ...name] = process.argv.slice(2);
  if (!email?.includes('@')) throw new Failure('Name the user: npm run admin -- ADDRESS [NAME]');
  await buildTargets(['api']);
  const env = process.env.MONGODB_URI ? process.env : await environmentOfStart();
  // The api makes the link; it says everything else in its log.
  const more = { SEED_DEMO: 'false', LOG_LEVEL: 'error' };
  const args = [entryOf('api'), '--admin', email, ...name];
  await lifecycle.end(await lifecycle.run(process.execPath, args, { ...env, ...more }));
});

/** The environment of the system that `npm start` runs in this checkout. */
async function environmentOfStart() {
  const running = await runningStart();
  if (!running?.url) {
    throw new Failure('There is no database to work on.', {
      hint: 'Run npm start in another terminal first, or set MONGODB_URI, REDIS_URL, PUBLIC_URL, SESSION_SECRET and LINK_KEYS.',
    });
  }
  const data = join(privateDir, 'data');
  const ports = JSON.parse(await readFile(join(data, 'ports.json'), 'utf8'));
  return appEnvironment({
    services: {
      mongoUri: `mongodb://127.0.0.1:${ports.mongo}/linkflow?replicaSet=rs0`,
      redisUrl: `redis://127.0.0.1:${ports.redis}`,
    },
    ports,
    secrets: await loadSecrets(join(data, 'keys.json')),
    journal: join(data, 'journal'),
    more: { PUBLIC_URL: running.url },
  });
}
