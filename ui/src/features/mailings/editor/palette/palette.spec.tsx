import type { SavedBlock } from '@linkflow/contracts';
import { screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { aHeading, columnsOf } from '../model/testing';
import { renderEditor } from '../testing';
import { MailPalette } from './palette';

const SAVED: SavedBlock[] = [
  {
    id: '1'.repeat(24),
    name: 'Our footer',
    block: aHeading('old', 'Bye'),
    addedAt: '2027-01-01T00:00:00.000Z',
  },
];
const start = () => [aHeading('a', 'One'), columnsOf('b', ['c'], ['d']), aHeading('f', 'Six')];

it('adds a block below the selected one, and asks for the focus on it', async () => {
  const { user, store, shape } = renderEditor(<MailPalette saved={[]} />, start());
  await user.click(screen.getByRole('button', { name: 'Add Button' }));
  expect(shape()).toBe('a b[c|d] f n1');
  store.commands.select('c');
  await user.click(screen.getByRole('button', { name: 'Add Text' }));
  expect(shape()).toBe('a b[c n2|d] f n1');
  expect(store.getState()).toMatchObject({ selected: 'n2', focus: { id: 'n2', on: 'block' } });
  await user.click(screen.getByRole('button', { name: 'Add Columns' }));
  expect(shape()).toBe('a b[c n2|d] n3[|] f n1');
});

it('adds a copy of a saved block, and deletes a saved block after a question', async () => {
  const { user, block, sent } = renderEditor(<MailPalette saved={SAVED} />, start());
  await user.click(screen.getByRole('button', { name: 'Add Our footer' }));
  expect(block('n1')).toMatchObject({ type: 'heading', text: 'Bye' });
  await user.click(screen.getByRole('button', { name: 'Delete the saved block “Our footer”' }));
  await user.click(await screen.findByRole('button', { name: 'Delete' }));
  await waitFor(() =>
    expect(sent.map(({ method, path }) => `${method} ${path}`)).toContain(
      `DELETE /api/saved-blocks/${SAVED[0]!.id}`,
    ),
  );
});

it('is an outline, in which the keys of the message work and the focus stays', async () => {
  const { user, shape } = renderEditor(<MailPalette saved={[]} />, start());
  await user.click(screen.getByText('Layers'));
  const outline = within(screen.getByRole('list', { name: 'Layers' }));
  await user.click(outline.getByRole('button', { name: 'One' }));
  await user.keyboard('{Alt>}{ArrowDown}{/Alt}');
  expect(shape()).toBe('b[c|d] a f');
  await waitFor(() => expect(document.activeElement?.textContent).toBe('One'));
  await user.keyboard('{ArrowDown}');
  await waitFor(() => expect(document.activeElement?.textContent).toBe('Six'));
  await user.keyboard('{Delete}');
  expect(shape()).toBe('b[c|d] a');
  await waitFor(() => expect(document.activeElement?.textContent).toBe('One'));
});

it('changes the styles of the whole message', async () => {
  const { user, store } = renderEditor(<MailPalette saved={[]} />, start());
  await user.click(screen.getByText('Style'));
  const size = screen.getByRole('textbox', { name: 'Text size' });
  await user.clear(size);
  await user.type(size, '18');
  await waitFor(() => expect(store.getState().document.styles.textSize).toBe(18));
  const colour = screen.getByRole('textbox', { name: 'Headings' });
  await user.clear(colour);
  await user.type(colour, '#14614b');
  expect(store.getState().document.styles.headingColour).toBe('#14614b');
  store.commands.undo();
  expect(store.getState().document.styles).toMatchObject({ headingColour: '#15181e', textSize: 18 });
});
