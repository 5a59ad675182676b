import { ROUTES } from '@linkflow/contracts';
import { until, type ApiClient } from '../support';
import type { Person } from './person';

/** Drags a new link into a new folder of the library, with the mouse. */
export async function dragsLinkIntoFolder(
  person: Person,
  { api, apiUrl, name }: { api: ApiClient; apiUrl: string; name: string },
): Promise<void> {
  const folder = await api.call(ROUTES.folders.create, { body: { name, parentId: null, kind: 'link' } });
  const { id } = await api.call(ROUTES.links.create, { body: { name, url: 'https://example.com/' } });
  await person.tab.open(`${apiUrl}/links`);
  await person.sees(`[data-drop-folder="${folder.id}"]`);
  await person.sees(`a[data-row-link][href="/links/${id}"]`);
  await person.reads(`document.querySelector('[data-testid="drag-image"]') !== null`, 'dragging');
  const to = await person.middle(`[data-drop-folder="${folder.id}"]`);
  await person.drags(`a[data-row-link][href="/links/${id}"]`, to, () =>
    person.reads(`document.querySelector('[data-over]') !== null`, 'the folder under the link'),
  );
  await until(async () => (await api.call(ROUTES.links.get, { params: { id } })).folder?.id === folder.id, {
    what: 'the link in its folder',
  });
  // The press that has dragged the link has not opened it.
  await person.reads(`location.pathname === '/links'`, 'the library');
}
