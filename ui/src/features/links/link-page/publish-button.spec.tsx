import { act, screen, waitFor } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { aDocument, aDraft, anEdge, aNode } from '../../../canvas/model/testing';
import { renderCanvas } from '../../../canvas/testing';
import { PublishButton } from './publish-button';

const draft = aDraft(aDocument([aNode('a', 'set-interest')], [anEdge('click', 'then', 'a')]));

function renderButton(liveVersion: number | null) {
  const onPublish = vi.fn<() => void>();
  const rendered = renderCanvas(<PublishButton link={{ id: 'link', liveVersion }} onPublish={onPublish} />, {
    draft,
    api: ({ path }) => (path.includes('/versions/') ? { ...draft, number: liveVersion } : undefined),
  });
  return { ...rendered, onPublish, button: screen.getByTestId('publish') };
}

describe('the button "Publish"', () => {
  it('is grey without changes, says why on focus and does nothing', async () => {
    const { user, button, onPublish } = renderButton(3);
    await waitFor(() => expect(button.getAttribute('aria-disabled')).toBe('true'));
    await user.tab();
    expect(document.activeElement).toBe(button);
    expect(await screen.findByText(/Nothing has changed since version 3/)).toBeTruthy();
    await user.keyboard('{Enter}');
    await user.click(button);
    expect(onPublish).not.toHaveBeenCalled();
  });

  it('opens the dialog after a change, and is grey again after its undo', async () => {
    const { user, store, button, onPublish } = renderButton(3);
    await waitFor(() => expect(button.getAttribute('aria-disabled')).toBe('true'));
    act(() => store.getState().setUrl('https://example.com/new'));
    expect(button.getAttribute('aria-disabled')).toBeNull();
    await user.click(button);
    expect(onPublish).toHaveBeenCalledOnce();
    act(() => store.getState().undo());
    expect(button.getAttribute('aria-disabled')).toBe('true');
  });

  it('publishes what was never published', async () => {
    const { user, button, onPublish } = renderButton(null);
    await user.click(button);
    expect(onPublish).toHaveBeenCalledOnce();
  });
});
