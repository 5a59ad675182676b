import { describe, expect, it } from 'vitest';
import { Gate } from './gate';

describe('Gate', () => {
  it('never has more inside than there is room for, and lets everything through', async () => {
    const gate = new Gate(100);
    let inside = 0;
    let most = 0;
    let through = 0;
    const sizes = Array.from({ length: 60 }, (_, index) => 1 + ((index * 37) % 60));
    await Promise.all(
      sizes.map((size) =>
        gate.pass(size, async () => {
          inside += size;
          most = Math.max(most, inside);
          await new Promise((resolve) => setImmediate(resolve));
          inside -= size;
          through += 1;
        }),
      ),
    );
    expect(most).toBeLessThanOrEqual(100);
    expect(through).toBe(sizes.length);
  });

  it('lets in alone what is larger than all the room', async () => {
    const gate = new Gate(10);
    expect(await gate.pass(25, () => Promise.resolve('in'))).toBe('in');
  });

  it('makes room again when the work fails', async () => {
    const gate = new Gate(1);
    await expect(gate.pass(1, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await gate.pass(1, () => Promise.resolve('next'))).toBe('next');
  });

  it('turns away who waits, and who comes later, once it is closed; who is inside stays', async () => {
    const gate = new Gate(1);
    let end = (): void => undefined;
    const inside = gate.pass(1, () => new Promise<string>((resolve) => (end = () => resolve('done'))));
    const waiting = gate.pass(1, () => Promise.resolve('in'));
    gate.close(new Error('closed'));
    await expect(waiting).rejects.toThrow('closed');
    await expect(gate.pass(1, () => Promise.resolve('in'))).rejects.toThrow('closed');
    end();
    expect(await inside).toBe('done');
  });
});
