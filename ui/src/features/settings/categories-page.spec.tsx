import type { CategoryView } from '@linkflow/contracts';
import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { aProblem, renderParts, type Api } from '../../testing';
import { CategoriesPage } from './categories-page';

const categories = Array.from({ length: 401 }, (_, n): CategoryView => ({
  id: `c${n}`,
  name: `Category ${n}`,
  parentId: null,
  rule: 'weighted',
  ourContactFirst: false,
  members: [{ user: { id: 'u1', name: 'Ingrid' }, weight: 1 }],
  deleted: false,
  updatedAt: '2027-03-01T10:00:00.000Z',
}));

const none: Api = (request) =>
  request.method === 'POST' ? api(request) : { items: [], page: 1, pageSize: 200, total: 0 };

const api: Api = ({ method, path, query }) => {
  if (path === '/api/categories' && method === 'POST')
    return aProblem(400, 'validation.failed', [{ path: 'members.0.weight', message: 'At most 1000' }]);
  if (path !== '/api/categories') return undefined;
  const [page, pageSize] = [Number(query.get('page')), Number(query.get('pageSize'))];
  const items = categories.slice((page - 1) * pageSize, page * pageSize);
  return { items, page, pageSize, total: categories.length };
};

describe('the categories', () => {
  it('are all listed, however many there are', async () => {
    const { sent } = renderParts(<CategoriesPage />, api);
    await waitFor(() => expect(screen.getAllByText(/^Category \d+$/)).toHaveLength(401));
    expect(sent.map(({ query }) => query.get('page'))).toEqual(['1', '2', '3']);
  }, 20_000);

  it('say at their members what is wrong with a weight', async () => {
    const { user } = renderParts(<CategoriesPage />, none);
    await user.click(await screen.findByRole('button', { name: 'New category' }));
    await user.type(await screen.findByRole('textbox', { name: 'Name' }), 'Support');
    await user.click(screen.getByRole('button', { name: 'Create category' }));
    expect(await screen.findByText('At most 1000')).toBeTruthy();
    expect(screen.queryByRole('alert')).toBeNull();
  });
});
