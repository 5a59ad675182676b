import { describe, expect, it } from 'vitest';
import { WeightedSemaphore } from './clicks.processor';

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
