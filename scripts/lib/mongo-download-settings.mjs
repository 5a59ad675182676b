/** What the downloader (mongo-download.mjs) and its caller share. */
import { join } from 'node:path';
import { cacheDir } from './paths.mjs';

/** Where the downloader keeps the programs it fetched. */
export const downloadFolder = join(cacheDir, 'mongodb');

/** How long a download may stand still: long enough for a slow handshake, short enough for a machine that can't reach the server. */
export const stalledAfterMs = 10_000;
