import 'reflect-metadata';
import { Log, hasPendingMigrations, runMigrations } from '@linkflow/platform';
import { migrations } from './migrations';

const reconcileAt = process.argv.indexOf('--reconcile');
// A report changes nothing, so it does not migrate the database of an earlier release that may still run.
if (reconcileAt > 0 && (await hasPendingMigrations(migrations))) {
  process.stderr.write(
    '\n  The database lacks migrations of this release: upgrade first (docs/upgrade.md).\n\n',
  );
  process.exit(2);
}

// Migrations run before any other code of the app is loaded, so that no code reads documents of an earlier release.
await runMigrations('api', migrations);
// `--migrate` only migrates, for deployments that run migrations as a separate step.
if (process.argv.includes('--migrate')) process.exit(0);

const adminAt = process.argv.indexOf('--admin');
if (adminAt > 0) {
  const { makeAdmin } = await import('./session/admin-command');
  process.exit(await makeAdmin(process.argv.slice(adminAt + 1)));
}

if (reconcileAt > 0) {
  const { reconcile } = await import('./ops/reconcile-command');
  process.exit(await reconcile(process.argv.slice(reconcileAt + 1)));
}

const [{ createApi }, { ApiSettings }, { FirstStart }] = await Promise.all([
  import('./create-api'),
  import('./app.module'),
  import('./session/first-start'),
]);
const app = await createApi();
const { port, host } = app.get(ApiSettings);
// Announced before the api listens: `npm start` prints the sign-in link as soon as the api answers.
await app.init();
await app.get(FirstStart).announce();
await app.listen(port, host);
app.get(Log).info({ port }, 'serving the API');
