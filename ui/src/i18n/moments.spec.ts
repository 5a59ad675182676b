import { expect, it } from 'vitest';
import {
  formatApproximate,
  formatElapsed,
  formatHourMinute,
  formatSeconds,
  formatTimeZone,
  formatUntil,
  formatWhen,
} from './moments';
import { setTimeZone } from './time-zone';

it('formats durations and times in both languages', () => {
  expect(formatElapsed('nb', 431)).toBe('431 ms');
  expect(formatElapsed('nb', 2_400)).toBe('2,4 s');
  expect(formatApproximate('nb', 2_500)).toBe('3 s');
  expect(formatApproximate('en', 5_400_000)).toBe('1.5 h');
  expect(formatWhen('nb', new Date(2027, 2, 14, 9, 41), new Date(2027, 2, 14, 8))).toBe('kl. 09:41');
  expect(formatUntil('nb', new Date(2027, 2, 14, 9, 41), new Date(2027, 2, 14, 8))).toBe('kl. 09:41');
  expect(formatUntil('en', new Date(2027, 2, 14, 9, 41), new Date(2027, 2, 14, 8))).toBe('09:41');
  expect(formatWhen('en', new Date(2027, 2, 15, 9, 41), new Date(2027, 2, 14, 8))).toMatch(
    /15 Mar at 09:41$/,
  );
});

it('formats a time of day with and without seconds', () => {
  const at = new Date(2027, 2, 14, 9, 41, 7);
  expect(formatHourMinute('nb', at)).toBe('09:41');
  expect(formatSeconds('en', at)).toBe('09:41:07');
});

it('names the time zone of the organisation in words', () => {
  setTimeZone('Europe/Oslo');
  expect(formatTimeZone('nb')).toBe('sentraleuropeisk tid (Europe/Oslo)');
  expect(formatTimeZone('en')).toBe('Central European Time (Europe/Oslo)');
});
