import type { BlockOf } from '@linkflow/contracts';
import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { useRef } from 'react';
import { beforeAll, describe, expect, it } from 'vitest';
import { textField } from '../../../../shared/merge-text/testing';
import { aBlock, aHeading, columnsOf } from '../model/testing';
import { renderEditor } from '../testing';
// Loaded with the test and not on use, which takes seconds while other test files run.
import './block-writer';
import { Stage } from './stage';

// jsdom has no layout, so that no point is in a text.
beforeAll(() => Object.assign(document, { elementFromPoint: () => null }));

function StageOnPage() {
  return <Stage stage={useRef<HTMLDivElement>(null)} />;
}

const aText = (id: string): BlockOf<'text'> => ({
  ...(aBlock('text', id) as BlockOf<'text'>), // `newBlock` returns the type that it is asked for
  text: { type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'Hei' }] }] },
});

function renderStage() {
  const blocks = [aHeading('a', 'One'), aText('b'), columnsOf('c', ['d'], []), aBlock('divider', 'e')];
  const rendered = renderEditor(<StageOnPage />, blocks);
  const frame = (id: string) => document.querySelector<HTMLElement>(`[data-block-id="${id}"]`)!;
  const content = (id: string) => frame(id).querySelector<HTMLElement>(':scope > div:last-of-type')!;
  return {
    ...rendered,
    frame,
    focus: (id: string) => act(() => frame(id).focus()),
    press: (id: string) => {
      fireEvent.pointerDown(content(id));
      fireEvent.click(content(id));
    },
    focused: () => document.activeElement?.getAttribute('data-block-id'),
  };
}

describe('writing in the message', () => {
  it('begins with Enter at the end of a heading, and ends with Enter', async () => {
    const { user, focus, focused, block } = renderStage();
    focus('a');
    await user.keyboard('{Enter}');
    const text = await textField('Text');
    await waitFor(() => expect(document.activeElement).toBe(text.box));
    text.type('!');
    expect(block('a')).toMatchObject({ text: 'One!' });
    act(() => void fireEvent.keyDown(text.box, { key: 'Enter' }));
    await waitFor(() => expect(focused()).toBe('a'));
    expect(screen.queryByRole('textbox')).toBeNull();
  });

  it('edits a formatted text with its toolbar, and ends with Escape', async () => {
    const { user, focus, focused, block } = renderStage();
    focus('b');
    await user.keyboard('{Enter}');
    const text = await textField('Text');
    text.type(', du');
    await user.click(screen.getByRole('button', { name: 'Centre' }));
    expect(block('b')).toMatchObject({
      text: { content: [{ attrs: { textAlign: 'center' }, content: [{ text: 'Hei, du' }] }] },
    });
    act(() => text.editor.view.focus());
    // Editors look at the code of Escape, too.
    fireEvent.keyDown(text.box, { key: 'Escape', keyCode: 27 });
    await waitFor(() => expect(focused()).toBe('b'));
    expect(screen.queryByRole('toolbar')).toBeNull();
  });

  it('gives the selected words any colour by its digits', async () => {
    const { user, focus, block } = renderStage();
    focus('b');
    await user.keyboard('{Enter}');
    const text = await textField('Text');
    act(() => void text.editor.commands.selectAll());
    await user.click(screen.getByRole('button', { name: 'Colour of the words' }));
    const field = await screen.findByRole('textbox', { name: 'Another colour' });
    await user.type(field, '14614');
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Use the colour' }).disabled).toBe(true);
    await user.type(field, 'B{Enter}');
    await waitFor(() =>
      expect(block('b')).toMatchObject({
        text: { content: [{ content: [{ text: 'Hei', marks: [{ attrs: { colour: '#14614b' } }] }] }] },
      }),
    );
  });

  it('begins with a press on the block that is selected, and ends when another one is', async () => {
    const { press, store } = renderStage();
    press('a');
    expect(store.getState().writing).toBeNull();
    press('a');
    await textField('Text');
    press('b');
    expect(store.getState()).toMatchObject({ selected: 'b', writing: null });
    expect(screen.queryByRole('textbox')).toBeNull();
  });

  it('begins in the block of a column, and not in the columns around it', () => {
    const { press, store } = renderStage();
    press('d');
    press('d');
    expect(store.getState().writing?.id).toBe('d');
    press('e');
    press('e');
    expect(store.getState().writing).toBeNull();
  });

  it('is not begun by Ctrl and Enter, which open the settings', async () => {
    const { user, focus, store } = renderStage();
    focus('a');
    await user.keyboard('{Control>}{Enter}{/Control}');
    expect(store.getState()).toMatchObject({ writing: null, focus: { id: 'a', on: 'settings' } });
  });

  it('shows what is undone meanwhile', async () => {
    const { user, focus, store } = renderStage();
    focus('a');
    await user.keyboard('{Enter}');
    const text = await textField('Text');
    text.type('!');
    act(() => store.commands.undo());
    await waitFor(() => expect(text.box.textContent).toBe('One'));
  });
});
