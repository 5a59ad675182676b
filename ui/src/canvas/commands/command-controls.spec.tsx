import { act, screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { aCatalogue, aDocument, aDraft, anEdge, aNode } from '../model/testing';
import { renderCanvas } from '../testing';
import { CommandButton } from './command-controls';

it('keeps the focus on a button whose command has nothing more to do', async () => {
  const draft = aDraft(aDocument([aNode('a', 'set-interest')], [anEdge('click', 'then', 'a')]));
  const { user, store } = renderCanvas(<CommandButton id="undo" />, { draft, catalogue: aCatalogue() });
  act(() => void store.getState().edit({ op: 'disconnect', edgeId: 'click-then-a' }));
  const undo = screen.getByRole('button', { name: 'Undo' });
  act(() => undo.focus());
  await user.keyboard('{Enter}');
  expect(store.getState().document.edges).toHaveLength(1);
  expect(undo.getAttribute('aria-disabled')).toBe('true');
  expect(document.activeElement).toBe(undo);
  // It does nothing more.
  await user.keyboard('{Enter}');
  expect(store.getState().document.edges).toHaveLength(1);
});
