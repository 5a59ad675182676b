import { act, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { hinted } from '@linkflow/contracts';
import { setLanguage } from '../../i18n';
import { textField } from '../../shared/merge-text/testing';
import { hint, renderForm, text } from './testing';

describe('the form of a node', () => {
  it('stores typed text and says what is missing, in the language of the page', async () => {
    const { value, store, user } = renderForm({
      name: hinted(z.string().min(1).max(10), hint('Name', 'text')),
    });
    const input = await textField('Name');
    expect(await screen.findByText('Fill in “Name”')).toBeTruthy();
    act(() => setLanguage('nb'));
    expect(await screen.findByText('Fyll inn «Name (nb)»')).toBeTruthy();
    act(() => setLanguage('en'));

    input.type('Spring campaign');
    expect(value('name')).toBe('Spring cam');
    await waitFor(() => expect(screen.queryByText('Fill in “Name”')).toBeNull());

    input.clear();
    // Over the button that inserts merge fields, which belongs to the field.
    await user.tab();
    await user.tab();
    expect(await screen.findByText('Fill in “Name”')).toBeTruthy();
    act(() => store.getState().undo());
    expect(input.box.textContent).toBe('');
  });

  it('does not call what a new step lacks an error before the field or the step was left', async () => {
    const { user, store } = renderForm({
      name: hinted(z.string().min(1), hint('Name', 'text')),
      days: hinted(z.int().min(1), hint('Days', 'number')),
    });
    await screen.findByText('Fill in “Name”');
    act(() => store.setState({ newNode: 'a' }));
    expect(screen.queryByText('Fill in “Name”')).toBeNull();
    await user.click(screen.getByLabelText('Days'));
    await user.tab();
    expect(await screen.findByText('Fill in “Days”')).toBeTruthy();
    expect(screen.queryByText('Fill in “Name”')).toBeNull();
    act(() => store.getState().select({ nodes: [], edges: [] }));
    expect(await screen.findByText('Fill in “Name”')).toBeTruthy();
  });

  it('shows an error when the field is left, and until it is mended', async () => {
    const { user, store } = renderForm({
      count: hinted(z.int().min(10), hint('Count', 'number')),
      other: hinted(z.boolean().default(false), hint('Other', 'switch')),
    });
    const field = screen.getByLabelText('Count');
    const problems = () => store.getState().problems.filter(({ path }) => path === 'count');
    await user.type(field, '1');
    await waitFor(() => expect(problems()[0]?.code).toBe('params.invalid'));
    expect(screen.queryByText(problems()[0]!.message.en)).toBeNull();
    await user.tab();
    const error = await screen.findByText(problems()[0]!.message.en);
    await user.click(field);
    expect(error.isConnected).toBe(true);
    await user.type(field, '2');
    await waitFor(() => expect(problems()).toEqual([]));
    await waitFor(() => expect(error.isConnected).toBe(false));
  });

  it('inserts a fact at the cursor of a long text, unless the text would become too long', async () => {
    const { user, value } = renderForm(
      { body: hinted(z.string().max(40), hint('Message', 'textarea')) },
      {
        params: { body: 'Hi !' },
        facts: [
          { name: 'contact.firstName', type: 'text', label: text('First name'), group: 'contact' },
          { name: 'contact.interests', type: 'list', label: text('Interests'), group: 'contact' },
        ],
      },
    );
    const { box, editor } = await textField('Message');
    act(() => editor.view.focus());
    act(() => void editor.commands.setTextSelection(4));
    const insert = async () => {
      await user.click(screen.getByRole('button', { name: 'Insert merge field in “Message”' }));
      await user.click(await screen.findByRole('option', { name: 'First name' }));
    };
    await insert();
    expect(value('body')).toBe('Hi {{contact.firstName}}!');
    expect(screen.queryByRole('option', { name: 'Interests' })).toBeNull();
    await waitFor(() => expect(box.textContent).toBe('Hi First name!'));
    await insert();
    expect(value('body')).toBe('Hi {{contact.firstName}}!');
  });

  it('trims a URL while it is typed', async () => {
    const { value } = renderForm({ url: hinted(z.string(), hint('Address', 'url')) });
    (await textField('Address')).type(' https://example.com ');
    expect(value('url')).toBe('https://example.com');
  });

  it('keeps a number within its limits and removes it when the field is emptied', async () => {
    const { user, value } = renderForm({
      days: hinted(z.int().min(1).max(30).optional(), hint('Days', 'number')),
    });
    const input = screen.getByLabelText('Days');
    await user.type(input, '99');
    await user.tab();
    expect(value('days')).toBe(30);
    await user.clear(input);
    expect(value('days')).toBeUndefined();
  });

  it('switches a boolean on and off, starting with its default', async () => {
    const { user, value } = renderForm({
      loud: hinted(z.boolean().default(true), hint('Tell the owner', 'switch')),
    });
    const toggle = screen.getByRole('switch', { name: 'Tell the owner' });
    expect(toggle).toHaveProperty('checked', true);
    await user.click(toggle);
    expect(value('loud')).toBe(false);
  });

  it('shows few short choices side by side and many choices in a list that can be cleared', async () => {
    const options = ['low', 'normal', 'high', 'urgent'].map((one) => ({ value: one, label: text(one) }));
    const { user, value } = renderForm({
      kind: hinted(
        z.enum(['to-do', 'meeting']).default('to-do'),
        hint('Kind', 'choice', {
          options: [
            { value: 'to-do', label: text('To-do', 'Oppgave') },
            { value: 'meeting', label: text('Meeting', 'Møte') },
          ],
        }),
      ),
      priority: hinted(z.string().nullable().default(null), hint('Priority', 'choice', { options })),
    });
    expect(screen.getByRole('radio', { name: 'To-do' })).toHaveProperty('checked', true);
    await user.click(screen.getByRole('radio', { name: 'Meeting' }));
    expect(value('kind')).toBe('meeting');

    await user.click(screen.getByRole('combobox', { name: 'Priority' }));
    await user.click(screen.getByRole('option', { name: 'urgent' }));
    expect(value('priority')).toBe('urgent');
    const list = screen.getByRole('combobox', { name: 'Priority' });
    await user.click(within(list.parentElement!).getByRole('button', { hidden: true }));
    expect(value('priority')).toBeNull();

    act(() => setLanguage('nb'));
    expect(screen.getByRole('radio', { name: 'Møte' })).toBeTruthy();
  });

  it('shows a stored choice that was renamed since by its new name', async () => {
    const options = [
      { value: 'contact', label: text('The contact’s') },
      { value: 'organisation', label: text('Ours'), formerly: ['house'] },
    ];
    const { user, value } = renderForm(
      { zone: hinted(z.enum(['contact', 'organisation', 'house']), hint('Zone', 'choice', { options })) },
      { params: { zone: 'house' } },
    );
    expect(screen.getByRole('radio', { name: 'Ours' })).toHaveProperty('checked', true);
    expect(value('zone')).toBe('house');
    await user.click(screen.getByRole('radio', { name: 'The contact’s' }));
    await user.click(screen.getByRole('radio', { name: 'Ours' }));
    expect(value('zone')).toBe('organisation');
  });

  it('gives the focus to the field that a problem is about', async () => {
    const { store } = renderForm({
      name: hinted(z.string(), hint('Name', 'text')),
      kind: hinted(
        z.enum(['a', 'b']),
        hint('Kind', 'choice', { options: ['a', 'b'].map((value) => ({ value, label: text(value) })) }),
      ),
    });
    const problem = {
      code: 'params.invalid',
      severity: 'error',
      message: text('Wrong'),
      nodeId: 'a',
    } as const;
    act(() => store.getState().goToProblem({ ...problem, path: 'name' }));
    await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('Name')));
    act(() => store.getState().goToProblem({ ...problem, path: 'kind.0.id' }));
    await waitFor(() =>
      expect(document.activeElement?.closest('[data-field]')?.getAttribute('data-field')).toBe('kind'),
    );
    expect(store.getState().selection.nodes).toEqual(['a']);
  });

  it('shows a field only while the field it depends on has the right value', async () => {
    const { user } = renderForm({
      later: hinted(z.boolean().default(false), hint('Later', 'switch')),
      days: hinted(z.int().default(1), hint('Days', 'number', { showWhen: { field: 'later', in: [true] } })),
    });
    expect(screen.queryByLabelText('Days')).toBeNull();
    await user.click(screen.getByRole('switch', { name: 'Later' }));
    expect(screen.getByLabelText('Days')).toHaveProperty('value', '1');
  });

  it('cannot be changed on a read-only canvas', async () => {
    renderForm(
      {
        name: hinted(z.string(), hint('Name', 'text')),
        loud: hinted(z.boolean(), hint('Loud', 'switch')),
        wait: hinted(z.int(), hint('Wait', 'duration')),
      },
      { readOnly: true },
    );
    expect((await textField('Name')).box.getAttribute('contenteditable')).toBe('false');
    for (const name of ['Loud', 'Wait']) expect(screen.getByLabelText(name)).toHaveProperty('disabled', true);
    expect(screen.getByRole('combobox', { name: 'Unit of Wait' })).toHaveProperty('disabled', true);
  });

  it('says that there is nothing to set for a type without parameters', () => {
    renderForm({});
    expect(screen.getByText('There is nothing to set here.')).toBeTruthy();
  });
});
