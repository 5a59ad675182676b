import { readdir, readFile } from 'node:fs/promises';
import { get, type IncomingHttpHeaders } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build, uiDir } from '../../scripts/lib/build.mjs';
import { testEnvironment } from '../support';
import { startApi } from './api.fixture';

const environment = testEnvironment('ui_assets');
let app: NestFastifyApplication;
let url: string;
/** Names of the built files in `assets`. */
let assets: string[];

beforeAll(async () => {
  await build(['ui']);
  assets = await readdir(join(uiDir, 'assets'));
  ({ app, url } = await startApi(environment, { SEED_DEMO: 'false', UI_DIR: uiDir }));
}, 180_000);
afterAll(async () => {
  await app?.close();
  await environment.dispose();
});

interface Answer {
  status: number | undefined;
  headers: IncomingHttpHeaders;
  /** As transferred, without decompression. */
  body: Buffer;
}

const request = (path: string, headers: Record<string, string>): Promise<Answer> =>
  new Promise((resolve, reject) => {
    get(url + path, { headers }, (answer) => {
      buffer(answer).then(
        (body) => resolve({ status: answer.statusCode, headers: answer.headers, body }),
        reject,
      );
    }).on('error', reject);
  });

/** Path and content of the largest built file with this ending. */
async function largest(ending: string): Promise<{ path: string; content: Buffer }> {
  const files = await Promise.all(
    assets
      .filter((name) => name.endsWith(ending))
      .map(async (name) => ({
        path: `/assets/${name}`,
        content: await readFile(join(uiDir, 'assets', name)),
      })),
  );
  const [first] = files.toSorted((a, b) => b.content.length - a.content.length);
  if (!first) throw new Error(`the build has no file *${ending}`);
  return first;
}

const ONE_YEAR = 'public, max-age=31536000, immutable';

describe('a built file of the ui', () => {
  it.each([
    ['.js', 'application/javascript; charset=utf-8'],
    ['.css', 'text/css; charset=utf-8'],
  ])('%s is sent as brotli to a browser, at less than a third of its size', async (ending, type) => {
    const { path, content } = await largest(ending);
    const { status, headers, body } = await request(path, { 'accept-encoding': 'gzip, deflate, br, zstd' });
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-encoding': 'br',
      'content-type': type,
      'content-length': String(body.length),
      vary: expect.stringMatching(/accept-encoding/i),
      'cache-control': ONE_YEAR,
    });
    expect(brotliDecompressSync(body).equals(content)).toBe(true);
    expect(body.length).toBeLessThan(content.length / 3);
  });

  it('is sent as gzip to a client without brotli', async () => {
    const { path, content } = await largest('.js');
    const { headers, body } = await request(path, { 'accept-encoding': 'gzip, br;q=0' });
    expect(headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(body).equals(content)).toBe(true);
    expect(body.length).toBeLessThan(content.length / 2);
  });

  it.each<Record<string, string>>([{}, { 'accept-encoding': 'identity' }, { 'accept-encoding': 'zstd' }])(
    'is sent as it is with the request headers %j',
    async (accepted) => {
      const { path, content } = await largest('.js');
      const { headers, body } = await request(path, accepted);
      expect(headers).not.toHaveProperty('content-encoding');
      expect(headers.vary).toMatch(/accept-encoding/i);
      expect(body.equals(content)).toBe(true);
    },
  );

  it('has another entity tag in each encoding, and is not sent again to a browser that has it', async () => {
    const { path } = await largest('.js');
    const [brotli, plain] = await Promise.all([
      request(path, { 'accept-encoding': 'br' }),
      request(path, { 'accept-encoding': 'identity' }),
    ]);
    expect(brotli.headers.etag).not.toBe(plain.headers.etag);
    const again = await request(path, {
      'accept-encoding': 'br',
      'if-none-match': brotli.headers.etag ?? '',
    });
    expect([again.status, again.body.length]).toEqual([304, 0]);
  });

  it('has no further URL for its compressed copies', async () => {
    const { path } = await largest('.js');
    for (const copy of ['.br', '.gz']) {
      expect(assets).toContain(`${path.slice('/assets/'.length)}${copy}`);
      expect((await request(path + copy, {})).status).toBe(404);
    }
  });

  it('is sent as it is if it is a font, which is compressed already', async () => {
    const { path, content } = await largest('.woff2');
    const { headers, body } = await request(path, { 'accept-encoding': 'gzip, br' });
    expect(headers).toMatchObject({ 'content-type': 'font/woff2', 'cache-control': ONE_YEAR });
    expect(headers).not.toHaveProperty('content-encoding');
    expect(body.equals(content)).toBe(true);
  });
});

describe('the start page', () => {
  it.each(['/', '/links/some-id'])('is compressed and revalidated at %s', async (path) => {
    const { status, headers, body } = await request(path, {
      accept: 'text/html',
      'accept-encoding': 'gzip, br',
    });
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-encoding': 'br',
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
    });
    expect(brotliDecompressSync(body).toString()).toContain('<div id="root">');
  });
});
