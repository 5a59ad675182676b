import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import getPort from 'get-port';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { choosePorts } from './ports.mjs';

let folder = '';
/** @type {import('node:net').Server[]} */
let servers = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'linkflow-ports-'));
});
afterEach(async () => {
  for (const server of servers) server.close();
  servers = [];
  await rm(folder, { recursive: true });
});

/** @param {number} port */
const occupy = (port) =>
  new Promise((resolve) => {
    const server = createServer();
    servers.push(server);
    server.listen(port, '127.0.0.1', () => resolve(undefined));
  });

it('takes the preferred port, or another when someone listens there', async () => {
  const preferred = await getPort();
  expect(await choosePorts({ api: preferred })).toEqual({ api: preferred });
  await occupy(preferred);
  expect((await choosePorts({ api: preferred })).api).not.toBe(preferred);
});

it('remembers the first choice, and returns to it after a start on which it was taken', async () => {
  const file = join(folder, 'ports.json');
  const first = await choosePorts({ api: undefined, click: undefined }, file);
  expect(first.api).not.toBe(first.click);
  expect(await choosePorts({ api: undefined, click: undefined }, file)).toEqual(first);

  await occupy(first.api ?? 0);
  const makeshift = await choosePorts({ api: undefined, click: undefined }, file);
  expect(makeshift.click).toBe(first.click);
  expect(makeshift.api).not.toBe(first.api);
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(first);
});

it('takes what is required, or says which variable is wrong', async () => {
  const port = await getPort();
  const file = join(folder, 'ports.json');
  expect(await choosePorts({ api: 4400 }, file, { api: String(port) })).toEqual({ api: port });
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({});
  await occupy(port);
  await expect(choosePorts({ api: 4400 }, undefined, { api: String(port) })).rejects.toMatchObject({
    hint: 'Set API_PORT to another one, or unset it.',
  });
});
