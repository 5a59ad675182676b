import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testEnvironment, until } from '../support';
import { ObservedApps } from './observed-apps.fixture';

const environment = testEnvironment('metrics');
let scene: ObservedApps;

beforeAll(async () => {
  scene = await ObservedApps.start(environment, { CLICK_HOST: '0.0.0.0' });
}, 180_000);
afterAll(async () => {
  await scene?.stop();
  await environment.dispose();
});

/** Returns the metrics of an app. The key is the name with its labels, as Prometheus's text format writes them. */
async function numbersOf(url: string): Promise<Map<string, number>> {
  const answer = await fetch(`${url}/metrics`);
  expect(answer.headers.get('content-type')).toContain('text/plain');
  const lines = (await answer.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [
      line
        .slice(0, line.lastIndexOf(' '))
        .replace(/,?app="\w+"/, '')
        .replace('{}', ''),
      Number(line.slice(line.lastIndexOf(' ') + 1)),
    ]),
  );
}

describe('/metrics', () => {
  it('counts clicks from acceptance to the end of their runs', async () => {
    const link = await scene.aLink();
    const known = await Promise.all([scene.aRecipient(), scene.aRecipient(), scene.aRecipient()]);
    for (const recipient of known) expect((await scene.click(link, recipient)).status).toBe(302);
    expect((await scene.click(link, 'f'.repeat(24))).status, 'unknown, and set aside later').toBe(302);
    expect((await fetch(`${scene.apps.clickUrl}/c/nonsense`)).status).toBe(404);
    await until(async () => (await scene.runs.countDocuments({ status: 'succeeded' })) === 3);

    const click = await numbersOf(scene.apps.clickUrl);
    expect(click.get('linkflow_clicks_accepted_total{kind="click"}')).toBe(4);
    expect(click.get('linkflow_answers_total{kind="click"}')).toBe(4);
    expect(click.get('linkflow_answers_total{kind="unknown"}')).toBe(1);
    expect(click.get('linkflow_clicks_lost_total')).toBe(0);
    expect(click.get('linkflow_journal_full')).toBe(0);
    expect(click.get('linkflow_clicks_in_memory')).toBe(0);
    expect(click.get('linkflow_return_scripts_suspended')).toBe(0);

    const worker = await until(async () => {
      const numbers = await numbersOf(scene.apps.workerUrl);
      return numbers.get('linkflow_clicks_recorded_total{outcome="set-aside"}') === 1 && numbers;
    });
    expect(worker.get('linkflow_clicks_recorded_total{outcome="recorded"}')).toBe(3);
    expect(worker.get('linkflow_runs_ended_total{status="succeeded"}')).toBe(3);
    expect(worker.get('linkflow_steps_total{type="split",outcome="succeeded"}')).toBe(6);
    expect(worker.get('linkflow_step_seconds_count{type="split"}')).toBe(6);
    expect(worker.get('linkflow_trigger_to_end_seconds_count')).toBe(3);
    expect(worker.get('linkflow_trigger_to_end_seconds_bucket{le="+Inf"}')).toBe(3);
    expect(worker.get('linkflow_leases_lost_total')).toBe(0);
    expect(worker.get('linkflow_batch_size_count{kind="insert"}')).toBeGreaterThan(0);
    for (const numbers of [click, worker]) {
      expect(numbers.get('process_resident_memory_bytes')).toBeGreaterThan(0);
      expect(numbers.has('nodejs_eventloop_lag_p99_seconds')).toBe(true);
    }
  });

  it('answers recipients like an unknown address', async () => {
    const unknown = await (await fetch(`${scene.apps.clickUrl}/nothing`)).text();
    const proxied = await fetch(`${scene.apps.clickUrl}/metrics`, {
      headers: { 'x-forwarded-for': '203.0.113.9' },
    });
    expect(proxied.status).toBe(404);
    expect(await proxied.text()).toBe(unknown);

    const outside = Object.values(networkInterfaces())
      .flat()
      .find((one) => one?.family === 'IPv4' && !one.internal);
    if (outside) {
      const { port } = new URL(scene.apps.clickUrl);
      const answer = await fetch(`http://${outside.address}:${port}/metrics`);
      expect(answer.status).toBe(404);
      expect(await answer.text()).toBe(unknown);
    }
  });

  it('requires the token if one is configured', async () => {
    const token = 'metrics-token-of-this-test';
    await scene.apps.restart('click', { METRICS_TOKEN: token });
    const ask = (headers: Record<string, string> = {}): Promise<Response> =>
      fetch(`${scene.apps.clickUrl}/metrics`, { headers });
    expect((await ask()).status).toBe(404);
    expect((await ask({ authorization: 'Bearer something-else' })).status).toBe(404);
    const shown = await ask({ authorization: `Bearer ${token}`, 'x-forwarded-for': '203.0.113.9' });
    expect(shown.status).toBe(200);
    expect(await shown.text()).toContain('linkflow_clicks_lost_total');
  });
});
