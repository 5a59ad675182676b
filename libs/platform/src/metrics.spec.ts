import { describe, expect, it } from 'vitest';
import { Metrics } from './metrics';
import { metricsGuard } from './metrics-endpoint';

const textOf = async (metrics: Metrics): Promise<string> => (await metrics.text()).body;
const linesOf = async (metrics: Metrics): Promise<string[]> =>
  (await textOf(metrics)).split('\n').filter((line) => line.startsWith('linkflow_'));

describe('Metrics', () => {
  it('exposes counters by their labels, and reading them changes nothing', async () => {
    const metrics = new Metrics('test');
    const clicks = metrics.counter('linkflow_clicks_total', 'Clicks.');
    const steps = metrics.counters('linkflow_steps_total', 'Steps.', ['type', 'outcome']);
    clicks.add();
    clicks.add(2);
    steps.of('set-field', 'done').add();
    steps.of('set-field', 'done').add();
    steps.of('wait', 'wait').add();
    metrics.counterFrom('linkflow_lost_total', 'Lost.', () => 7);
    const expected = [
      'linkflow_clicks_total{app="test"} 3',
      'linkflow_steps_total{type="set-field",outcome="done",app="test"} 2',
      'linkflow_steps_total{type="wait",outcome="wait",app="test"} 1',
      'linkflow_lost_total{app="test"} 7',
    ];
    expect(await linesOf(metrics)).toEqual(expected);
    expect(await linesOf(metrics)).toEqual(expected);
  });

  it('exposes histograms with cumulative buckets, sum and count', async () => {
    const metrics = new Metrics('test');
    const times = metrics.histograms({
      name: 'linkflow_step_seconds',
      help: 'Time.',
      label: 'type',
      bounds: [0.1, 1],
    });
    for (const seconds of [0.05, 0.1, 0.5, 5]) times.of('a').observe(seconds);
    expect(await linesOf(metrics)).toEqual([
      'linkflow_step_seconds_bucket{type="a",le="0.1",app="test"} 2',
      'linkflow_step_seconds_bucket{type="a",le="1",app="test"} 3',
      'linkflow_step_seconds_bucket{type="a",le="+Inf",app="test"} 4',
      'linkflow_step_seconds_sum{type="a",app="test"} 5.65',
      'linkflow_step_seconds_count{type="a",app="test"} 4',
    ]);
  });

  it('leaves out a gauge that cannot be read, and exposes the others', async () => {
    const metrics = new Metrics('test');
    metrics.gauge('linkflow_one', 'One.', () => 1);
    metrics.gauge('linkflow_unknown', 'Unknown.', () => undefined);
    metrics.gauge('linkflow_away', 'Away.', () => Promise.reject(new Error('away')));
    metrics.gauges({
      name: 'linkflow_queue',
      help: 'Queue.',
      labels: ['queue'],
      read: () => [{ labels: { queue: 'a' }, value: 2 }],
    });
    expect(await linesOf(metrics)).toEqual([
      'linkflow_one{app="test"} 1',
      'linkflow_queue{queue="a",app="test"} 2',
    ]);
  });

  it('exposes a renamed metric under its old name too, marked as deprecated', async () => {
    const metrics = new Metrics('test', { linkflow_old_seconds: 'linkflow_new_seconds' });
    metrics.histogram('linkflow_new_seconds', 'Time.', [1]).observe(2);
    const text = await textOf(metrics);
    expect(text).toContain('# HELP linkflow_old_seconds Deprecated, use linkflow_new_seconds. Time.');
    expect(text).toContain('linkflow_old_seconds_sum{app="test"} 2');
    expect(text).toContain('linkflow_new_seconds_sum{app="test"} 2');
  });

  it('exposes CPU time and event-loop lag of the process', async () => {
    const { body, type } = await new Metrics('test').text();
    expect(type).toContain('text/plain');
    expect(body).toContain('process_cpu_seconds_total{app="test"}');
    expect(body).toContain('nodejs_eventloop_lag_p99_seconds{app="test"}');
  });
});

describe('access to /metrics', () => {
  const request = (headers: Record<string, string>, remoteAddress = '127.0.0.1') => ({
    headers: { host: 'localhost:4401', ...headers },
    raw: { socket: { remoteAddress } },
  });

  it('with a token configured, is allowed from anywhere with that token and denied without it', () => {
    const isAllowed = metricsGuard('a-token-of-some-length');
    expect(isAllowed(request({ authorization: 'Bearer a-token-of-some-length' }, '10.0.0.9'))).toBe(true);
    expect(isAllowed(request({ authorization: 'Bearer another' }))).toBe(false);
    expect(isAllowed(request({}))).toBe(false);
  });

  it.each([
    ['a program on this machine', {}, '127.0.0.1', true],
    ['a program on this machine over IPv6', { host: '[::1]:4401' }, '::1', true],
    ['another machine', {}, '10.0.0.9', false],
    ['a local proxy that sends a forwarding header', { 'x-forwarded-for': '1.2.3.4' }, '127.0.0.1', false],
    ['a local proxy that keeps the public host name', { host: 'click.example.no' }, '127.0.0.1', false],
  ])('without a token, from %s', (_caller, headers, address, expected) => {
    expect(metricsGuard(undefined)(request(headers, address))).toBe(expected);
  });
});
