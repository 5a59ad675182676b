import { describe, expect, it } from 'vitest';
import { isTextEntry } from './command';

/** Adds HTML to the page and returns its innermost first element. */
function element(html: string): Element {
  document.body.innerHTML = html;
  let found: Element = document.body;
  while (found.firstElementChild) found = found.firstElementChild;
  return found;
}

describe('keys in controls that handle keys themselves', () => {
  it.each([
    ['a radio button in a dialog', '<div role="dialog"><input type="radio"></div>'],
    ['a checkbox in a dialog', '<div role="dialog"><input type="checkbox"></div>'],
    ['a button in a dialog', '<div role="dialog"><button></button></div>'],
    ['a radio button of a group', '<div role="radiogroup"><input type="radio"></div>'],
    ['a text field', '<input type="text">'],
  ])('run no command: %s', (_what, html) => {
    expect(isTextEntry(element(html))).toBe(true);
  });

  it.each([
    ['a checkbox of the page', '<div><input type="checkbox"></div>'],
    ['a button of the page', '<div><button></button></div>'],
  ])('run commands: %s', (_what, html) => {
    expect(isTextEntry(element(html))).toBe(false);
  });
});
