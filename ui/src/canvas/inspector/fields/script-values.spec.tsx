import { act, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { hinted, Id, ScriptParamValues, type ScriptParam } from '@linkflow/contracts';
import { setLanguage } from '../../../i18n';
import { textField } from '../../../shared/merge-text/testing';
import { hint, lookups, renderForm } from '../testing';

const SCRIPT = '66b0000000000000000000f1';
const OTHER = '66b0000000000000000000f2';
const shape = {
  scriptId: hinted(Id, hint('Script', 'ref', { of: 'script' })),
  values: hinted(ScriptParamValues.default({}), hint('Parameters', 'script-values', { follows: 'scriptId' })),
};
const PARAMS: ScriptParam[] = [
  { name: 'greeting', label: 'Hilsen', type: 'text', required: true, default: null },
  { name: 'points', label: 'Poeng', type: 'number', required: true, default: 5 },
  { name: 'vip', label: 'VIP', type: 'boolean', required: false, default: null },
  { name: 'size', label: 'Størrelse', type: 'choice', required: false, options: ['S', 'M'], default: 'M' },
];
const respond = lookups({
  script: [
    { id: SCRIPT, label: 'Makro', params: PARAMS, outputs: [] },
    { id: OTHER, label: 'Uten', params: [], outputs: [] },
  ],
});
const render = (values?: object) =>
  renderForm(shape, { params: { scriptId: SCRIPT, ...(values && { values }) }, api: respond });

describe('the values for the parameters of a script', () => {
  it('are entered by their types, under the labels that the script declares', async () => {
    const { user, value } = render();
    (await textField('Hilsen')).type('Hei');
    await waitFor(() => expect(value('values')).toEqual({ greeting: 'Hei' }));
    await user.type(screen.getByRole('textbox', { name: 'Poeng' }), '7');
    await user.click(screen.getByRole('combobox', { name: 'VIP (optional)' }));
    await user.click(await screen.findByRole('option', { name: 'No', hidden: true }));
    await user.click(screen.getByRole('combobox', { name: 'Størrelse' }));
    await user.click(await screen.findByRole('option', { name: 'S', hidden: true }));
    expect(value('values')).toEqual({ greeting: 'Hei', points: 7, vip: false, size: 'S' });
    await user.clear(screen.getByRole('textbox', { name: 'Poeng' }));
    expect(value('values')).toEqual({ greeting: 'Hei', vip: false, size: 'S' });
    expect(screen.getByText('If this is empty: 5')).toBeTruthy();
    act(() => setLanguage('nb'));
    expect(screen.getByText('Hvis dette er tomt: M')).toBeTruthy();
    expect(screen.getByRole('combobox', { name: 'VIP (valgfritt)' })).toBeTruthy();
  });

  it('say what is missing, and what does not fit', async () => {
    render({ size: 'XL' });
    expect(await screen.findByText('Fill in “Hilsen”')).toBeTruthy();
    expect(screen.getByText('“Størrelse” takes one of its choices')).toBeTruthy();
  });

  it('get the focus one by one from their problems', async () => {
    const { store } = render({ size: 'XL' });
    const fieldOf = (element: Element | null) => element?.closest('[data-field]')?.getAttribute('data-field');
    await screen.findByText('Fill in “Hilsen”');
    const message = { en: 'Wrong', nb: 'Feil' };
    const problem = { code: 'params.invalid', severity: 'error', message } as const;
    for (const path of ['values.size', 'values.greeting', 'values.points']) {
      act(() => store.getState().goToProblem({ ...problem, nodeId: 'a', path }));
      await waitFor(() => expect(fieldOf(document.activeElement)).toBe(path));
    }
  });

  it('of a parameter that the script no longer has can be removed', async () => {
    const { user, value } = render({ greeting: 'Hei', gone: 1 });
    await screen.findByText('The script has no parameter “gone” any more.');
    await user.click(screen.getByRole('button', { name: 'Remove the value of gone' }));
    expect(value('values')).toEqual({ greeting: 'Hei' });
  });

  it('go with the script that they were entered for', async () => {
    const { user, value } = render({ greeting: 'Hei' });
    await screen.findByRole('group', { name: 'Parameters' });
    await user.click(screen.getByRole('combobox', { name: 'Script' }));
    await user.click(await screen.findByRole('option', { name: 'Uten', hidden: true }));
    expect(value('scriptId')).toBe(OTHER);
    expect(value('values')).toBeUndefined();
    await waitFor(() => expect(screen.queryByRole('group', { name: 'Parameters' })).toBeNull());
  });
});
