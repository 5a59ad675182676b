import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import { median, type Figure } from './median';

const ROUNDS = 5;
const SECONDS = 4;
const CONNECTIONS = 64;

/**
 * (a) Tracked URLs with every click queued, against a bare Fastify redirect: alternating, so that both meet the same machine.
 * No worker runs meanwhile: what a click costs on its way into the queue is asked, and bare Fastify has no work behind it.
 */
export async function benchClicks(clickUrl: string, paths: string[]): Promise<Figure> {
  const port = 4_555;
  const bare = spawn(process.execPath, ['--import', 'tsx', program('bare-fastify.ts'), String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(bare.stdout, 'data');
  const ratios: number[] = [];
  const ours: number[] = [];
  const theirs: number[] = [];
  try {
    await load(clickUrl, paths, 2);
    await load(`http://127.0.0.1:${port}`, paths, 2);
    for (let round = 0; round < ROUNDS; round += 1) {
      const reference = await load(`http://127.0.0.1:${port}`, paths, SECONDS);
      const measured = await load(clickUrl, paths, SECONDS);
      theirs.push(reference);
      ours.push(measured);
      ratios.push(measured / reference);
    }
  } finally {
    bare.kill('SIGKILL');
  }
  return {
    name: '(a) clicks answered and queued / bare Fastify 302',
    value: median(ratios),
    unit: 'ratio',
    aim: { atLeast: 0.4 },
    detail: `${Math.round(median(ours))} against ${Math.round(median(theirs))} requests a second, ${CONNECTIONS} connections`,
  };
}

async function load(origin: string, paths: string[], seconds: number): Promise<number> {
  const result = await autocannon({
    url: origin,
    connections: CONNECTIONS,
    duration: seconds,
    requests: paths.slice(0, 500).map((path) => ({ method: 'GET' as const, path })),
  });
  if (result.errors + result.timeouts + result['4xx'] + result['5xx'] > 0) {
    throw new Error(
      `Answers that are no redirect: ${JSON.stringify({ e: result.errors, t: result.timeouts, '4xx': result['4xx'], '5xx': result['5xx'] })}`,
    );
  }
  return result.requests.average;
}

export const program = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
