import { describe, expect, it } from 'vitest';
import { Remembered } from './remembered';

describe('what is remembered', () => {
  const scene = () => {
    let now = 0;
    let found = 0;
    let answer: () => Promise<number> = () => Promise.resolve(++found);
    const remembered = new Remembered(
      () => answer(),
      100,
      1_000,
      () => now,
    );
    return {
      remembered,
      at: (ms: number) => (now = ms),
      answerWith: (next: () => Promise<number>) => (answer = next),
    };
  };

  it('is found out once for all who ask, and again when it is not fresh', async () => {
    const { remembered, at } = scene();
    expect(await Promise.all([remembered.get(), remembered.get()])).toEqual([1, 1]);
    at(99);
    expect(await remembered.get()).toBe(1);
    at(100);
    expect(await remembered.get(), 'nobody waits').toBe(1);
    expect(await remembered.get(), 'by now it has been found out').toBe(2);
  });

  it('is waited for when it is too old', async () => {
    const { remembered, at } = scene();
    await remembered.get();
    at(1_000);
    expect(await remembered.get()).toBe(2);
  });

  it('is told again while it can not be found out, until it is too old', async () => {
    const { remembered, at, answerWith } = scene();
    await remembered.get();
    answerWith(() => Promise.reject(new Error('away')));
    at(500);
    expect(await remembered.get()).toBe(1);
    at(1_000);
    await expect(remembered.get()).rejects.toThrow('away');
  });
});
