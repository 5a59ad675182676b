import 'reflect-metadata';
import { Log, runMigrations } from '@linkflow/platform';
import { migrations } from './migrations';

// Before anything of the app is loaded, so that no code sees documents of an earlier release.
await runMigrations('api', migrations);
// `--migrate`: for a deployment that migrates in a step of its own.
if (process.argv.includes('--migrate')) process.exit(0);

const [{ createApi }, { ApiSettings }] = await Promise.all([import('./create-api'), import('./app.module')]);
const app = await createApi();
const { port, host } = app.get(ApiSettings);
await app.listen(port, host);
app.get(Log).info({ port }, 'serving the API');
