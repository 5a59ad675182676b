import { expect, it } from 'vitest';
import { withNewTabs } from './outbox-page';

it('opens every link of a message in a new tab, and keeps the doctype first', () => {
  const link = (target: string) => `<a class="b"${target} href="https://x.no/?target=1">Les</a>`;
  expect(withNewTabs(`<!-- a -->\n<!DOCTYPE html><html>${link(' target="_self"')}`)).toBe(
    `<!-- a -->\n<!DOCTYPE html><base target="_blank"><html>${link('')}`,
  );
  expect(withNewTabs(`${link(" TARGET = 'x y'")}${link(' target=_top')}${link('')}`)).toBe(
    `<base target="_blank">${link('').repeat(3)}`,
  );
  expect(withNewTabs('<p>target="_self"</p>')).toBe('<base target="_blank"><p>target="_self"</p>');
});

it.each([
  ['comments without a doctype', '<!-- a -->'.repeat(50_000)],
  ['spaces in a link', `<a${' '.repeat(500_000)}`],
  ['links that do not end', '<a'.repeat(250_000)],
  ['targets without a value', `<a${' target'.repeat(70_000)}>`],
])('reads %s once', (_, html) => {
  // Not `toBe(…)`, whose message would have half a million characters.
  expect(withNewTabs(html) === `<base target="_blank">${html}`).toBe(true);
});
