import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GRACE_MS, keepFocus } from './focus-keeper';

let listening: AbortController;
beforeEach(() => {
  vi.useFakeTimers();
  listening = new AbortController();
  keepFocus(listening.signal);
});
afterEach(() => {
  listening.abort();
  document.body.innerHTML = '';
  vi.useRealTimers();
});

function show(html: string) {
  document.body.innerHTML = `<main id="page" tabindex="-1">${html}</main>`;
}
const the = (id: string) => document.getElementById(id) as HTMLElement;
const focused = () => document.activeElement?.id;

describe('the focus, when its element leaves the page', () => {
  it('goes to the next row, and from the last one to the row before', async () => {
    show(
      `<ul>${[1, 2, 3].map((n) => `<li id="row${n}"><button id="b${n}">Delete</button></li>`).join('')}</ul>`,
    );
    the('b2').focus();
    the('row2').remove();
    await vi.advanceTimersByTimeAsync(GRACE_MS);
    expect(focused()).toBe('b3');
    the('row3').remove();
    await vi.advanceTimersByTimeAsync(GRACE_MS);
    expect(focused()).toBe('b1');
  });

  it('goes to the chosen one of some radio buttons', async () => {
    show(
      '<div><input id="r1" type="radio" name="r"><input id="r2" type="radio" name="r" checked><p id="part"><button id="b1">Remove</button></p></div>',
    );
    the('b1').focus();
    the('part').remove();
    await vi.advanceTimersByTimeAsync(GRACE_MS);
    expect(focused()).toBe('r2');
  });

  it('goes back to the button of the menu from which a dialog was opened', async () => {
    show(
      '<button id="more">More</button><div id="menu" role="menu" aria-labelledby="more"><button id="item">Rename</button></div>',
    );
    the('item').focus();
    document.body.insertAdjacentHTML(
      'beforeend',
      '<div id="dialog" aria-modal="true" role="dialog"><input id="name"></div>',
    );
    the('name').focus();
    the('menu').remove();
    the('dialog').remove();
    await vi.advanceTimersByTimeAsync(GRACE_MS);
    expect(focused()).toBe('more');
  });

  it('goes back to the button of a popover', async () => {
    show(
      '<div><a id="up" href="/">Up</a><button id="add">Add</button></div><div id="popover" role="dialog" aria-labelledby="add"><input id="what"></div>',
    );
    the('what').focus();
    the('popover').remove();
    await vi.advanceTimersByTimeAsync(GRACE_MS);
    expect(focused()).toBe('add');
  });

  it('goes to the page when another one opens', async () => {
    show('<div id="list"><a id="link" href="/links/1">A link</a></div>');
    the('link').focus();
    the('list').remove();
    await vi.advanceTimersByTimeAsync(GRACE_MS);
    expect(focused()).toBe('page');
  });

  it('goes to the button beside one that is disabled, because there is nothing left to undo', async () => {
    show('<div><button id="undo">Undo</button><button id="redo">Redo</button></div>');
    the('undo').focus();
    the('undo').setAttribute('disabled', '');
    await vi.advanceTimersByTimeAsync(GRACE_MS);
    expect(focused()).toBe('redo');
  });

  it('stays on an entry of a navigation that is shown anew', async () => {
    const folders = '<nav><a href="/links">All</a><a id="trash" href="/links?view=trash">Trash</a></nav>';
    show(`<div id="list">${folders}</div>`);
    the('trash').focus();
    show(`<div id="other">${folders}</div>`);
    await vi.advanceTimersByTimeAsync(GRACE_MS);
    expect(focused()).toBe('trash');
  });

  it('comes back to a button that is disabled while it works', async () => {
    show('<div><button id="cancel">Cancel</button><button id="save">Save</button></div>');
    the('save').focus();
    the('save').setAttribute('data-loading', 'true');
    the('save').setAttribute('disabled', '');
    // Browsers, but not jsdom, take the focus from a disabled button.
    the('save').blur();
    await vi.advanceTimersByTimeAsync(2 * GRACE_MS);
    expect(focused()).toBe('');
    the('save').removeAttribute('disabled');
    the('save').removeAttribute('data-loading');
    await vi.advanceTimersByTimeAsync(GRACE_MS);
    expect(focused()).toBe('save');
  });

  it('stays where a dialog or a page has set it', async () => {
    show('<div id="old"><button id="b1">Open</button></div><input id="field">');
    the('b1').focus();
    the('old').remove();
    the('field').focus();
    await vi.advanceTimersByTimeAsync(GRACE_MS);
    expect(focused()).toBe('field');
  });
});
