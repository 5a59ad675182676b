import { ERROR_STATUS } from '@linkflow/contracts';
import { describe, expect, it } from 'vitest';
import { ApiError } from '../api/api-error';
import { errorText } from '../i18n/error.texts';
import { errorSentence, fieldErrors, mayRetry } from './errors';

const refused = (...paths: string[]) =>
  ApiError.fromAnswer(400, {
    code: 'validation.failed',
    message: 'm',
    requestId: 'r',
    issues: paths.map((path) => ({ code: 'x', path, message: { en: `${path} en`, nb: `${path} nb` } })),
  });

describe('error texts', () => {
  it('has a different sentence for every error code in both languages', () => {
    const codes = Object.keys(ERROR_STATUS) as (keyof typeof ERROR_STATUS)[]; // Object.keys returns string[]; these are all keys
    for (const language of ['en', 'nb'] as const) {
      const sentences = codes.map((code) => errorText(language, code));
      expect(sentences.every((sentence) => sentence.endsWith('.'))).toBe(true);
      expect(new Set(sentences).size).toBe(codes.length);
    }
  });

  it('assigns each issue to its field', () => {
    expect(fieldErrors('nb', refused('name', 'url'))).toEqual({ name: 'name nb', url: 'url nb' });
    expect(fieldErrors('nb', new Error('x'))).toEqual({});
  });

  it('uses the message of a single issue as the sentence', () => {
    expect(errorSentence('en', refused('url'))).toBe('url en');
    expect(errorSentence('en', refused('url', 'name'))).toBe(errorText('en', 'validation.failed'));
    expect(errorSentence('nb', new TypeError('x'))).toBe(errorText('nb', 'unexpected'));
  });

  it('offers a retry only for errors that may pass', () => {
    expect(mayRetry(new ApiError('network', 0, 'm'))).toBe(true);
    expect(mayRetry(new ApiError('access.denied', 403, 'm'))).toBe(false);
  });
});
