import { Modal, type ModalProps } from '@mantine/core';
import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { Component, type ReactNode, useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { renderParts } from '../testing';
import { lazyDialog, lazyPart, usePrefetched } from './lazy-parts';

const refused = () => new TypeError('Failed to fetch dynamically imported module');

/** Loads a component, but only while the connection is there. */
function aConnection<Props>(part: (props: Props) => ReactNode) {
  const connection = { away: true, load: vi.fn<() => Promise<typeof part>>() };
  connection.load.mockImplementation(async () => {
    if (connection.away) throw refused();
    return part;
  });
  return connection;
}

/** Stands for the failure page, which would take the place of the canvas. */
class FailurePage extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };
  static getDerivedStateFromError = () => ({ failed: true });
  override render() {
    return this.state.failed ? 'failure page' : this.props.children;
  }
}

describe('a part whose code cannot be loaded', () => {
  it('leaves the rest of the page and can be loaded again in its place', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const connection = aConnection(() => 'the inspector');
    const Part = lazyPart(connection.load);
    const { user } = renderParts(
      <FailurePage>
        <p>the canvas</p>
        <Part />
      </FailurePage>,
    );
    expect((await screen.findByRole('alert')).textContent).toContain('This could not be loaded');
    expect(screen.getByText('the canvas')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(connection.load).toHaveBeenCalledTimes(2));
    expect(await screen.findByRole('alert')).toBeTruthy();
    connection.away = false;
    await user.click(await screen.findByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('the inspector')).toBeTruthy();
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('is loaded by itself when the connection is back', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const connection = aConnection(() => 'the inspector');
    const Part = lazyPart(connection.load);
    renderParts(<Part />);
    await screen.findByRole('alert');
    connection.away = false;
    act(() => void fireEvent(window, new Event('online')));
    expect(await screen.findByText('the inspector')).toBeTruthy();
  });

  it('does not hide an error of the part itself', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const Part = lazyPart(async () => () => {
      throw new Error('a fault');
    });
    renderParts(
      <FailurePage>
        <Part />
      </FailurePage>,
    );
    expect(await screen.findByText('failure page')).toBeTruthy();
  });
});

describe('a dialog whose code cannot be loaded', () => {
  it('says so, and is loaded when it is opened again', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const connection = aConnection(({ opened }: { opened: boolean }) => opened && 'the dialog');
    const Dialog = lazyDialog<{ opened: boolean; onClose: () => void }>(connection.load);
    function Page() {
      const [opened, setOpened] = useState(false);
      return (
        <>
          <button onClick={() => setOpened(true)}>Open</button>
          <Dialog opened={opened} onClose={() => setOpened(false)} />
        </>
      );
    }
    const { user } = renderParts(<Page />);
    await user.click(screen.getByRole('button', { name: 'Open' }));
    expect(await screen.findByText(/Check the connection/)).toBeTruthy();
    connection.away = false;
    await user.click(screen.getByRole('button', { name: 'Open' }));
    expect(await screen.findByText('the dialog')).toBeTruthy();
    expect(connection.load).toHaveBeenCalledTimes(2);
  });
});

describe('a dialog', () => {
  it('gives the focus back also when it has opened for the first time', async () => {
    const Dialog = lazyDialog<ModalProps>(async () => Modal);
    function Page() {
      const [opened, setOpened] = useState(false);
      return (
        <>
          <button onClick={() => setOpened(true)}>Open</button>
          <Dialog opened={opened} onClose={() => setOpened(false)} title="Details" />
        </>
      );
    }
    const { user } = renderParts(<Page />);
    await user.click(screen.getByRole('button', { name: 'Open' }));
    await screen.findByRole('dialog');
    await user.keyboard('{Escape}');
    await waitFor(() => expect(document.activeElement?.textContent).toBe('Open'));
  });

  it('opens at once when its code is there', async () => {
    const Dialog = lazyDialog(
      async () =>
        ({ opened }: { opened: boolean; onClose: () => void }) =>
          opened && 'open',
    );
    await Dialog.load();
    renderParts(<Dialog opened onClose={() => undefined} />);
    expect(screen.getByText('open')).toBeTruthy();
  });
});

describe('parts of a page', () => {
  it('are loaded soon after the page was shown, and again when the connection is back if that failed', async () => {
    const connection = aConnection(() => null);
    const parts = [connection.load];
    function Page() {
      return usePrefetched(parts) ? 'begun' : 'waiting';
    }
    renderParts(<Page />);
    expect(connection.load).not.toHaveBeenCalled();
    expect(await screen.findByText('begun', {}, { timeout: 3_000 })).toBeTruthy();
    expect(connection.load).toHaveBeenCalledOnce();
    await act(async () => void fireEvent(window, new Event('online')));
    await waitFor(() => expect(connection.load).toHaveBeenCalledTimes(2));
  });
});
