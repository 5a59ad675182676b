import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trustedProxies } from '@linkflow/platform';
import { testEnvironment } from '../support';
import { startApi } from './api.fixture';

const environment = testEnvironment('docker_door');
let app: NestFastifyApplication;
let door: Server;

const textOf = (name: string) => readFile(new URL(`../../${name}`, import.meta.url), 'utf8');
const group = (text: string, pattern: RegExp): string => pattern.exec(text)?.[1] ?? '';

beforeAll(async () => {
  const started = await startApi(environment, { SEED_DEMO: 'false', TRUSTED_PROXIES: 'loopback' });
  app = started.app;
  const written = group(await textOf('docker/door.conf'), /^proxy_set_header X-Forwarded-For (\S+);$/m);
  door = proxyTo(started.url, written);
  await once(door.listen(0, '127.0.0.1'), 'listening');
}, 60_000);
afterAll(async () => {
  door?.close();
  await app?.close();
  await environment.dispose();
});

/** Creates a proxy that sets X-Forwarded-For as nginx does. `value`: the nginx variable in docker/door.conf. */
function proxyTo(url: string, value: string): Server {
  return createServer((incoming, answer) => {
    const remote = incoming.socket.remoteAddress ?? '';
    const given = incoming.headers['x-forwarded-for'];
    const variables: Record<string, string> = {
      $remote_addr: remote,
      $proxy_add_x_forwarded_for: given ? `${String(given)}, ${remote}` : remote,
    };
    const forwarded = variables[value];
    if (forwarded === undefined) throw new Error(`No such variable: ${value}`);
    const { method, headers } = incoming;
    const options = { method, headers: { ...headers, 'x-forwarded-for': forwarded } };
    const outgoing = request(new URL(incoming.url ?? '', url), options, (response) => {
      answer.writeHead(response.statusCode ?? 500, response.headers);
      response.pipe(answer);
    });
    incoming.pipe(outgoing);
  });
}

describe('the way in of docker compose', () => {
  it('delays a guesser who writes another address into each request', async () => {
    const { port } = door.address() as AddressInfo;
    const statuses: number[] = [];
    for (let attempt = 1; attempt <= 8; attempt += 1) {
      const answer = await fetch(`http://127.0.0.1:${port}/api/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-forwarded-for': `192.0.2.${attempt}` },
        body: JSON.stringify({ email: 'nobody@firma.no', password: 'gjetning' }),
      });
      statuses.push(answer.status);
    }
    expect(statuses.at(-1)).toBe(429);
  });

  it('passes clicks to one of two processes, and asks the other if the first does not answer', async () => {
    const compose = await textOf('docker-compose.yml');
    expect(group(compose, /^ {2}click:\n(?: {4}.*\n)*? {4}deploy: \{ replicas: (\d+) \}$/m)).toBe('2');
    expect(group(compose, /^x-app: &app\n {2}restart: (\S+)$/m)).toBe('unless-stopped');
    const clicks = group(await textOf('docker/door.conf'), /(listen 4401;[\s\S]+)$/);
    expect(clicks).toMatch(/proxy_next_upstream error timeout;/);
  });

  it('is the only network that the api trusts, beside its own machine', async () => {
    const compose = await textOf('docker-compose.yml');
    const resolved = compose.replaceAll(/\$\{SUBNET:-([^}]+)\}/g, '$1');
    const subnet = group(resolved, /^ +- subnet: (\S+)$/m);
    expect(subnet).toMatch(/^\d+\.\d+\.\d+\.0\/24$/);
    const trusted = group(resolved, /^ +TRUSTED_PROXIES: (\S+)$/m);
    expect(trustedProxies({ TRUSTED_PROXIES: trusted })).toEqual([subnet, 'loopback']);
    // .env.example must contain the same default subnet as docker-compose.yml.
    expect(group(await textOf('.env.example'), /^SUBNET=(\S+)$/m)).toBe(subnet);
    expect(
      group(await textOf('docker/door.conf'), /comes from the first address of the network: (\S+)$/m),
    ).toBe(subnet.replace('.0/24', '.1'));
  });
});

it('docker-compose.yml reads only settings that .env.example contains and docs/operations.md describes', async () => {
  const [compose, example, operations] = await Promise.all(
    ['docker-compose.yml', '.env.example', 'docs/operations.md'].map(textOf),
  );
  const names = [...(compose ?? '').matchAll(/\$\{(\w+)/g)].map(([, name = '']) => name);
  const current = names.filter((name) => !name.startsWith('HOUSE_'));
  expect(current.length).toBeGreaterThan(20);
  expect(current.filter((name) => !example?.includes(`\n${name}=`))).toEqual([]);
  expect(current.filter((name) => !operations?.includes(name))).toEqual([]);
});
