import { ERROR_STATUS } from '@linkflow/contracts';
import { describe, expect, it } from 'vitest';
import { ApiError } from '../api/api-error';
import { errorWords } from '../i18n/error.texts';
import { errorSentence, fieldErrors, mayRetry } from './errors';

const refused = (...paths: string[]) =>
  ApiError.fromAnswer(400, {
    code: 'validation.failed',
    message: 'm',
    requestId: 'r',
    issues: paths.map((path) => ({ code: 'x', path, message: { en: `${path} en`, nb: `${path} nb` } })),
  });

describe('errors in words', () => {
  it('has a sentence of its own in both languages for every code', () => {
    const codes = Object.keys(ERROR_STATUS) as (keyof typeof ERROR_STATUS)[]; // the keys of a closed object
    for (const language of ['en', 'nb'] as const) {
      const sentences = codes.map((code) => errorWords(language, code));
      expect(sentences.every((sentence) => sentence.endsWith('.'))).toBe(true);
      expect(new Set(sentences).size).toBe(codes.length);
    }
  });

  it('puts each issue at its field', () => {
    expect(fieldErrors('nb', refused('name', 'url'))).toEqual({ name: 'name nb', url: 'url nb' });
    expect(fieldErrors('nb', new Error('x'))).toEqual({});
  });

  it('says the only issue where there is no form to say it in', () => {
    expect(errorSentence('en', refused('url'))).toBe('url en');
    expect(errorSentence('en', refused('url', 'name'))).toBe(errorWords('en', 'validation.failed'));
    expect(errorSentence('nb', new TypeError('x'))).toBe(errorWords('nb', 'unexpected'));
  });

  it('offers to try again only where it can help', () => {
    expect(mayRetry(new ApiError('network', 0, 'm'))).toBe(true);
    expect(mayRetry(new ApiError('access.denied', 403, 'm'))).toBe(false);
  });
});
