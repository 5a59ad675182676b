import { expect, it } from 'vitest';
import { freePlace } from './toast-place';

const message = { width: 400, height: 60 };
const room = { width: 1280, height: 720 };
const box = (left: number, top: number, width: number, height: number, weight = 100) => ({
  left,
  top,
  right: left + width,
  bottom: top + height,
  weight,
});

it('places messages at the lower right where nothing is below them', () => {
  expect(freePlace(message, room, [])).toEqual({ left: 864, top: 644 });
});

it('goes to another column, or higher, before it covers a control', () => {
  const send = box(940, 600, 320, 100);
  expect(freePlace(message, room, [send])).toEqual({ left: 440, top: 644 });
  const toolbar = box(0, 640, 1280, 40);
  const { top } = freePlace(message, room, [send, toolbar]);
  expect(top + message.height).toBeLessThanOrEqual(640);
});

it('covers a card of a canvas before it covers a button', () => {
  const card = box(0, 0, 390, 700, 1);
  const toolbar = box(100, 770, 190, 40);
  const { top } = freePlace({ width: 358, height: 120 }, { width: 390, height: 844 }, [card, toolbar]);
  expect(top + 120).toBeLessThanOrEqual(770);
});

it('covers as little as possible on a phone that is full of controls', () => {
  const rows = Array.from({ length: 20 }, (_, row) => box(0, row * 44, 390, row === 9 ? 4 : 44));
  const { left, top } = freePlace({ width: 358, height: 60 }, { width: 390, height: 844 }, rows);
  expect(left).toBe(16);
  expect(top).toBeGreaterThan(360);
  expect(top).toBeLessThan(420);
});
