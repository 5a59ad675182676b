import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testEnvironment, until } from '../support';
import { OtlpReceiver, type ReceivedSpan } from './otlp-receiver';
import { ObservedApps } from './observed-apps.fixture';

const environment = testEnvironment('traces');
let receiver: OtlpReceiver;
let scene: ObservedApps;

beforeAll(async () => {
  receiver = await OtlpReceiver.start();
  scene = await ObservedApps.start(environment, {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_BSP_SCHEDULE_DELAY: '50',
  });
}, 180_000);
afterAll(async () => {
  await scene?.stop();
  await receiver?.stop();
  await environment.dispose();
});

/** Returns this span, its parent, and so on up to the root of the trace. */
function pathOf(span: ReceivedSpan, trace: ReceivedSpan[]): ReceivedSpan[] {
  const parent = trace.find(({ spanId }) => spanId === span.parentId);
  return parent ? [span, ...pathOf(parent, trace)] : [span];
}

describe('the trace of a click', () => {
  it('connects the request, the job and all steps across two processes and a wait', async () => {
    const link = await scene.aLink({ waits: true });
    const recipientId = await scene.aRecipient();
    expect((await scene.click(link, recipientId)).status).toBe(302);
    const waiting = await until(
      () => scene.runs.findOne({ 'context.recipientId': recipientId, status: 'waiting' }),
      {
        what: 'the run that waits',
      },
    );
    await scene.runs.updateOne({ _id: waiting._id }, { $set: { dueAt: new Date(0) } });

    const trace = await until(
      () => {
        const spans = receiver.traceOf('click', 'linkflow.click.id', waiting._id);
        const walks = spans.filter(({ name }) => name === 'run');
        return walks.some(({ facts }) => facts['linkflow.run.status'] === 'succeeded') && spans;
      },
      { what: 'the whole trace' },
    );
    const root = trace.find(({ name }) => name === 'click');
    if (!root) throw new Error('no trace');
    for (const span of trace) {
      const top = pathOf(span, trace).at(-1);
      expect(top?.spanId, `${span.name} is a descendant of the click's span`).toBe(root.spanId);
    }
    expect(root).toMatchObject({ service: 'linkflow-click', name: 'click', parentId: undefined });
    expect(trace.map(({ service, name }) => `${service} ${name}`)).toEqual(
      expect.arrayContaining([
        'linkflow-click click',
        'linkflow-click send clicks',
        'linkflow-click add clicks-0.clicks',
        'linkflow-worker process clicks-0',
        'linkflow-worker record',
        'linkflow-worker run',
        'linkflow-worker step split',
        'linkflow-worker step wait',
      ]),
    );
    const steps = trace.filter(({ name }) => name.startsWith('step '));
    expect(steps.map(({ facts }) => [facts['linkflow.node.id'], facts['linkflow.step.status']])).toEqual([
      ['first', 'succeeded'],
      ['pause', 'waiting'],
      ['last', 'succeeded'],
    ]);
    for (const { facts } of steps) {
      expect(facts).toMatchObject({ 'linkflow.run.id': waiting._id, 'linkflow.workflow.owner': link });
    }
    const walks = trace.filter(({ name }) => name === 'run');
    expect(walks.map(({ facts }) => facts['linkflow.run.status'])).toEqual(['waiting', 'succeeded']);
  });

  it('is separate from those of other clicks in the same job', async () => {
    const link = await scene.aLink();
    const recipients = await Promise.all(Array.from({ length: 40 }, () => scene.aRecipient()));
    await Promise.all(recipients.map((recipient) => scene.click(link, recipient)));
    const runs = await until(
      async () => {
        const ended = await scene.runs
          .find({ 'context.recipientId': { $in: recipients }, status: 'succeeded' })
          .toArray();
        return ended.length === recipients.length && ended;
      },
      { what: 'the end of all runs' },
    );
    const traces = await until(
      () => {
        const all = runs.map(({ _id }) => receiver.traceOf('click', 'linkflow.click.id', _id));
        return all.every((trace) => trace.filter(({ name }) => name === 'step split').length === 2) && all;
      },
      { what: 'all traces' },
    );
    expect(new Set(traces.map(([root]) => root?.traceId)).size).toBe(runs.length);
    const shared = receiver.spans.filter(({ name, about }) => name === 'send clicks' && about.length > 1);
    expect(shared.length, 'jobs with several clicks link to their traces').toBeGreaterThan(0);
    const known = new Set(traces.map(([root]) => root?.traceId));
    for (const { about } of shared) expect(about.every((traceId) => known.has(traceId))).toBe(true);
  });
});
