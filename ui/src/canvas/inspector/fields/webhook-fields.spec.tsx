import { act, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AnswerField, hinted } from '@linkflow/contracts';
import { setLanguage } from '../../../i18n';
import { textField } from '../../../shared/merge-text/testing';
import { aMarketer } from '../../testing';
import { hint, lookups, renderForm } from '../testing';

const Header = z.object({ name: z.string(), value: z.string() });

describe('a field for headers', () => {
  const shape = { headers: hinted(z.array(Header).default([]), hint('Headers', 'headers')) };

  it('adds, changes and removes headers', async () => {
    const { user, value } = renderForm(shape, { params: { headers: [{ name: 'X-A', value: '1' }] } });
    await user.click(screen.getByRole('button', { name: 'Add a header' }));
    await user.type(screen.getByRole('textbox', { name: 'Name of header 2' }), 'X-B');
    (await textField('Value of header 2')).type('two');
    await waitFor(() =>
      expect(value('headers')).toEqual([
        { name: 'X-A', value: '1' },
        { name: 'X-B', value: 'two' },
      ]),
    );
    await user.click(screen.getByRole('button', { name: 'Remove header 1' }));
    expect(value('headers')).toEqual([{ name: 'X-B', value: 'two' }]);
    act(() => setLanguage('nb'));
    expect(screen.getByRole('button', { name: 'Fjern header 1' })).toBeTruthy();
  });

  it('says where a secret belongs', async () => {
    renderForm(shape, { params: { headers: [{ name: 'Authorization', value: 'x' }] } });
    expect(
      await screen.findByText('Everybody can read this value. Use a secret for “Authorization”'),
    ).toBeTruthy();
  });
});

describe('a field for values of an answer', () => {
  const shape = { answer: hinted(z.array(AnswerField).default([]), hint('Values', 'answer-fields')) };

  it('adds and changes values, and finds names that are used twice', async () => {
    const { user, value } = renderForm(shape, {
      params: { answer: [{ name: 'score', path: 'score', type: 'number' }] },
    });
    await user.click(screen.getByRole('button', { name: 'Add a value' }));
    await user.type(screen.getByRole('textbox', { name: 'Name of value 2' }), 'score');
    // A bracket begins a key in the language of user-event.
    await user.type(
      screen.getByRole('textbox', { name: 'Where value 2 stands in the answer' }),
      'lead.items[[0]',
    );
    await user.click(screen.getByRole('combobox', { name: 'Type of value 2' }));
    await user.click(screen.getByRole('option', { name: 'Yes or no' }));
    expect(value('answer')).toEqual([
      { name: 'score', path: 'score', type: 'number' },
      { name: 'score', path: 'lead.items[0]', type: 'boolean' },
    ]);
    // A problem is shown when the focus leaves the field.
    await user.click(document.body);
    expect(await screen.findByText('Two values have the name “score”')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Remove value 2' }));
    await waitFor(() => expect(screen.queryByText('Two values have the name “score”')).toBeNull());
  });
});

it('a field for JSON says when it is none', async () => {
  const shape = { body: hinted(z.string(), hint('Content', 'json')) };
  renderForm(shape, { params: { body: '{"a":"{{contact.name}}"' } });
  expect(await screen.findByText(/This is not JSON yet/)).toBeTruthy();
});

describe('a field for a secret', () => {
  const session = aMarketer();
  const shape = {
    signingSecretId: hinted(
      z.string().nullable().default(null),
      hint('Signed with', 'ref', { of: 'webhook-secret', filter: { type: 'signing' } }),
    ),
  };
  const VALUE = 'whsec_AAAA';
  const view = {
    id: 's1',
    name: 'CRM',
    kind: 'signing',
    header: null,
    createdAt: '2027-03-12T10:00:00.000Z',
    rotatedAt: null,
    previousUntil: null,
  };
  const secrets = lookups({ 'webhook-secret': [{ id: 's1', label: 'CRM', type: 'signing' }] });

  it('creates one, selects it and shows its value once', async () => {
    const { user, value, sent } = renderForm(shape, {
      session,
      api: (request) =>
        request.method === 'POST' && request.path === '/api/webhook-secrets'
          ? { secret: view, value: VALUE }
          : secrets(request),
    });
    await user.click(await screen.findByRole('button', { name: 'Signed with: New secret' }));
    await user.type(await screen.findByRole('textbox', { name: 'Name' }), 'CRM');
    await user.click(screen.getByRole('button', { name: 'Create' }));
    expect(await screen.findByDisplayValue(VALUE)).toBeTruthy();
    expect(value('signingSecretId')).toBe('s1');
    expect(sent.find(({ method }) => method === 'POST')?.body).toEqual({ kind: 'signing', name: 'CRM' });
    expect(screen.getByRole('button', { name: 'Signed with: Replace it', hidden: true })).toBeTruthy();
  });

  it('offers nothing that the user may not do', async () => {
    renderForm(shape, {
      session: { ...session, roles: ['viewer'] },
      params: { signingSecretId: 's1' },
      api: secrets,
    });
    await screen.findByDisplayValue('CRM');
    expect(screen.queryByRole('button', { name: 'Signed with: New secret' })).toBeNull();
  });
});
