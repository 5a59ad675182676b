import 'reflect-metadata';
import { Log, runMigrations } from '@linkflow/platform';
import { migrations } from './migrations';

// Before anything of the app is loaded, so that no code sees documents of an earlier release.
await runMigrations('api', migrations);
// `--migrate`: for a deployment that migrates in a step of its own.
if (process.argv.includes('--migrate')) process.exit(0);

const adminAt = process.argv.indexOf('--admin');
if (adminAt > 0) {
  const { makeAdmin } = await import('./session/admin-command');
  process.exit(await makeAdmin(process.argv.slice(adminAt + 1)));
}

const [{ createApi }, { ApiSettings }, { FirstStart }] = await Promise.all([
  import('./create-api'),
  import('./app.module'),
  import('./session/first-start'),
]);
const app = await createApi();
const { port, host } = app.get(ApiSettings);
// Before the api is ready: `npm start` prints the link when the api answers.
await app.init();
await app.get(FirstStart).announce();
await app.listen(port, host);
app.get(Log).info({ port }, 'serving the API');
