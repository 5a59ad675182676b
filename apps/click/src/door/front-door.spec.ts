import { describe, expect, it } from 'vitest';
import { trackedToken } from './front-door';

const TOKEN = 'A'.repeat(56);

describe('the front door', () => {
  it.each([
    ['GET', `/c/${TOKEN}`],
    ['HEAD', `/c/${TOKEN}`],
    ['GET', `/c/${TOKEN}?utm_source=mail&x=/c/`],
  ])('takes %s %s', (method, url) => {
    expect(trackedToken(method, url)).toBe(TOKEN);
  });

  it.each([
    ['POST', `/c/${TOKEN}`],
    ['GET', `/c/${TOKEN}A`],
    ['GET', `/c/${TOKEN}/`],
    ['GET', `/c/${TOKEN.slice(1)}`],
    ['GET', `/c/${TOKEN.slice(2)}%41?x`],
    ['GET', `/o/${TOKEN}`],
    ['GET', `http://click.example.com/c/${TOKEN}`],
    ['GET', ''],
  ])('leaves %s %s to Fastify', (method, url) => {
    expect(trackedToken(method, url)).toBeUndefined();
  });
});
