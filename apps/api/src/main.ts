import 'reflect-metadata';
import { Log } from '@linkflow/platform';
import { ApiSettings } from './api.config';
import { createApi } from './create-api';

const app = await createApi();
const { port, host } = app.get(ApiSettings);
await app.listen(port, host);
app.get(Log).info({ port }, 'serving the API');
