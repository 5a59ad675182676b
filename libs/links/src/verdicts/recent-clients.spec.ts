import { describe, expect, it } from 'vitest';
import { RecentClients, countClass } from './recent-clients';

const MINUTE = 60_000;

describe('recent clients', () => {
  it('count the recipients of an address, each once', () => {
    const recent = new RecentClients();
    const counts = [1, 2, 2, 3, 4, 5, 6, 7].map((recipient) =>
      recent.add({ address: 9, recipient, at: MINUTE }),
    );
    expect(counts).toEqual([0, 1, 1, 2, 3, 3, 3, 4]);
    expect(recent.of({ address: 8, recipient: 1, at: MINUTE })).toBe(0);
  });

  it('forget after at most ten minutes, and not before five', () => {
    const recent = new RecentClients();
    recent.add({ address: 9, recipient: 1, at: 4 * MINUTE });
    expect(recent.of({ address: 9, recipient: 2, at: 9 * MINUTE })).toBe(1);
    expect(recent.of({ address: 9, recipient: 2, at: 15 * MINUTE })).toBe(0);
  });

  it('take a clock that goes back', () => {
    const recent = new RecentClients();
    recent.add({ address: 9, recipient: 1, at: 100 * MINUTE });
    expect(recent.add({ address: 9, recipient: 2, at: 99 * MINUTE })).toBe(1);
  });

  it('estimate large numbers', () => {
    const recent = new RecentClients();
    let recipient = 1;
    const after = (count: number) => {
      let found = 0;
      for (; recipient <= count; recipient++) {
        found = recent.add({ address: 9, recipient: Math.imul(recipient, 2_654_435_761) >>> 0, at: 0 });
      }
      return found;
    };
    expect(after(12)).toBe(4);
    expect(after(40)).toBe(5);
    expect(after(500)).toBe(5);
  });

  it('are bounded: further addresses displace others', () => {
    const recent = new RecentClients(16);
    recent.add({ address: 1, recipient: 1, at: 0 });
    recent.add({ address: 17, recipient: 2, at: 0 });
    expect(recent.add({ address: 1, recipient: 3, at: 0 })).toBe(0);
  });

  it.each([
    [0, 0],
    [1, 1],
    [2, 2],
    [3, 3],
    [5, 3],
    [6, 4],
    [20, 4],
    [21, 5],
    [900, 5],
  ])('class of %d: %d', (count, expected) => {
    expect(countClass(count)).toBe(expected);
  });
});
