import { MAX_BLOCKS, type Block } from '@linkflow/contracts';
import { act, screen, waitFor } from '@testing-library/react';
import { useRef } from 'react';
import { describe, expect, it } from 'vitest';
import { aBlock, aHeading, columnsOf } from '../model/testing';
import { renderEditor } from '../testing';
import { Stage } from './stage';

function StageOnPage() {
  return <Stage stage={useRef<HTMLDivElement>(null)} />;
}

const start = () => [aHeading('a', 'One'), columnsOf('b', ['c', 'd'], ['e']), aHeading('f', 'Six')];

function renderStage(blocks: Block[] = start()) {
  const rendered = renderEditor(<StageOnPage />, blocks);
  const frame = (id: string) => document.querySelector<HTMLElement>(`[data-block-id="${id}"]`)!;
  return {
    ...rendered,
    frame,
    focus: (id: string) => act(() => frame(id).focus()),
    focused: () => document.activeElement?.getAttribute('data-block-id'),
  };
}

describe('the message in the editor, by keyboard', () => {
  it('has one stop for Tab, and arrow keys choose a block in the order in which they are read', async () => {
    const { user, focused } = renderStage();
    await user.tab();
    expect(focused()).toBe('a');
    await user.keyboard('{ArrowDown}{ArrowDown}');
    expect(focused()).toBe('c');
    await user.keyboard('{End}');
    expect(focused()).toBe('f');
    await user.keyboard('{ArrowUp}{Home}');
    expect(focused()).toBe('a');
    expect(document.querySelectorAll('[data-block-id][tabindex="0"]')).toHaveLength(1);
  });

  it('names each block by its type and what it says, and says where it is not shown', () => {
    renderStage([{ ...aHeading('a', 'Hi {{contact.firstName}}'), hiddenOn: ['phone'] }]);
    expect(screen.getByRole('listitem').getAttribute('aria-label')).toBe(
      'Heading: Hi ‹contact.firstName›. Not shown on phones',
    );
  });

  it('moves blocks with Alt and arrow keys, also between columns, and the focus stays on them', async () => {
    const { user, focus, focused, shape } = renderStage();
    focus('c');
    await user.keyboard('{Alt>}{ArrowRight}{/Alt}');
    expect(shape()).toBe('a b[d|e c] f');
    expect(focused()).toBe('c');
    await user.keyboard('{Alt>}{ArrowDown}{/Alt}');
    expect(shape()).toBe('a b[d|e] c f');
    await waitFor(() => expect(focused()).toBe('c'));
  });

  it('deletes a block and goes on with the one beside it; the last one leaves the focus in the message', async () => {
    const { user, focus, focused, shape } = renderStage([aHeading('a'), aHeading('f')]);
    focus('a');
    await user.keyboard('{Delete}');
    expect(shape()).toBe('f');
    expect(focused()).toBe('f');
    await user.keyboard('{Backspace}');
    expect(shape()).toBe('');
    expect(document.activeElement).toBe(screen.getByTestId('mail-stage'));
  });

  it('duplicates a block with Ctrl and D, and selects the copy', async () => {
    const { user, focus, focused, shape } = renderStage();
    focus('b');
    await user.keyboard('{Control>}d{/Control}');
    expect(shape()).toBe('a b[c d|e] n4[n1 n2|n3] f');
    await waitFor(() => expect(focused()).toBe('n4'));
  });

  it('does not take keys that are meant for the buttons beside the block', async () => {
    const { user, focus, shape } = renderStage();
    focus('f');
    act(() => screen.getByRole('button', { name: 'Move up' }).focus());
    await user.keyboard('{Delete}');
    expect(shape()).toBe('a b[c d|e] f');
  });
});

describe('the buttons beside the selected block', () => {
  it('move it, and keep the focus as long as there is something to do', async () => {
    const { user, focus, focused, shape } = renderStage([aHeading('a'), aHeading('b'), aHeading('c')]);
    focus('a');
    await user.click(screen.getByRole('button', { name: 'Move down' }));
    expect(shape()).toBe('b a c');
    await waitFor(() =>
      expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Move down' })),
    );
    await user.keyboard('{Enter}');
    expect(shape()).toBe('b c a');
    await waitFor(() => expect(focused()).toBe('a'));
  });

  it('add a block below it from a menu, in which columns have no columns', async () => {
    const { user, focus, shape } = renderStage();
    focus('c');
    await user.click(screen.getByRole('button', { name: 'Add a block below' }));
    expect(screen.queryByRole('menuitem', { name: 'Columns' })).toBeNull();
    await user.click(await screen.findByRole('menuitem', { name: 'Button' }));
    expect(shape()).toBe('a b[c n1 d|e] f');
  });

  it('refuse a block more than a message may have, and say so to the store', async () => {
    const many = Array.from({ length: MAX_BLOCKS }, (_, at) => aHeading(`m${at}`));
    const { user, focus, store } = renderStage(many);
    focus('m0');
    await user.keyboard('{Control>}d{/Control}');
    expect(store.getState().refusal).toEqual({ reason: 'full' });
    expect(store.getState().document.blocks).toHaveLength(MAX_BLOCKS);
  });
});

describe('the message in the editor', () => {
  it('asks for a first block when it is empty', async () => {
    const { user, shape } = renderStage([]);
    await user.click(screen.getByRole('button', { name: 'Add a block' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Text' }));
    expect(shape()).toBe('n1');
  });

  it('shows on a phone what is hidden there dimmed, and columns below each other', () => {
    const { store, frame } = renderStage([
      { ...aHeading('a', 'One'), hiddenOn: ['phone'] },
      columnsOf('b', ['c'], ['d']),
    ]);
    expect(frame('a').dataset.hidden).toBeUndefined();
    act(() => store.setState({ device: 'phone' }));
    expect(frame('a').dataset.hidden).toBe('true');
    const lists = frame('b').querySelectorAll<HTMLElement>('[data-blocks]');
    expect([...lists].map((list) => list.parentElement?.style.width)).toEqual(['327px', '327px']);
  });

  it('divides the width of columns by their shares, as the mail does', () => {
    const columns = columnsOf('b', ['c'], ['d']);
    columns.columns[0]!.share = 2;
    const { frame } = renderStage([columns]);
    const lists = frame('b').querySelectorAll<HTMLElement>('[data-blocks]');
    expect([...lists].map((list) => list.parentElement?.style.width)).toEqual(['360px', '176px']);
  });

  it('shows where a dragged block would be dropped, also in a column', () => {
    const { store, frame } = renderStage();
    act(() =>
      store.setState({
        dragged: { type: 'heading', id: 'a' },
        dropPlace: { column: { blockId: 'b', index: 0 }, index: 1 },
      }),
    );
    expect(screen.getByTestId('drop-line').nextElementSibling).toBe(frame('d'));
    // Places are counted without the dragged block, so this is behind the columns.
    act(() => store.setState({ dropPlace: { column: null, index: 1 } }));
    expect(screen.getByTestId('drop-line').nextElementSibling).toBe(frame('f'));
  });

  it('renders every type of block before anything is written in it', () => {
    const types = [
      'heading',
      'text',
      'image',
      'button',
      'divider',
      'spacer',
      'menu',
      'social',
      'html',
    ] as const;
    renderStage(types.map((type) => aBlock(type, type)));
    expect(screen.getByText('Write a heading')).toBeTruthy();
    expect(screen.getByText('Choose an image in the settings')).toBeTruthy();
    expect(screen.getAllByRole('listitem')).toHaveLength(types.length);
  });
});
