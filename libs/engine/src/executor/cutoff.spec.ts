import { describe, expect, it } from 'vitest';
import { Cutoff } from './cutoff';

const reason = new Error('the time is up');
const never = (): Promise<never> => new Promise(() => undefined);

describe('an attempt that is cut off', () => {
  it('ends with the reason though its work does not, and its signal says so', async () => {
    const cutoff = new Cutoff();
    const { signal } = cutoff;
    const work = cutoff.untilAborted(never);
    cutoff.abort(reason);
    await expect(work).rejects.toBe(reason);
    expect(signal.reason).toBe(reason);
  });

  it('does not begin when it was cut off before, and gives a signal that is aborted', async () => {
    const cutoff = new Cutoff();
    cutoff.abort(reason);
    let begun = false;
    const work = cutoff.untilAborted(async () => (begun = true));
    await expect(work).rejects.toBe(reason);
    expect(begun).toBe(false);
    expect(cutoff.signal.reason).toBe(reason);
  });

  it('keeps its first reason', () => {
    const cutoff = new Cutoff();
    cutoff.abort(reason);
    cutoff.abort(new Error('another'));
    expect(cutoff.signal.reason).toBe(reason);
  });
});

it('an attempt that is not cut off comes to what its work comes to', async () => {
  await expect(new Cutoff().untilAborted(async () => 7)).resolves.toBe(7);
  await expect(new Cutoff().untilAborted(() => Promise.reject(reason))).rejects.toBe(reason);
});

it('is found by its signal', () => {
  const cutoff = new Cutoff();
  expect(Cutoff.of(cutoff.signal)).toBe(cutoff);
  expect(Cutoff.of(new AbortController().signal)).toBeUndefined();
});
