import { act, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Condition, FactDescriptor, FactType } from '@linkflow/contracts';
import { setLanguage } from '../../../i18n';
import { aDescriptor, aDocument, aDraft, anEdge, aNode } from '../../model/testing';
import { useCanvasStore, useNode } from '../../store/use-canvas';
import { type CanvasOptions, renderCanvas } from '../../testing';
import { ConditionEditor } from './condition-editor';
import { useFactsAt } from './facts';

const fact = (
  name: string,
  type: FactType,
  label: { en: string; nb: string },
  part: Partial<FactDescriptor> = {},
): FactDescriptor => ({ name, type, label, group: 'contact', ...part });

const FACTS: readonly FactDescriptor[] = [
  fact('contact.city', 'text', { en: 'City', nb: 'By' }),
  fact('contact.note', 'text', { en: 'Note', nb: 'Notat' }),
  fact('contact.age', 'number', { en: 'Age', nb: 'Alder' }),
  fact('contact.member', 'boolean', { en: 'Member', nb: 'Medlem' }),
  fact('contact.since', 'date', { en: 'Customer since', nb: 'Kunde siden' }),
  fact(
    'contact.country',
    'text',
    { en: 'Country', nb: 'Land' },
    {
      options: [
        { value: 'NO', label: { en: 'Norway', nb: 'Norge' } },
        { value: 'SE', label: { en: 'Sweden', nb: 'Sverige' } },
      ],
    },
  ),
  fact('contact.interests', 'list', { en: 'Interests', nb: 'Interesser' }, { of: 'interest' }),
];

/** Renders the condition editor for the condition of the node `if` and stores changes in the node, as the inspector does. */
function Editor({ disabled }: { disabled: boolean }) {
  const store = useCanvasStore();
  const condition = useNode('if')?.params.condition as Condition | undefined;
  return (
    <ConditionEditor
      facts={useFactsAt('if')}
      value={condition}
      disabled={disabled}
      onChange={(next) =>
        store.getState().edit({ op: 'set-params', nodeId: 'if', params: next ? { condition: next } : {} })
      }
    />
  );
}

function renderEditor(condition?: Condition, options: CanvasOptions & { disabled?: boolean } = {}) {
  const document = aDocument(
    [aNode('if', 'condition', condition ? { condition } : {})],
    [anEdge('click', 'then', 'if')],
  );
  const rendered = renderCanvas(<Editor disabled={options.disabled ?? false} />, {
    draft: aDraft(document),
    facts: FACTS,
    ...options,
  });
  return { ...rendered, condition: () => rendered.params('if').condition };
}

const is = (name: string, value: unknown, operator = 'equal'): Condition => ({ fact: name, operator, value });

async function chooseFact(user: ReturnType<typeof renderEditor>['user'], name: string, index = 0) {
  const input = (await screen.findAllByRole('combobox', { name: 'What to check' }))[index]!;
  await user.click(input);
  await user.click(await screen.findByRole('option', { name }));
}
async function chooseOperator(user: ReturnType<typeof renderEditor>['user'], name: string) {
  await user.click(screen.getByRole('combobox', { name: 'How to compare' }));
  await user.click(screen.getByRole('option', { name }));
}

