import { afterEach, describe, expect, it, vi } from 'vitest';
import { newId } from '@linkflow/platform';
import { ClicksProcessor, WeightedSemaphore } from './clicks.processor';

afterEach(() => vi.unstubAllEnvs());

describe('WeightedSemaphore', () => {
  it('never exceeds its capacity, and runs all work', async () => {
    const semaphore = new WeightedSemaphore(100);
    let used = 0;
    let max = 0;
    let done = 0;
    const sizes = Array.from({ length: 60 }, (_, index) => 1 + ((index * 37) % 60));
    await Promise.all(
      sizes.map((size) =>
        semaphore.run(size, async () => {
          used += size;
          max = Math.max(max, used);
          await new Promise((resolve) => setImmediate(resolve));
          used -= size;
          done += 1;
        }),
      ),
    );
    expect(max).toBeLessThanOrEqual(100);
    expect(done).toBe(sizes.length);
  });

  it('runs work that is heavier than the whole capacity', async () => {
    const semaphore = new WeightedSemaphore(10);
    expect(await semaphore.run(25, () => Promise.resolve('in'))).toBe('in');
  });

  it('starts waiting work in the order of its arrival, so that light work cannot overtake heavy work for ever', async () => {
    const semaphore = new WeightedSemaphore(10);
    const ends: (() => void)[] = [];
    const order: string[] = [];
    const work = (name: string, weight: number): Promise<void> =>
      semaphore.run(weight, () => {
        order.push(name);
        return new Promise<void>((resolve) => ends.push(resolve));
      });
    const all = [work('light 1', 6), work('heavy', 10), work('light 2', 4)];
    expect(order).toEqual(['light 1']);
    while (order.length < all.length || ends.length > 0) {
      ends.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(all);
    expect(order).toEqual(['light 1', 'heavy', 'light 2']);
  });

  it('frees the capacity of work that fails', async () => {
    const semaphore = new WeightedSemaphore(1);
    await expect(semaphore.run(1, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await semaphore.run(1, () => Promise.resolve('next'))).toBe('next');
  });

  it('close rejects waiting and later work, and lets running work finish', async () => {
    const semaphore = new WeightedSemaphore(1);
    let end = (): void => undefined;
    const running = semaphore.run(1, () => new Promise<string>((resolve) => (end = () => resolve('done'))));
    const waiting = semaphore.run(1, () => Promise.resolve('in'));
    semaphore.close(new Error('closed'));
    await expect(waiting).rejects.toThrow('closed');
    await expect(semaphore.run(1, () => Promise.resolve('in'))).rejects.toThrow('closed');
    end();
    expect(await running).toBe('done');
  });
});

it('a job that waits for its turn has not begun, so a crash does not count against it', async () => {
  vi.stubEnv('WORKER_CLICKS', '1');
  let end = (): void => undefined;
  const process = vi.fn<() => Promise<void>>(() => new Promise((resolve) => (end = resolve)));
  // Only what `handle` uses of the processor's dependencies.
  const dependencies = [{ process }, {}, { jobStarted: () => undefined }, {}, {}];
  const processor = new ClicksProcessor(
    ...(dependencies as unknown as ConstructorParameters<typeof ClicksProcessor>),
  );
  const job = () => ({
    v: 1 as const,
    clicks: [
      {
        id: newId(),
        at: 0,
        link: newId(),
        recipient: newId(),
        version: 1,
        kind: 'click' as const,
        run: true,
      },
    ],
  });
  const first = { interrupted: 0, begin: vi.fn<() => Promise<void>>(() => Promise.resolve()) };
  const second = { interrupted: 1, begin: vi.fn<() => Promise<void>>(() => Promise.resolve()) };
  const handled = [processor.handle(job(), first), processor.handle(job(), second)];
  await vi.waitFor(() => expect(process).toHaveBeenCalledTimes(1));
  expect([first.begin.mock.calls.length, second.begin.mock.calls.length]).toEqual([1, 0]);
  end();
  await vi.waitFor(() => expect(process).toHaveBeenCalledTimes(2));
  expect(second.begin).toHaveBeenCalledTimes(1);
  // A worker crashed over the second job before, so its runs are walked carefully.
  expect(process).toHaveBeenLastCalledWith(expect.anything(), { careful: true });
  end();
  await Promise.all(handled);
});
