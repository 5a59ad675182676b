import { ROUTES } from '@linkflow/contracts';
import { TextInput } from '@mantine/core';
import { act, screen, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { call } from '../api/client';
import { aProblem, renderParts, type Api } from '../testing';
import { FormDialog, NameDialog } from './form-dialog';

const closed = vi.fn<() => void>();
const done = vi.fn<(result: unknown) => void>();

function LinkDialog() {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <button onClick={() => setOpened(true)}>Open</button>
      <FormDialog
        opened={opened}
        onClose={() => {
          closed();
          setOpened(false);
        }}
        title="New link"
        submit={({ url }) => `Link to ${url}`}
        initial={{ name: '', url: 'https://a.example' }}
        validate={({ name }) => (name === '' ? { name: 'Write a name' } : {})}
        onSubmit={({ name, url }) => call(ROUTES.links.create, { body: { name, url, folderId: null } })}
        onDone={done}
      >
        {(form) => (
          <>
            <TextInput label="Name" {...form.getInputProps('name')} />
            <TextInput label="Address" {...form.getInputProps('url')} />
          </>
        )}
      </FormDialog>
    </>
  );
}

async function openDialog(answer: Api) {
  const rendered = renderParts(<LinkDialog />, answer);
  await rendered.user.click(screen.getByRole('button', { name: 'Open' }));
  await screen.findByRole('dialog', { name: 'New link' });
  return rendered;
}

