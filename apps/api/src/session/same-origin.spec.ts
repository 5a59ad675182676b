import { describe, expect, it } from 'vitest';
import { mayChangeThings, type Asking } from './same-origin';

const may = (method: string, headers: Asking['headers'] = {}): boolean =>
  mayChangeThings(
    { method, headers: { host: 'linkflow.example.no', ...headers } },
    'https://linkflow.example.no',
  );

describe('a request that would change something', () => {
  it('may be JSON, from our own page, or from a program', () => {
    expect(may('POST', { 'content-type': 'application/json; charset=utf-8' })).toBe(true);
    expect(may('POST', { 'sec-fetch-site': 'same-origin' })).toBe(true);
    expect(may('DELETE', { origin: 'https://linkflow.example.no' })).toBe(true);
    expect(may('DELETE', { origin: 'http://linkflow.example.no' })).toBe(true);
    expect(may('DELETE')).toBe(true);
    expect(may('PUT')).toBe(true);
  });

  it('may not be a form on another page', () => {
    const forms = ['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data', undefined];
    for (const type of forms) {
      expect(may('POST', { 'content-type': type })).toBe(false);
      expect(may('POST', { 'content-type': type, origin: 'https://elsewhere.example' })).toBe(false);
      expect(may('POST', { 'content-type': type, origin: 'null' })).toBe(false);
      expect(may('POST', { 'content-type': type, 'sec-fetch-site': 'cross-site' })).toBe(false);
      expect(may('POST', { 'content-type': type, 'sec-fetch-site': 'same-site' })).toBe(false);
    }
    expect(may('DELETE', { 'sec-fetch-site': 'cross-site' })).toBe(false);
    expect(may('DELETE', { origin: 'https://elsewhere.example' })).toBe(false);
  });

  it('is not one that only reads', () => {
    expect(may('GET', { 'sec-fetch-site': 'cross-site' })).toBe(true);
    expect(may('HEAD')).toBe(true);
  });
});
