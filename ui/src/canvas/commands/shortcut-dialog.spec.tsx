import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeAll, describe, expect, it } from 'vitest';
import { setLanguage } from '../../i18n';
import { ShortcutDialog } from '../editor/lazy-editor-parts';
import { aCatalogue, aDocument, aDraft, anEdge, aNode } from '../model/testing';
import { type CanvasOptions, renderCanvas } from '../testing';
import { loadClipboardText } from './clipboard-reader';
import { CommandButton } from './command-controls';
import { useCommandKeys } from './use-commands';

function Canvas() {
  useCommandKeys();
  return (
    <>
      <input aria-label="A text field" />
      <CommandButton id="undo" />
      <ShortcutDialog />
    </>
  );
}
const draft = aDraft(
  aDocument(
    [aNode('a', 'set-interest'), aNode('b', 'set-interest')],
    [anEdge('click', 'then', 'a'), anEdge('a', 'next', 'b')],
  ),
);
function renderCommands(options: CanvasOptions = {}) {
  const rendered = renderCanvas(<Canvas />, { draft, catalogue: aCatalogue(), ...options });
  const state = rendered.store.getState;
  return { ...rendered, state, ids: () => state().document.nodes.map(({ id }) => id) };
}
const shortcutOf = (name: string) => screen.getByText(name).parentElement?.textContent;

describe('the shortcut dialog', () => {
  it('opens with ? and closes with Escape', async () => {
    const { user } = renderCommands();
    await user.keyboard('?');
    expect(await screen.findByRole('dialog', { name: 'Keyboard shortcuts on the canvas' })).toBeTruthy();
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('lists the commands with their keys in the language of the page', async () => {
    const { user } = renderCommands();
    await user.keyboard('?');
    await screen.findByRole('dialog');
    expect(shortcutOf('Undo')).toBe('UndoCtrl Z');
    expect(shortcutOf('Move the selected steps a little')).toBe(
      'Move the selected steps a littleAlt Arrow keys',
    );
    act(() => setLanguage('nb'));
    expect(shortcutOf('Gjør om')).toBe('Gjør omCtrl Shift Z');
  });

  it('lists only commands that change nothing on a read-only canvas', async () => {
    const { user } = renderCommands({ readOnly: true });
    await user.keyboard('?');
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByText('Copy')).toBeTruthy();
    expect(dialog.queryByText('Delete')).toBeNull();
    expect(dialog.queryByText('Undo')).toBeNull();
  });
});

describe('keyboard shortcuts', () => {
  it('do nothing while the user types in a field', async () => {
    const { user, state } = renderCommands({ selected: 'a' });
    await user.type(screen.getByLabelText('A text field'), '?n{Backspace}');
    expect(screen.getByLabelText('A text field')).toHaveProperty('value', '?');
    expect(state().helpOpen).toBe(false);
    expect(state().document).toBe(draft.document);
  });

  it('delete, undo and redo', async () => {
    const { user, ids } = renderCommands({ selected: 'a' });
    const undo = screen.getByRole('button', { name: 'Undo' });
    expect(undo.getAttribute('aria-disabled')).toBe('true');
    await user.keyboard('{Backspace}');
    expect(ids()).toEqual(['click', 'b']);
    await user.click(undo);
    expect(ids()).toEqual(['click', 'a', 'b']);
    await user.keyboard('{Control>}y{/Control}');
    expect(ids()).toEqual(['click', 'b']);
  });

  it('move the selected node with Alt and the arrow keys, as one undo step', async () => {
    const { user, state } = renderCommands({ selected: 'a' });
    await user.keyboard('{Alt>}{ArrowRight}{ArrowRight}{ArrowDown}{/Alt}');
    expect(state().layout.positions.a).toEqual({ x: 16, y: 148 });
    await user.keyboard('{Meta>}z{/Meta}');
    expect(state().layout.positions.a).toEqual({ x: 0, y: 140 });
  });

  it('walk through the workflow and clear the selection', async () => {
    const { user, state } = renderCommands({ selected: 'click' });
    await user.keyboard('{ArrowDown}{ArrowDown}');
    expect(state().selection.nodes).toEqual(['b']);
    await user.keyboard('{Control>}a{/Control}');
    expect(state().selection.nodes).toEqual(['click', 'a', 'b']);
    await user.keyboard('{Escape}');
    expect(state().selection.nodes).toEqual([]);
  });

  it('change nothing on a read-only canvas', async () => {
    const { user, state } = renderCommands({ selected: 'a', readOnly: true });
    await user.keyboard('{Delete}{Shift>}d{/Shift}');
    expect(state().document).toBe(draft.document);
  });
});

describe('the clipboard events', () => {
  beforeAll(loadClipboardText);

  /** Sends a clipboard event with `text` to the page. Returns the event's clipboard text after the page has handled the event. */
  function clipboardEvent(type: 'copy' | 'cut' | 'paste', text = '') {
    let data = text;
    const clipboardData = { setData: (_type: string, value: string) => (data = value), getData: () => data };
    const event = new Event(type, { bubbles: true, cancelable: true });
    Object.assign(event, { clipboardData });
    fireEvent(document.body, event);
    return data;
  }

  it('copy the selected nodes and paste them as new ones', () => {
    const { state, ids } = renderCommands({ selected: 'a' });
    const text = clipboardEvent('copy');
    clipboardEvent('paste', text);
    expect(ids()).toHaveLength(4);
    const [pasted] = state().selection.nodes;
    expect(['click', 'a', 'b']).not.toContain(pasted);
    expect(state().document.nodes.find(({ id }) => id === pasted)?.type).toBe('set-interest');
  });

  it('cut the selected nodes', () => {
    const { ids } = renderCommands({ selected: 'a' });
    expect(clipboardEvent('cut')).toContain('linkflow/steps');
    expect(ids()).toEqual(['click', 'b']);
  });

  it('reject text that contains no steps', () => {
    const { state } = renderCommands();
    clipboardEvent('paste', 'a shopping list');
    expect(state().rejection?.text).toBe('The clipboard holds no steps of a workflow.');
    expect(state().document).toBe(draft.document);
  });
});
