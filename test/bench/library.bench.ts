import mongoose from 'mongoose';
import { ROUTES } from '@linkflow/contracts';
import { newId } from '@linkflow/platform';
import { signIn, type ApiClient, type RunningApps, type TestEnvironment } from '../support';
import type { Figure } from './median';
import { benchRequests, type PathOf } from './requests';

const LINKS = 10_000;
const FOLDERS = 500;
const REQUESTS = 60;
const BULK = 5_000;

/** Measures the lists of a library with 10,000 links in 500 folders. Reports the 95th percentile of API requests, one at a time. */
export async function benchLibrary(apps: RunningApps, environment: TestEnvironment): Promise<Figure[]> {
  const connection = await mongoose.createConnection(environment.mongoUri).asPromise();
  try {
    const api = await signIn(apps.apiUrl);
    const folders = await fill(api, connection);
    const paths: [name: string, path: PathOf][] = [
      ['all', () => '/api/links?pageSize=50'],
      ['a later page', (n) => `/api/links?pageSize=50&page=${(n % 100) + 100}`],
      ['by name', () => '/api/links?pageSize=50&sort=name'],
      ['by clicks', () => '/api/links?pageSize=50&sort=-clicks'],
      ['mine', () => '/api/links?pageSize=50&view=mine'],
      ['recent', () => '/api/links?pageSize=50&view=recent'],
      ['a folder', (n) => `/api/links?pageSize=50&folderId=${folders[n % FOLDERS] ?? ''}`],
      ['a search', (n) => `/api/links?pageSize=50&q=kobling%20${n}`],
      ['the folders', () => '/api/folders'],
    ];
    const lists = paths.map(([part, path]) => ({
      name: `library of 10,000 links in 500 folders, ${part}`,
      path,
    }));
    return await benchRequests(api, lists, { requests: REQUESTS });
  } finally {
    await connection.close();
  }
}

/** Copies a link and a folder in MongoDB. Returns the ids of the folders. */
async function fill(api: ApiClient, connection: mongoose.Connection): Promise<string[]> {
  const { id } = await api.call(ROUTES.links.create, {
    body: { name: 'Kobling', url: 'https://example.com' },
  });
  const folder = await api.call(ROUTES.folders.create, { body: { name: 'Mappe' } });
  const folders = connection.collection<{ _id: string }>('folders');
  const links = connection.collection<{ _id: string }>('links');
  const [aFolder, aLink] = [await folders.findOne({ _id: folder.id }), await links.findOne({ _id: id })];
  const ids = Array.from({ length: FOLDERS }, newId);
  await folders.insertMany(
    // Ten at the top, with seven in each, and so on.
    ids.map((_id, n) => ({
      ...aFolder,
      _id,
      name: `Mappe ${n}`,
      parentId: n < 10 ? null : (ids[Math.floor(n / 8)] ?? null),
    })),
  );
  const copies = Array.from({ length: LINKS }, (_, n) => ({
    ...aLink,
    _id: newId(),
    name: `Kobling ${n}`,
    folderId: ids[n % FOLDERS],
    updatedAt: new Date(Date.now() - n * 60_000),
  }));
  for (let from = 0; from < LINKS; from += BULK) await links.insertMany(copies.slice(from, from + BULK));
  return ids;
}
