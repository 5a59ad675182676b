import { describe, expect, it } from 'vitest';
import { AttemptAbort } from './attempt-abort';

const reason = new Error('the time is up');
const never = (): Promise<never> => new Promise(() => undefined);

describe('an aborted attempt', () => {
  it('rejects with the reason although its work never ends, and its signal carries the reason', async () => {
    const abort = new AttemptAbort();
    const { signal } = abort;
    const work = abort.untilAborted(never);
    abort.abort(reason);
    await expect(work).rejects.toBe(reason);
    expect(signal.reason).toBe(reason);
  });

  it('does not start its work if it was aborted before, and its signal is aborted', async () => {
    const abort = new AttemptAbort();
    abort.abort(reason);
    let started = false;
    const work = abort.untilAborted(async () => (started = true));
    await expect(work).rejects.toBe(reason);
    expect(started).toBe(false);
    expect(abort.signal.reason).toBe(reason);
  });

  it('keeps its first reason', () => {
    const abort = new AttemptAbort();
    abort.abort(reason);
    abort.abort(new Error('another'));
    expect(abort.signal.reason).toBe(reason);
  });
});

it('an attempt that is not aborted resolves or rejects as its work does', async () => {
  await expect(new AttemptAbort().untilAborted(async () => 7)).resolves.toBe(7);
  await expect(new AttemptAbort().untilAborted(() => Promise.reject(reason))).rejects.toBe(reason);
});

it('AttemptAbort.of finds the attempt of a signal', () => {
  const abort = new AttemptAbort();
  expect(AttemptAbort.of(abort.signal)).toBe(abort);
  expect(AttemptAbort.of(new AbortController().signal)).toBeUndefined();
});
