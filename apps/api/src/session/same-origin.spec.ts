import { describe, expect, it } from 'vitest';
import { mayChangeThings, type RequestOrigin } from './same-origin';

const may = (method: string, headers: RequestOrigin['headers'] = {}): boolean =>
  mayChangeThings(
    { method, headers: { host: 'linkflow.example.no', ...headers } },
    'https://linkflow.example.no',
  );

describe('the same-origin check of a writing request', () => {
  it('allows JSON, our own pages, and programs', () => {
    expect(may('POST', { 'content-type': 'application/json; charset=utf-8' })).toBe(true);
    expect(may('POST', { 'sec-fetch-site': 'same-origin' })).toBe(true);
    expect(may('DELETE', { origin: 'https://linkflow.example.no' })).toBe(true);
    expect(may('DELETE', { origin: 'http://linkflow.example.no' })).toBe(true);
    expect(may('DELETE')).toBe(true);
    expect(may('PUT')).toBe(true);
  });

  it('refuses forms of other pages', () => {
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

  it('does not apply to requests that only read', () => {
    expect(may('GET', { 'sec-fetch-site': 'cross-site' })).toBe(true);
    expect(may('HEAD')).toBe(true);
  });
});