describe('form dialog', () => {
  it('focuses its own first wrong field, and not one of a form below it', async () => {
    const { user } = renderParts(
      <>
        <form>
          <TextInput label="Other" error="Wrong" />
        </form>
        <LinkDialog />
      </>,
    );
    await user.click(screen.getByRole('button', { name: 'Open' }));
    await user.click(await screen.findByRole('button', { name: 'Link to https://a.example' }));
    await screen.findByText('Write a name');
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'Name' })));
  });

  it('shows validation errors at their fields, focuses the first and sends nothing', async () => {
    const { user, sent } = await openDialog(() => ({}));
    await user.click(screen.getByRole('button', { name: 'Link to https://a.example' }));
    expect(await screen.findByText('Write a name')).toBeTruthy();
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'Name' })));
    expect(sent).toEqual([]);
  });

  it('sends the values, closes, and then passes the result on', async () => {
    const { user, sent } = await openDialog(() => ({ id: 'l1' }));
    await user.type(screen.getByRole('textbox', { name: 'Name' }), 'Autumn');
    await user.type(screen.getByRole('textbox', { name: 'Address' }), '/b');
    await user.click(screen.getByRole('button', { name: 'Link to https://a.example/b' }));
    await waitFor(() => expect(done).toHaveBeenLastCalledWith({ id: 'l1' }));
    expect(sent).toMatchObject([
      { method: 'POST', path: '/api/links', body: { name: 'Autumn', url: 'https://a.example/b' } },
    ]);
    const [closeOrder] = closed.mock.invocationCallOrder.slice(-1);
    const [doneOrder] = done.mock.invocationCallOrder.slice(-1);
    expect(closeOrder).toBeLessThan(doneOrder ?? 0);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('sends once for two presses at once', async () => {
    const { user, sent } = await openDialog(() => ({ id: '7' }));
    await user.type(screen.getByRole('textbox', { name: 'Name' }), 'Guide');
    const form = screen.getByRole('dialog').querySelector('form');
    if (!form) throw new Error('The dialog has no form');
    act(() => {
      form.requestSubmit();
      form.requestSubmit();
    });
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(sent.map(({ method }) => method)).toEqual(['POST']);
  });

  it('shows issues of a refusal at the fields that they name', async () => {
    const { user } = await openDialog(() =>
      aProblem(400, 'validation.failed', [{ path: 'url', message: 'Not allowed' }]),
    );
    await user.type(screen.getByRole('textbox', { name: 'Name' }), 'Autumn');
    await user.click(screen.getByRole('button', { name: 'Link to https://a.example' }));
    expect(await screen.findByText('Not allowed')).toBeTruthy();
    expect(screen.getByRole('textbox', { name: 'Address' }).getAttribute('aria-invalid')).toBe('true');
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('shows an issue inside a field at that field, and others above the form', async () => {
    const { user } = await openDialog(() =>
      aProblem(400, 'validation.failed', [
        { path: 'url.0.part', message: 'Too long' },
        { path: 'folderId', message: 'No such folder' },
      ]),
    );
    await user.type(screen.getByRole('textbox', { name: 'Name' }), 'Autumn');
    await user.click(screen.getByRole('button', { name: 'Link to https://a.example' }));
    expect(await screen.findByText('Too long')).toBeTruthy();
    expect(screen.getByRole('textbox', { name: 'Address' }).getAttribute('aria-invalid')).toBe('true');
    expect(screen.getByRole('alert').textContent).toBe('No such folder');
  });

  it('shows a refusal without fields above the form and keeps the dialog open', async () => {
    const { user } = await openDialog(() => aProblem(409, 'name.taken'));
    await user.type(screen.getByRole('textbox', { name: 'Name' }), 'Autumn');
    await user.click(screen.getByRole('button', { name: 'Link to https://a.example' }));
    expect((await screen.findByRole('alert')).textContent).toBe('This name is already in use.');
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Name' }).value).toBe('Autumn');
  });

  it('closes on cancel without sending, and starts with the initial values again', async () => {
    const { user, sent } = await openDialog(() => ({}));
    await user.type(screen.getByRole('textbox', { name: 'Name' }), 'Autumn');
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(sent).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Open' }));
    expect((await screen.findByRole<HTMLInputElement>('textbox', { name: 'Name' })).value).toBe('');
  });

  it('closes with Escape at once if nothing was written', async () => {
    const { user } = await openDialog(() => ({}));
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('asks once before Escape or a click beside it discards what was written', async () => {
    const { user } = await openDialog(() => ({}));
    const name = screen.getByRole<HTMLInputElement>('textbox', { name: 'Name' });
    await user.type(name, 'Autumn');
    await user.keyboard('{Escape}');
    await screen.findByRole('dialog', { name: 'Discard what you have written?' });
    const keep = screen.getByRole('button', { name: 'Keep writing' });
    await waitFor(() => expect(document.activeElement).toBe(keep));
    // Escape answers the question, and leaves the dialog below it open.
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByText('It has not been saved.')).toBeNull());
    expect(name.value).toBe('Autumn');
    await waitFor(() => expect(document.activeElement).toBe(name));

    // The question, whose code is loaded now, does not answer itself with the Escape that asks it.
    await user.keyboard('{Escape}');
    await waitFor(() => expect(document.activeElement?.textContent).toBe('Keep writing'));
    await user.keyboard('{Enter}');
    await waitFor(() => expect(screen.queryByText('It has not been saved.')).toBeNull());

    const overlay = document.querySelector('.mantine-Modal-overlay');
    if (!overlay) throw new Error('The dialog has no overlay');
    await user.click(overlay);
    await user.click(await screen.findByRole('button', { name: 'Discard' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('cannot be submitted twice while the request is under way', async () => {
    const { user, sent } = await openDialog(() => new Promise(() => {}));
    await user.type(screen.getByRole('textbox', { name: 'Name' }), 'Autumn');
    await user.click(screen.getByRole('button', { name: 'Link to https://a.example' }));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(
      screen.getByRole('button', { name: 'Link to https://a.example' }).hasAttribute('data-loading'),
    ).toBe(true);
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Cancel' }).disabled).toBe(true);
    await user.click(screen.getByRole('button', { name: 'Link to https://a.example' }));
    expect(sent).toHaveLength(1);
  });
});

describe('name dialog', () => {
  const renamed = vi.fn<(name: string) => Promise<void>>(() => Promise.resolve());
  const open = () =>
    renderParts(
      <NameDialog opened onClose={() => {}} title="Rename" submit="Save" name="Old" onSubmit={renamed} />,
    );

  it('passes the trimmed name on', async () => {
    const { user } = open();
    await user.clear(screen.getByRole('textbox', { name: 'Name' }));
    await user.type(screen.getByRole('textbox', { name: 'Name' }), '  New  {Enter}');
    await waitFor(() => expect(renamed).toHaveBeenLastCalledWith('New'));
  });

  it('refuses a blank name', async () => {
    const { user } = open();
    renamed.mockClear();
    await user.clear(screen.getByRole('textbox', { name: 'Name' }));
    await user.type(screen.getByRole('textbox', { name: 'Name' }), '   ');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('Write a name')).toBeTruthy();
    expect(renamed).not.toHaveBeenCalled();
  });
});
