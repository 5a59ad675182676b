import 'reflect-metadata';
import { Log, runMigrations } from '@linkflow/platform';
import { migrations } from './migrations';

// Before anything of the app is loaded, so that no code sees documents of an earlier release.
await runMigrations('api', migrations);
// `--migrate`: for a deployment that migrates in a step of its own.
if (process.argv.includes('--migrate')) process.exit(0);

const [{ createApi }, { ApiSettings }, { FirstStart }] = await Promise.all([
  import('./create-api'),
  import('./app.module'),
  import('./session/first-start'),
]);
const app = await createApi();
// `--admin ADDRESS [NAME]`: makes or resets an administrator and prints the link to choose a password. Serves nothing.
const adminAt = process.argv.indexOf('--admin');
if (adminAt > 0) {
  const [email = '', ...name] = process.argv.slice(adminAt + 1);
  process.exit(await makeAdmin(email, name.join(' ') || undefined));
}
const { port, host } = app.get(ApiSettings);
// Before the api is ready, so that whoever started it finds the link in the log.
await app.init();
await app.get(FirstStart).announce();
await app.listen(port, host);
app.get(Log).info({ port }, 'serving the API');

/** @returns exit code */
async function makeAdmin(email: string, name: string | undefined): Promise<number> {
  try {
    await app.init();
    const link = await app.get(FirstStart).admin(email, name);
    process.stdout.write(
      `\n  Open this link to choose a password. It works once, within a day or, for a new user, a week:\n  ${link}\n\n`,
    );
    return 0;
  } catch (error) {
    process.stderr.write(`\n  ${error instanceof Error ? error.message : String(error)}\n\n`);
    return 1;
  }
}
