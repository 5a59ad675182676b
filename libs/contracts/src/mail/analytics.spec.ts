import { expect, it } from 'vitest';
import type { Analytics } from '../api/mailings';
import { withAnalytics } from './analytics';

const analytics: Analytics = { on: true, medium: 'email', source: 'nyhetsbrev', campaign: 'Vår & høst' };
const ADDED = 'utm_source=nyhetsbrev&utm_medium=email&utm_campaign=V%C3%A5r%20%26%20h%C3%B8st';

it.each([
  ['https://x.no', `https://x.no?${ADDED}`],
  ['https://x.no/a?b=1', `https://x.no/a?b=1&${ADDED}`],
  ['https://x.no/a?', `https://x.no/a?${ADDED}`],
  ['https://x.no/a?b=1&', `https://x.no/a?b=1&${ADDED}`],
  ['https://x.no/a?b=%20#d?e', `https://x.no/a?b=%20&${ADDED}#d?e`],
  ['HTTP://X.no/#a', `HTTP://X.no/?${ADDED}#a`],
])('are added before the fragment: %s', (url, expected) => {
  expect(withAnalytics(url, analytics)).toBe(expected);
});

it('do not replace parameters that the address has', () => {
  expect(withAnalytics('https://x.no?UTM_Medium=sms&utm_campaign=', analytics)).toBe(
    'https://x.no?UTM_Medium=sms&utm_campaign=&utm_source=nyhetsbrev',
  );
  const whole = 'https://x.no?utm_source=a&utm_medium=b&utm_campaign=c#d';
  expect(withAnalytics(whole, analytics)).toBe(whole);
});

it.each(['mailto:a@b.no', 'tel:1', 'ftp://x.no', '#', '', 'https://'])('are not added to %s', (url) => {
  expect(withAnalytics(url, analytics)).toBe(url);
});

it('are not added if the mailing adds none, or has no values', () => {
  expect(withAnalytics('https://x.no', { ...analytics, on: false })).toBe('https://x.no');
  expect(withAnalytics('https://x.no', { on: true, medium: '', source: '', campaign: '' })).toBe(
    'https://x.no',
  );
});
