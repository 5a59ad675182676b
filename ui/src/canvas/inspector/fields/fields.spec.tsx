import { act, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { hinted } from '@linkflow/contracts';
import { setLanguage } from '../../../i18n';
import { aMarketer, type CanvasOptions } from '../../testing';
import { hint, lookups, renderForm, text } from '../testing';

describe('a reference field', () => {
  const shape = {
    kind: hinted(
      z.enum(['to-do', 'meeting']).default('to-do'),
      hint('Kind', 'choice', {
        options: [
          { value: 'to-do', label: text('To-do') },
          { value: 'meeting', label: text('Meeting') },
        ],
      }),
    ),
    typeId: hinted(z.string(), hint('Type', 'ref', { of: 'task-type', filter: { type: '$kind' } })),
    projectId: hinted(z.string().nullable().default(null), hint('Project', 'ref', { of: 'project' })),
  };
  const api = lookups({
    'task-type': [
      { id: 't1', label: 'Call', detail: 'By phone' },
      { id: 't2', label: 'Visit' },
    ],
    project: [{ id: 'p1', label: 'Launch' }],
  });

  it('finds records by name, narrowed by another field, and stores the id', async () => {
    const { user, value, sent } = renderForm(shape, { params: { kind: 'meeting' }, api });
    const input = screen.getByRole('combobox', { name: 'Type' });
    await user.type(input, 'vis');
    await waitFor(() => expect(screen.queryByRole('option', { name: /Call/ })).toBeNull());
    await user.click(await screen.findByRole('option', { name: 'Visit' }));
    expect(value('typeId')).toBe('t2');
    expect(sent.findLast(({ query }) => query.get('q') === 'vis')?.query.get('type')).toBe('meeting');
  });

  it('loses its value when the field that narrows it changes', async () => {
    const { user, value } = renderForm(shape, {
      params: { kind: 'to-do', typeId: 't1', projectId: 'p1' },
      api,
    });
    await screen.findByDisplayValue('Call');
    await user.click(screen.getByRole('radio', { name: 'Meeting' }));
    expect(value('typeId')).toBeUndefined();
    expect(value('projectId')).toBe('p1');
    expect(await screen.findByText('Fill in “Type”')).toBeTruthy();
  });

  it('can be cleared where the value is optional', async () => {
    const { user, value } = renderForm(shape, { params: { typeId: 't1', projectId: 'p1' }, api });
    const input = await screen.findByDisplayValue('Launch');
    await user.click(within(input.parentElement!).getByRole('button', { hidden: true }));
    expect(value('projectId')).toBeNull();
  });

  it('keeps a deleted record visible and asks for another one', async () => {
    renderForm(shape, { params: { typeId: 'deleted' }, api });
    expect(await screen.findByText('This is gone. Choose another one.')).toBeTruthy();
    act(() => setLanguage('nb'));
    expect(await screen.findByText('Dette finnes ikke lenger. Velg noe annet.')).toBeTruthy();
  });
});

describe('a field for a user', () => {
  const me = aMarketer();

  it('selects the signed-in user by a button', async () => {
    const { user, value } = renderForm(
      {
        createdById: hinted(z.string(), hint('Created by', 'ref', { of: 'user' })),
        projectId: hinted(z.string().nullable().default(null), hint('Project', 'ref', { of: 'project' })),
      },
      { session: me, api: lookups({ user: [{ id: 'u1', label: 'Ingrid Dahl' }] }) },
    );
    const button = screen.getByRole('button', { name: 'Created by: Select active user' });
    expect(screen.getAllByRole('button', { name: /Select active user/ })).toHaveLength(1);
    await user.click(button);
    expect(value('createdById')).toBe('u1');
    await screen.findByDisplayValue('Ingrid Dahl');
    expect(button).toHaveProperty('disabled', true);
    act(() => setLanguage('nb'));
    expect(screen.getByRole('button', { name: /Velg aktiv bruker/ })).toBe(button);
  });
});

describe('an owner field', () => {
  it('asks for a user only when a certain user is the owner', async () => {
    const { user, value } = renderForm(
      {
        owner: hinted(z.object({ kind: z.string(), userId: z.string().optional() }), hint('Owner', 'owner')),
      },
      { params: { owner: { kind: 'auto' } }, api: lookups({ user: [{ id: 'u7', label: 'Ola Vik' }] }) },
    );
    expect(screen.queryByRole('combobox', { name: 'User' })).toBeNull();
    await user.click(screen.getByRole('combobox', { name: 'Owner' }));
    await user.click(screen.getByRole('option', { name: 'A certain user' }));
    expect(value('owner')).toEqual({ kind: 'user' });
    await user.click(screen.getByRole('combobox', { name: 'User' }));
    await user.click(await screen.findByRole('option', { name: 'Ola Vik' }));
    expect(value('owner')).toEqual({ kind: 'user', userId: 'u7' });
  });
});

describe('a value field', () => {
  const shape = {
    fieldId: hinted(z.string(), hint('Field', 'ref', { of: 'field' })),
    value: hinted(
      z.union([z.string(), z.number(), z.boolean()]).optional(),
      hint('Value', 'field-value', { follows: 'fieldId' }),
    ),
  };
  const definition = { id: 'f1', entity: 'contact', name: 'score', createdAt: '2027-01-01T00:00:00Z' };
  const api = lookups({
    field: [
      { id: 'f1', label: 'Score', field: { ...definition, label: 'Score', type: 'integer' } as never },
      { id: 'f2', label: 'Member', field: { ...definition, label: 'Member', type: 'boolean' } as never },
    ],
  });

  it('waits until a field is chosen', () => {
    renderForm(shape, { api });
    expect(screen.getByPlaceholderText('Choose the field first.')).toHaveProperty('disabled', true);
  });

  it('is typed like the chosen field and is emptied when another field is chosen', async () => {
    const { user, value } = renderForm(shape, { params: { fieldId: 'f1' }, api });
    await screen.findByDisplayValue('Score');
    await user.type(await screen.findByLabelText('Value'), '42');
    expect(value('value')).toBe(42);

    await user.click(screen.getByRole('combobox', { name: 'Field' }));
    await user.clear(screen.getByRole('combobox', { name: 'Field' }));
    await user.click(await screen.findByRole('option', { name: 'Member' }));
    expect(value('value')).toBeUndefined();
    await user.click(await screen.findByRole('combobox', { name: 'Value' }));
    await user.click(screen.getByRole('option', { name: 'Yes' }));
    expect(value('value')).toBe(true);
  });
});

describe('a duration field', () => {
  const shape = { wait: hinted(z.int().min(0).max(10_080), hint('Wait', 'duration', { unit: 'minutes' })) };
  const choose = async (user: ReturnType<typeof renderForm>['user'], unit: string) => {
    await user.click(screen.getByRole('combobox', { name: 'Unit of Wait' }));
    await user.click(screen.getByRole('option', { name: unit }));
  };

  it('shows the largest whole unit and stores minutes', async () => {
    const { user, value } = renderForm(shape, { params: { wait: 120 } });
    const amount = screen.getByLabelText('Wait');
    expect(amount).toHaveProperty('value', '2');
    expect(screen.getByRole('combobox', { name: 'Unit of Wait' })).toHaveProperty('value', 'hours');
    await user.clear(amount);
    expect(value('wait')).toBeUndefined();
    await user.type(amount, '24');
    expect(value('wait')).toBe(1440);
  });

  it('keeps the number when the unit is changed, and the unit while a number is typed', async () => {
    const { user, value } = renderForm(shape, { params: { wait: 2880 } });
    await choose(user, 'hours');
    expect(value('wait')).toBe(120);
    const amount = screen.getByLabelText('Wait');
    await user.clear(amount);
    await user.type(amount, '24');
    expect(screen.getByRole('combobox', { name: 'Unit of Wait' })).toHaveProperty('value', 'hours');
  });

  it('does not change the unit while a number is typed that would be shorter in another one', async () => {
    const { user, value } = renderForm(shape);
    await user.type(screen.getByLabelText('Wait'), '605');
    expect(value('wait')).toBe(605);
  });

  it('offers no unit that exceeds the limit', async () => {
    const { user } = renderForm(
      { wait: hinted(z.int().max(120), hint('Wait', 'duration', { unit: 'minutes' })) },
      { params: { wait: 5 } },
    );
    await user.click(screen.getByRole('combobox', { name: 'Unit of Wait' }));
    expect(screen.getAllByRole('option').map((option) => option.textContent)).toEqual(['minutes', 'hours']);
  });
});

describe('time fields', () => {
  it('store a time of day as text or as minutes since midnight', async () => {
    const { user, value } = renderForm({
      at: hinted(z.string(), hint('At', 'time')),
      from: hinted(z.int(), hint('From', 'time')),
    });
    const [hours, laterHours] = screen.getAllByLabelText('Hours');
    const [minutes, laterMinutes] = screen.getAllByLabelText('Minutes');
    await user.type(hours!, '9');
    await user.type(minutes!, '30');
    expect(value('at')).toBe('09:30');
    await user.type(laterHours!, '8');
    await user.type(laterMinutes!, '15');
    expect(value('from')).toBe(495);
  });

  it('store weekdays by number in the order of the week, named in the language of the page', async () => {
    const { user, value } = renderForm(
      { days: hinted(z.array(z.int()), hint('Days', 'weekdays')) },
      { params: { days: [5] } },
    );
    await user.click(screen.getByRole('checkbox', { name: 'Mon' }));
    expect(value('days')).toEqual([1, 5]);
    act(() => setLanguage('nb'));
    await user.click(screen.getByRole('checkbox', { name: 'fre' }));
    expect(value('days')).toEqual([1]);
  });
});

describe('a list of shares', () => {
  const shape = {
    shares: hinted(
      z.array(z.object({ id: z.string(), label: z.string(), weight: z.number() })).min(2),
      hint('Shares', 'shares'),
    ),
  };
  const params = {
    shares: [
      { id: 'p1', label: 'A', weight: 1 },
      { id: 'p2', label: 'B', weight: 3 },
    ],
  };

  it('shows weights as percentages and adds, names, evens out and removes shares', async () => {
    const { user, value } = renderForm(shape, { params, perItem: 'shares' });
    expect(screen.getByText('25 %')).toBeTruthy();
    expect(screen.getByText('75 %')).toBeTruthy();

    await user.click(screen.getByRole('button', { name: 'Add a share' }));
    expect(value('shares')).toMatchObject([{ id: 'p1' }, { id: 'p2' }, { label: 'C', weight: 50 }]);
    await user.clear(screen.getAllByLabelText('Name')[2]!);
    await user.type(screen.getAllByLabelText('Name')[2]!, 'Control');
    await user.click(screen.getByRole('button', { name: 'Split evenly' }));
    expect(value('shares')).toMatchObject([{ weight: 33 }, { weight: 33 }, { label: 'Control', weight: 33 }]);
    expect(screen.queryByRole('button', { name: 'Split evenly' })).toBeNull();

    await user.click(screen.getByRole('button', { name: 'Remove A' }));
    expect(value('shares')).toMatchObject([{ id: 'p2', label: 'B' }, { label: 'Control' }]);
  });

  it('keeps at least two shares', () => {
    renderForm(shape, { params, perItem: 'shares' });
    expect(screen.getByRole('button', { name: 'Remove A' })).toHaveProperty('disabled', true);
  });

  it('takes an emptied weight as 0', async () => {
    const { user, value } = renderForm(shape, { params, perItem: 'shares' });
    await user.clear(screen.getByLabelText('Weight of A'));
    expect(value('shares')).toMatchObject([{ weight: 0 }, { weight: 3 }]);
    expect(screen.getByText('100 %')).toBeTruthy();
  });
});

describe('a list of cases', () => {
  const shape = {
    cases: hinted(
      z.array(z.object({ id: z.string(), label: z.string(), condition: z.unknown() })).max(3),
      hint('Paths', 'cases'),
    ),
  };
  const facts: CanvasOptions['facts'] = [
    { name: 'contact.city', type: 'text', label: text('City'), group: 'contact' },
  ];

  it('adds, names, reorders and removes paths, each with its condition', async () => {
    const { user, value } = renderForm(shape, { params: { cases: [] }, perItem: 'cases', facts });
    expect(screen.getByText('No paths yet: everybody takes “Otherwise”.')).toBeTruthy();
    const add = screen.getByRole('button', { name: 'Add a path' });
    await user.click(add);
    await user.click(add);
    const [first] = screen.getAllByRole('region');
    await user.type(within(first!).getByLabelText('Name'), 'Oslo');
    await user.click(within(first!).getByRole('combobox', { name: 'What to check' }));
    await user.click(await screen.findByRole('option', { name: 'City' }));
    await user.type(await within(first!).findByLabelText('Value'), 'Oslo');
    expect(value('cases')).toMatchObject([
      { label: 'Oslo', condition: { all: [{ fact: 'contact.city', operator: 'equal', value: 'Oslo' }] } },
      { label: '' },
    ]);

    expect(screen.getByRole('button', { name: 'Move Oslo up' })).toHaveProperty('disabled', true);
    await user.click(screen.getByRole('button', { name: 'Move Oslo down' }));
    expect(value('cases')).toMatchObject([{ label: '' }, { label: 'Oslo' }]);
    await user.click(screen.getByRole('button', { name: 'Remove Path 1' }));
    expect(value('cases')).toMatchObject([{ label: 'Oslo' }]);
  });

  it('adds no more paths than allowed', async () => {
    const { user } = renderForm(shape, { params: { cases: [] }, perItem: 'cases' });
    const add = screen.getByRole('button', { name: 'Add a path' });
    for (let i = 0; i < 3; i += 1) await user.click(add);
    expect(add).toHaveProperty('disabled', true);
  });
});

describe('a formatted text', () => {
  it('loads the editor on demand, shows the stored text and inserts facts', async () => {
    const { user, value } = renderForm(
      { body: hinted(z.string(), hint('Text', 'rich-text')) },
      {
        params: { body: '<p>Thank <strong>you</strong></p>' },
        facts: [{ name: 'contact.name', type: 'text', label: text('Name'), group: 'contact' }],
      },
    );
    const editor = await screen.findByRole('textbox', { name: 'Text' });
    expect(editor.textContent).toBe('Thank you');
    await user.click(screen.getByRole('button', { name: 'Insert merge field in “Text”' }));
    await user.click(await screen.findByRole('option', { name: 'Name' }));
    expect(value('body')).toContain('{{contact.name}}');
    await waitFor(() => expect(editor.textContent).toContain('Name'));
    expect(editor.textContent).not.toContain('{{');
  });
});
