import { describe, expect, it } from 'vitest';
import { metricsGuard } from './metrics-door';
import { Metrics } from './metrics';

const linesOf = async (metrics: Metrics): Promise<string[]> =>
  (await metrics.text()).body.split('\n').filter((line) => line.startsWith('linkflow_'));

describe('the numbers of a process', () => {
  it('shows what was counted, told apart by its labels', async () => {
    const metrics = new Metrics('test');
    const clicks = metrics.count('linkflow_clicks_total', 'Clicks.');
    const steps = metrics.counts('linkflow_steps_total', 'Steps.', ['type', 'outcome']);
    clicks.add();
    clicks.add(2);
    steps.of('set-field', 'done').add();
    steps.of('set-field', 'done').add();
    steps.of('wait', 'wait').add();
    metrics.counted('linkflow_lost_total', 'Lost.', () => 7);
    const expected = [
      'linkflow_clicks_total{app="test"} 3',
      'linkflow_steps_total{type="set-field",outcome="done",app="test"} 2',
      'linkflow_steps_total{type="wait",outcome="wait",app="test"} 1',
      'linkflow_lost_total{app="test"} 7',
    ];
    expect(await linesOf(metrics)).toEqual(expected);
    expect(await linesOf(metrics), 'asking counts nothing').toEqual(expected);
  });

  it('shows how a number spreads, as Prometheus reads a histogram', async () => {
    const metrics = new Metrics('test');
    const times = metrics.spreads('linkflow_step_seconds', 'Time.', 'type', [0.1, 1]);
    for (const seconds of [0.05, 0.1, 0.5, 5]) times.of('a').add(seconds);
    expect(await linesOf(metrics)).toEqual([
      'linkflow_step_seconds_bucket{type="a",le="0.1",app="test"} 2',
      'linkflow_step_seconds_bucket{type="a",le="1",app="test"} 3',
      'linkflow_step_seconds_bucket{type="a",le="+Inf",app="test"} 4',
      'linkflow_step_seconds_sum{type="a",app="test"} 5.65',
      'linkflow_step_seconds_count{type="a",app="test"} 4',
    ]);
  });

  it('leaves out what can not be told now, and shows the rest', async () => {
    const metrics = new Metrics('test');
    metrics.gauge('linkflow_one', 'One.', () => 1);
    metrics.gauge('linkflow_unknown', 'Unknown.', () => undefined);
    metrics.gauge('linkflow_away', 'Away.', () => Promise.reject(new Error('away')));
    metrics.gauges('linkflow_queue', 'Queue.', ['queue'], () => [{ labels: { queue: 'a' }, value: 2 }]);
    expect(await linesOf(metrics)).toEqual([
      'linkflow_one{app="test"} 1',
      'linkflow_queue{queue="a",app="test"} 2',
    ]);
  });

  it('tells of the process and its event loop', async () => {
    const { body, type } = await new Metrics('test').text();
    expect(type).toContain('text/plain');
    expect(body).toContain('process_cpu_seconds_total{app="test"}');
    expect(body).toContain('nodejs_eventloop_lag_p99_seconds{app="test"}');
  });
});

describe('who may read them', () => {
  const asking = (headers: Record<string, string>, remoteAddress = '127.0.0.1') => ({
    headers: { host: 'localhost:4401', ...headers },
    raw: { socket: { remoteAddress } },
  });

  it('with a token: who shows it, from anywhere', () => {
    const mayRead = metricsGuard('a-token-of-some-length');
    expect(mayRead(asking({ authorization: 'Bearer a-token-of-some-length' }, '10.0.0.9'))).toBe(true);
    expect(mayRead(asking({ authorization: 'Bearer another' }))).toBe(false);
    expect(mayRead(asking({}))).toBe(false);
  });

  it.each([
    ['a program on this machine', {}, '127.0.0.1', true],
    ['the same over IPv6', { host: '[::1]:4401' }, '::1', true],
    ['another machine', {}, '10.0.0.9', false],
    ['a proxy on this machine that says for whom', { 'x-forwarded-for': '1.2.3.4' }, '127.0.0.1', false],
    ['a proxy on this machine that says nothing', { host: 'click.example.no' }, '127.0.0.1', false],
  ])('without one: %s', (_who, headers, address, expected) => {
    expect(metricsGuard(undefined)(asking(headers, address))).toBe(expected);
  });
});
