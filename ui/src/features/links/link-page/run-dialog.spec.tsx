import { screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { aProblem, renderPage, type Api } from '../../../testing';
import { RunDialog } from './run-dialog';

const contacts: Api = ({ path }) =>
  path === '/api/lookups/contact' ? [{ id: 'c1', label: 'Ada Berg' }] : undefined;

const open = async (api: Api, liveVersion: number | null = 3) => {
  const Page = () => (
    <RunDialog opened onClose={() => undefined} link={{ id: 'l1', name: 'Yes please', liveVersion }} />
  );
  const page = await renderPage(Page, {
    path: '/links',
    api: (request) => contacts(request) ?? api(request),
  });
  return {
    ...page,
    dialog: within(await screen.findByRole('dialog', { name: 'Run “Yes please” for a contact' })),
  };
};

it('starts a run for the chosen contact and opens its page', async () => {
  const { user, dialog, sent } = await open(() => ({ id: 'r1' }));
  await user.click(dialog.getByRole('button', { name: 'Run now' }));
  expect(await dialog.findByText('Choose a contact')).toBeTruthy();
  await user.click(dialog.getByRole('combobox', { name: 'Contact' }));
  await user.click(await screen.findByRole('option', { name: 'Ada Berg', hidden: true }));
  await user.click(dialog.getByRole('button', { name: 'Run now' }));
  const started = sent.filter(({ method }) => method === 'POST');
  expect(started).toMatchObject([{ path: '/api/links/l1/runs', body: { contactId: 'c1' } }]);
  expect(await screen.findByText('Page /runs/r1')).toBeTruthy();
});

it('shows why a run was refused', async () => {
  const { user, dialog } = await open(() => aProblem(409, 'workflow.not-live'));
  await user.click(dialog.getByRole('combobox', { name: 'Contact' }));
  await user.click(await screen.findByRole('option', { name: 'Ada Berg', hidden: true }));
  await user.click(dialog.getByRole('button', { name: 'Run now' }));
  expect((await dialog.findByRole('alert')).textContent).toContain('no live version');
});

it('is blocked while no version is published', async () => {
  const { dialog } = await open(() => undefined, null);
  expect(dialog.getByText(/Nothing is published yet/)).toBeTruthy();
  expect(dialog.getByRole<HTMLButtonElement>('button', { name: 'Run now' }).disabled).toBe(true);
});
