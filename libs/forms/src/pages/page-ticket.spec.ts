import { beforeAll, expect, it } from 'vitest';
import { FormPages, confirmationIdOf, submissionIdOf } from './page-ticket';

const FORM = 'a'.repeat(24);
const LINK = 'b'.repeat(24);
let pages: FormPages;

beforeAll(() => {
  process.env.LINK_KEYS ??= `k1:${'5a'.repeat(32)}`;
  pages = new FormPages();
});

it('a ticket says which version was shown and when, and cannot be changed', () => {
  const shownAt = Date.UTC(2027, 4, 17);
  const ticket = pages.issue({ formId: FORM, version: 7, shownAt });
  expect(pages.read(ticket)).toMatchObject({ formId: FORM, version: 7, shownAt });
  expect(pages.read(ticket)).not.toHaveProperty('site');
  const inPage = pages.issue({ formId: FORM, version: 7, shownAt, site: 'https://blåbær.example:8080' });
  expect(pages.read(inPage)).toMatchObject({ version: 7, site: 'https://blåbær.example:8080' });
  expect(pages.read(ticket.replace('.7.', '.8.'))).toBeNull();
  expect(pages.read(`${ticket}x`)).toBeNull();
  expect(pages.read('')).toBeNull();
});

it('what is filled in is signed for one token', () => {
  const parameter = pages.prefill('token', { linkId: LINK, names: ['email', 'firstName'] });
  expect(pages.readPrefill('token', parameter)).toEqual({ linkId: LINK, names: ['email', 'firstName'] });
  expect(pages.readPrefill('other', parameter)).toBeNull();
  expect(pages.readPrefill('token', parameter.replace('email', 'phone'))).toBeNull();
  const nothing = pages.prefill('token', { linkId: LINK, names: [] });
  expect(pages.readPrefill('token', nothing)).toEqual({ linkId: LINK, names: [] });
});

it('the same answers from the same page have one id, in any order; other answers or pages have another', () => {
  const [one, other] = ['1'.repeat(24), '2'.repeat(24)];
  const id = submissionIdOf({ nonce: one }, { a: ['1'], b: ['2', '3'] });
  expect(id).toMatch(/^11111111[0-9a-f]{16}$/);
  expect(submissionIdOf({ nonce: one }, { b: ['2', '3'], a: ['1'] })).toBe(id);
  expect(submissionIdOf({ nonce: one }, { a: ['1'], b: ['3', '2'] })).not.toBe(id);
  expect(submissionIdOf({ nonce: other }, { a: ['1'], b: ['2', '3'] })).not.toBe(id);
  expect(confirmationIdOf(id)).toMatch(/^[0-9a-f]{24}$/);
  expect(confirmationIdOf(id)).toBe(confirmationIdOf(id));
});
