import type { ScriptParam } from '@linkflow/contracts';
import { screen, within } from '@testing-library/react';
import { useState } from 'react';
import { describe, expect, it } from 'vitest';
import { renderPage, renderParts } from '../../testing';
import { ScriptParams } from './script-params';
import { ScriptUses } from './script-uses';

function renderParams(initial: readonly ScriptParam[] = [], errors: Record<string, string> = {}) {
  let present = initial;
  function Example() {
    const [params, setParams] = useState(initial);
    const change = (next: ScriptParam[]) => {
      present = next;
      setParams(next);
    };
    return <ScriptParams params={params} onChange={change} errorAt={(path) => errors[path]} />;
  }
  return { ...renderParts(<Example />), params: () => present };
}

describe('the parameters of a script', () => {
  it('are declared, changed and removed', async () => {
    const { user, params } = renderParams();
    await user.click(screen.getByRole('button', { name: 'Add a parameter' }));
    await user.type(screen.getByRole('textbox', { name: 'Label' }), 'Size');
    await user.type(screen.getByRole('textbox', { name: 'Name in the script' }), 'size');
    await user.click(screen.getByRole('combobox', { name: 'Type' }));
    await user.click(screen.getByRole('option', { name: 'Choice' }));
    await user.type(screen.getByRole('combobox', { name: 'Options' }), 'S{Enter}M{Enter}');
    await user.click(screen.getByRole('combobox', { name: 'Default' }));
    await user.click(screen.getByRole('option', { name: 'M' }));
    await user.click(screen.getByRole('switch', { name: 'Must be filled in' }));
    expect(params()).toEqual([
      { name: 'size', label: 'Size', type: 'choice', options: ['S', 'M'], required: true, default: 'M' },
    ]);
    await user.click(screen.getByRole('combobox', { name: 'Type' }));
    await user.click(screen.getByRole('option', { name: 'Number' }));
    expect(params()).toEqual([
      { name: 'size', label: 'Size', type: 'number', options: undefined, required: true, default: null },
    ]);
    await user.click(screen.getByRole('button', { name: 'Remove Size' }));
    expect(params()).toEqual([]);
  });

  it('show what the server refuses at the input', () => {
    const param: ScriptParam = { name: 'x', label: 'X', type: 'text', required: false, default: null };
    renderParams([param], { 'params.0.name': 'Not a name', params: 'Two have the same name' });
    expect(within(screen.getByRole('group', { name: 'Parameter 1' })).getByText('Not a name')).toBeTruthy();
    expect(screen.getByText('Two have the same name')).toBeTruthy();
  });
});

describe('what uses a script', () => {
  const render = (changed: boolean, links: { id: string; name: string }[]) =>
    renderPage(() => <ScriptUses scriptId="66b0000000000000000000f1" changed={changed} />, {
      path: '/settings/scripts',
      api: ({ path }) =>
        path.endsWith('/uses') ? { links, forms: [{ id: 'f', name: 'Påmelding' }] } : undefined,
    });

  it('is named, and warned about when the parameters were changed', async () => {
    await render(true, [{ id: 'l', name: 'Batteri' }]);
    const words = await screen.findByText(/You have changed the parameters/);
    const notice = words.closest<HTMLElement>('[role="status"]') ?? document.body;
    expect(notice.textContent).toContain('Batteri, Påmelding');
    expect(within(notice).getByRole('link', { name: 'Batteri' }).getAttribute('href')).toBe('/links/l');
  });

  it('is only named otherwise', async () => {
    await render(false, []);
    expect((await screen.findByText(/^Used by/)).textContent).toBe('Used by Påmelding');
    expect(screen.queryByText(/You have changed the parameters/)).toBeNull();
  });
});
