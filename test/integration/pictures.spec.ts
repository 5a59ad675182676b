import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DEMO_USER, signIn, startApps, testEnvironment, type ApiClient, type RunningApps } from '../support';

/** Uploads pictures to the api, and loads them from apps/click as a mail program does. */
const environment = testEnvironment('pictures');
let apps: RunningApps;
let api: ApiClient;

beforeAll(async () => {
  apps = await startApps({ environment, seedDemo: true });
  api = await signIn(apps.apiUrl);
}, 120_000);
afterAll(async () => {
  await apps?.stop();
  await environment.dispose();
});

const photo = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#14614b' } })
    .jpeg()
    .toBuffer();

async function upload(body: Buffer, { type = 'image/jpeg', name = 'hus.jpg', client = api } = {}) {
  const response = await fetch(`${apps.apiUrl}/api/pictures?name=${encodeURIComponent(name)}`, {
    method: 'POST',
    headers: { cookie: client.cookie, 'content-type': type, origin: apps.apiUrl },
    body: new Uint8Array(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

it('serves an uploaded picture without a session, in the size of its place, to be kept for ever', async () => {
  const { status, body } = await upload(await photo(1_500, 900));
  expect([status, body.width, body.height, body.name]).toEqual([201, 1_500, 900, 'hus.jpg']);
  const id = String(body.id);
  const shown = await fetch(`${apps.clickUrl}/i/${id}/300`);
  expect(shown.status).toBe(200);
  expect(Object.fromEntries(shown.headers)).toMatchObject({
    'content-type': 'image/jpeg',
    'cache-control': 'public, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
  });
  expect(shown.headers.get('set-cookie')).toBeNull();
  const { width } = await sharp(Buffer.from(await shown.arrayBuffer())).metadata();
  expect(width).toBe(640);
});

it('stores the same picture once', async () => {
  const bytes = await photo(50, 50);
  const [first, second] = [await upload(bytes), await upload(bytes, { name: 'other.jpg' })];
  expect(second.body.id).toBe(first.body.id);
  expect(second.body.name).toBe('hus.jpg');
});

it.each([
  ['has another content type', 400, 'body.malformed', Buffer.from('GIF89a'), 'application/zip'],
  ['is no picture', 400, 'validation.failed', Buffer.from('<svg/>'), 'image/png'],
  ['is too large', 413, 'body.too-large', Buffer.alloc(10_000_001), 'image/png'],
])('refuses a file that %s', async (_name, status, code, body, type) => {
  expect(await upload(body, { type })).toMatchObject({ status, body: { code } });
});

it('refuses uploads of viewers, and of other sites', async () => {
  const viewer = await signIn(apps.apiUrl, { ...DEMO_USER, email: 'sara@example.no' });
  expect(await upload(await photo(9, 9), { client: viewer })).toMatchObject({ status: 403 });
  const foreign = await fetch(`${apps.apiUrl}/api/pictures?name=a`, {
    method: 'POST',
    headers: { cookie: api.cookie, 'content-type': 'image/png', origin: 'https://elsewhere.example' },
    body: new Uint8Array(await photo(9, 9)),
  });
  expect(foreign.status).toBe(403);
});

it.each(['0'.repeat(64), 'nonsense'])('answers 404 for a picture that does not exist: %s', async (id) => {
  expect((await fetch(`${apps.clickUrl}/i/${id}/300`)).status).toBe(404);
});

it('serves the icons of social networks, to be kept for ever', async () => {
  const icon = await fetch(`${apps.clickUrl}/i/social/linkedin.png`);
  expect([icon.status, icon.headers.get('content-type')]).toEqual([200, 'image/png']);
  expect(icon.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  const { width, height } = await sharp(Buffer.from(await icon.arrayBuffer())).metadata();
  expect([width, height]).toEqual([56, 56]);
  expect((await fetch(`${apps.clickUrl}/i/social/unknown.png`)).status).toBe(404);
});
