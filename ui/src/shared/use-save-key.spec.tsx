import { fireEvent, render, screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { useSaveKey } from './use-save-key';

it('saves also from a text field, and the browser then saves nothing', () => {
  const save = vi.fn<() => void>();
  const Field = () => {
    useSaveKey(save);
    return <input />;
  };
  render(<Field />);
  // `fireEvent` returns false if the default is prevented.
  expect(fireEvent.keyDown(screen.getByRole('textbox'), { key: 's', ctrlKey: true })).toBe(false);
  expect(fireEvent.keyDown(screen.getByRole('textbox'), { key: 's' })).toBe(true);
  expect(save).toHaveBeenCalledTimes(1);
});
