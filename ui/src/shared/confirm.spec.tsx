import { ROUTES } from '@linkflow/contracts';
import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { call } from '../api/client';
import { aProblem, renderParts, type Api } from '../testing';
import { confirmDanger, confirmRequest } from './confirm';

const question = { title: 'Delete Acme?', text: 'The card is deleted for good.', confirm: 'Delete company' };
const confirmed = vi.fn<() => void>();
const then = vi.fn<(result: unknown) => void>();

const remove = () =>
  confirmRequest({
    ...question,
    request: () => call(ROUTES.links.restore, { params: { id: '1' } }),
    done: 'Acme deleted',
    then,
  });

async function ask(onClick: () => void, answer: Api = () => ({ ok: true })) {
  const rendered = renderParts(<button onClick={onClick}>Ask</button>, answer);
  await rendered.user.click(screen.getByRole('button', { name: 'Ask' }));
  await screen.findByRole('dialog', { name: question.title });
  return rendered;
}

describe('confirmation', () => {
  it('explains what will happen and does it only on confirmation', async () => {
    const { user } = await ask(() => confirmDanger({ ...question, onConfirm: confirmed }));
    expect(screen.getByText(question.text)).toBeTruthy();
    expect(confirmed).not.toHaveBeenCalled();
    await user.click(screen.getByRole('button', { name: question.confirm }));
    expect(confirmed).toHaveBeenCalledOnce();
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('does nothing on cancel', async () => {
    confirmed.mockClear();
    const { user } = await ask(() => confirmDanger({ ...question, onConfirm: confirmed }));
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(confirmed).not.toHaveBeenCalled();
  });

  it('sends the confirmed request, reports success and continues', async () => {
    const { user, sent } = await ask(remove);
    expect(sent).toEqual([]);
    await user.click(screen.getByRole('button', { name: question.confirm }));
    expect(await screen.findByText('Acme deleted')).toBeTruthy();
    expect(sent).toMatchObject([{ method: 'POST', path: '/api/links/1/restore' }]);
    expect(then).toHaveBeenLastCalledWith({ ok: true });
  });

  it('reports a failed request and does not continue', async () => {
    then.mockClear();
    const { user } = await ask(remove, () => aProblem(403, 'access.denied'));
    await user.click(screen.getByRole('button', { name: question.confirm }));
    expect((await screen.findByRole('alert')).textContent).toContain('Your roles do not let you do this.');
    expect(then).not.toHaveBeenCalled();
  });
});