describe('the condition editor', () => {
  it('starts with an empty rule, which is not part of the condition until a fact is chosen', async () => {
    const { user, condition } = renderEditor();
    expect(await screen.findByRole('combobox', { name: 'What to check' })).toBeTruthy();
    expect(condition()).toBeUndefined();
    await chooseFact(user, 'City');
    expect(condition()).toEqual({ all: [is('contact.city', '')] });
    await user.type(screen.getByLabelText('Value'), 'Oslo');
    expect(condition()).toEqual({ all: [is('contact.city', 'Oslo')] });
  });

  it('adds a rule, and offers the choice between all and any rules once there are two', async () => {
    const { user, condition } = renderEditor({ all: [is('contact.city', 'Oslo')] });
    expect(screen.queryByRole('radio', { name: 'At least one of these' })).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Add a rule' }));
    await chooseFact(user, 'Member', 1);
    await user.click(screen.getByRole('radio', { name: 'At least one of these' }));
    expect(condition()).toEqual({ any: [is('contact.city', 'Oslo'), is('contact.member', true)] });
  });

  it('adds a group with its own rule and negates it', async () => {
    const { user, condition } = renderEditor({ all: [is('contact.city', 'Oslo')] });
    await user.click(screen.getByRole('button', { name: 'Add a group of rules' }));
    await chooseFact(user, 'Member', 1);
    const [negateGroup] = screen.getAllByRole('button', { name: 'Not' });
    expect(negateGroup!.getAttribute('aria-pressed')).toBe('false');
    await user.click(negateGroup!);
    expect(condition()).toEqual({
      all: [is('contact.city', 'Oslo'), { not: { all: [is('contact.member', true)] } }],
    });
  });

  it('leads the keyboard from a new rule or group to its field, and then on in the order on the screen', async () => {
    const { user } = renderEditor({ all: [is('contact.city', 'Oslo')] });
    const facts = () => screen.getAllByRole('combobox', { name: 'What to check' });
    screen.getByRole('button', { name: 'Add a rule' }).focus();
    await user.keyboard('{Enter}');
    await waitFor(() => expect(document.activeElement).toBe(facts()[1]));
    screen.getByRole('button', { name: 'Add a group of rules' }).focus();
    await user.keyboard('{Enter}');
    await waitFor(() => expect(document.activeElement).toBe(facts()[2]));
    const stops: (string | null)[] = [];
    for (let i = 0; i < 5; i += 1) {
      await user.tab();
      stops.push(
        document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? null,
      );
    }
    expect(stops).toEqual(['Remove this rule', 'Add a rule', 'Add a group of rules', 'Not', 'Add a rule']);
  });

  it('keeps the focus on "Not", which moves to the start of the group', async () => {
    const { user } = renderEditor({ all: [is('contact.city', 'Oslo')] });
    const not = () => screen.getByRole('button', { name: 'Not' });
    for (const pressed of ['true', 'false']) {
      not().focus();
      await user.keyboard('{Enter}');
      await waitFor(() => expect(document.activeElement).toBe(not()));
      expect(not().getAttribute('aria-pressed')).toBe(pressed);
    }
  });

  it('nests groups at most two levels deep', async () => {
    const { user } = renderEditor({ all: [{ any: [is('contact.city', 'Oslo')] }] });
    const addGroup = () => screen.getAllByRole('button', { name: 'Add a group of rules' });
    await user.click(addGroup()[0]!);
    expect(screen.getAllByRole('button', { name: 'Remove this group' })).toHaveLength(2);
    expect(addGroup()).toHaveLength(2);
  });

  it('keeps the text when the new fact is a text and resets it for another type', async () => {
    const { user, condition } = renderEditor({ all: [is('contact.city', 'Oslo')] });
    await chooseFact(user, 'Note');
    expect(condition()).toEqual({ all: [is('contact.note', 'Oslo')] });
    await chooseFact(user, 'Age');
    expect(condition()).toEqual({ all: [is('contact.age', null)] });
    await user.type(screen.getByLabelText('Value'), '18');
    expect(condition()).toEqual({ all: [is('contact.age', 18)] });
    await chooseFact(user, 'Member');
    expect(condition()).toEqual({ all: [is('contact.member', true)] });
  });

  it.each<[string, string, Condition, unknown]>([
    ['a text for a list of records', 'Interests', is('contact.city', 'Oslo', 'contains'), ''],
    ['a text for a choice', 'Country', is('contact.city', 'Oslo'), ''],
    ['a choice for a text', 'City', is('contact.country', 'NO'), ''],
    ['a number for a text', 'City', is('contact.age', 18), ''],
    ['a number for a number of days', 'Customer since', is('contact.age', 18, 'lessThan'), null],
    ['a date for a text', 'City', is('contact.since', '2024-01-01', 'before'), ''],
  ])('clears the value when the fact changes from %s', async (_what, name, rule, value) => {
    const { user, condition } = renderEditor({ all: [rule] });
    await chooseFact(user, name);
    expect(condition()).toMatchObject({ all: [{ value }] });
  });

  it('replaces an operator that the new fact does not have', async () => {
    const { user, condition } = renderEditor({ all: [is('contact.city', 'Os', 'startsWith')] });
    await chooseFact(user, 'Customer since');
    expect(condition()).toEqual({ all: [is('contact.since', null, 'before')] });
  });

  it('keeps the value when the operator changes to several values, and drops it for "is empty"', async () => {
    const { user, condition } = renderEditor({ all: [is('contact.city', 'Oslo')] });
    await screen.findByDisplayValue('City');
    await chooseOperator(user, 'is one of');
    expect(condition()).toEqual({ all: [is('contact.city', ['Oslo'], 'in')] });
    await user.type(screen.getByRole('combobox', { name: 'Value' }), 'Bergen{Enter}');
    expect(condition()).toEqual({ all: [is('contact.city', ['Oslo', 'Bergen'], 'in')] });
    await chooseOperator(user, 'is empty');
    expect(condition()).toEqual({ all: [{ fact: 'contact.city', operator: 'isEmpty' }] });
    expect(screen.queryByLabelText('Value')).toBeNull();
  });

  it('offers the values of a fact with options, in the language of the page', async () => {
    const { user, condition } = renderEditor({ all: [is('contact.country', 'NO')] });
    expect(await screen.findByDisplayValue('Norway')).toBeTruthy();
    act(() => setLanguage('nb'));
    await user.click(await screen.findByDisplayValue('Norge'));
    await user.click(await screen.findByRole('option', { name: 'Sverige' }));
    expect(condition()).toEqual({ all: [is('contact.country', 'SE')] });
    expect(screen.getByRole('button', { name: 'Legg til en regel' })).toBeTruthy();
  });

  it('finds records by name for a fact about records', async () => {
    const { user, condition } = renderEditor(
      { all: [is('contact.interests', '', 'contains')] },
      {
        api: ({ path, query }) =>
          path === '/api/lookups/interest'
            ? [{ id: 'i1', label: 'Wine' }].filter(({ label }) =>
                label.toLowerCase().includes(query.get('q') ?? ''),
              )
            : undefined,
      },
    );
    await user.type(await screen.findByRole('combobox', { name: 'Value' }), 'win');
    await user.click(await screen.findByRole('option', { name: 'Wine' }));
    expect(condition()).toEqual({ all: [is('contact.interests', 'i1', 'contains')] });
  });

  it('finds several records by name for "is one of"', async () => {
    const all = [
      { id: 'i1', label: 'Wine' },
      { id: 'i2', label: 'Cheese' },
    ];
    const { user, condition } = renderEditor(
      { all: [is('contact.owner', ['i1'], 'in')] },
      {
        facts: [fact('contact.owner', 'text', { en: 'Owner', nb: 'Eier' }, { of: 'interest' })],
        api: ({ path, query }) => {
          if (path !== '/api/lookups/interest') return undefined;
          const ids = query.get('ids')?.split(',');
          return all.filter(({ id, label }) => ids?.includes(id) ?? label.includes(query.get('q') ?? ''));
        },
      },
    );
    expect(await screen.findByText('Wine')).toBeTruthy();
    await user.type(screen.getByRole('combobox', { name: 'Value' }), 'Che');
    await user.click(await screen.findByRole('option', { name: 'Cheese' }));
    expect(condition()).toEqual({ all: [is('contact.owner', ['i1', 'i2'], 'in')] });
    await user.keyboard('{Backspace}');
    expect(condition()).toEqual({ all: [is('contact.owner', ['i1'], 'in')] });
  });

  it('removes rules; without rules there is no condition', async () => {
    const { user, condition } = renderEditor({
      all: [is('contact.city', 'Oslo'), is('contact.member', true)],
    });
    await user.click(screen.getAllByRole('button', { name: 'Remove this rule' })[0]!);
    expect(condition()).toEqual({ all: [is('contact.member', true)] });
    await user.click(screen.getByRole('button', { name: 'Remove this rule' }));
    expect(condition()).toBeUndefined();
  });

  it('removes a group with its rules', async () => {
    const { user, condition } = renderEditor({
      all: [is('contact.city', 'Oslo'), { any: [is('contact.member', true)] }],
    });
    await user.click(screen.getByRole('button', { name: 'Remove this group' }));
    expect(condition()).toEqual({ all: [is('contact.city', 'Oslo')] });
  });

  it('follows an undo and keeps the focus while the user types', async () => {
    const { user, store } = renderEditor({ all: [is('contact.city', '')] });
    const input = await screen.findByLabelText('Value');
    await user.type(input, 'Oslo');
    expect(document.activeElement).toBe(input);
    expect(input).toHaveProperty('value', 'Oslo');
    act(() => store.getState().undo());
    await waitFor(() => expect(screen.getByLabelText('Value')).toHaveProperty('value', 'Osl'));
  });

  it('keeps a rule about an unknown fact visible, with an error', async () => {
    renderEditor({ all: [is('contact.gone', 'x')] });
    const input = await screen.findByDisplayValue('Unknown: contact.gone');
    expect(input.getAttribute('aria-invalid')).toBe('true');
  });

  it('cannot be changed while it is disabled', async () => {
    renderEditor({ all: [is('contact.city', 'Oslo')] }, { disabled: true });
    await screen.findByDisplayValue('City');
    for (const name of ['Add a rule', 'Add a group of rules', 'Remove this rule', 'Not'])
      expect(screen.getByRole('button', { name })).toHaveProperty('disabled', true);
    expect(screen.getByLabelText('Value')).toHaveProperty('disabled', true);
  });

  it('offers the outputs of earlier steps as facts', async () => {
    const catalogue = [
      aDescriptor('click', {
        group: 'trigger',
        lane: 'both',
        ports: { fixed: [{ id: 'then', label: { en: '', nb: '' } }] },
      }),
      aDescriptor('script', {
        title: { en: 'Run script', nb: 'Kjør skript' },
        output: { type: 'object', properties: { score: { type: 'number' } } },
      }),
      aDescriptor('condition', { group: 'flow', lane: 'both' }),
    ];
    const draft = aDraft(
      aDocument(
        [aNode('s', 'script'), aNode('if', 'condition')],
        [anEdge('click', 'then', 's'), anEdge('s', 'next', 'if')],
      ),
    );
    const { user } = renderEditor(undefined, { catalogue, draft });
    await user.click(await screen.findByRole('combobox', { name: 'What to check' }));
    const list = await screen.findByRole('listbox');
    expect(within(list).getByText('Earlier steps')).toBeTruthy();
    expect(within(list).getByRole('option', { name: /score/ })).toBeTruthy();
  });
});
