import { ROUTES } from '@linkflow/contracts';
import { about, nothing, type Case, type WriteScene } from './audit-of-writes.fixture';

/** Cases of the routes that change folders, and what is in them. */
export const folderWriteCases = (scene: WriteScene): Case[] => {
  const { aFolder, aMailing } = scene;
  return [
    about(ROUTES.folders.create, nothing, aFolder, { action: 'folder.create' }),
    about(
      ROUTES.folders.update,
      aFolder,
      ({ id }) => scene.api.call(ROUTES.folders.update, { params: { id }, body: { name: 'Vår' } }),
      { action: 'folder.change', changes: ['name: Prøve … → Vår'] },
    ),
    about(
      ROUTES.folders.remove,
      aFolder,
      ({ id }) => scene.api.call(ROUTES.folders.remove, { params: { id } }),
      {
        action: 'folder.delete',
      },
    ),
    about(
      ROUTES.folders.restore,
      async () => {
        const { id } = await aFolder();
        await scene.api.call(ROUTES.folders.remove, { params: { id } });
        return id;
      },
      (id) => scene.api.call(ROUTES.folders.restore, { params: { id } }),
      { action: 'folder.restore' },
    ),
    about(
      ROUTES.mailings.move,
      async () => {
        const body = { name: 'Vår', kind: 'mailing' as const };
        return { mailing: await aMailing(), folder: await scene.api.call(ROUTES.folders.create, { body }) };
      },
      ({ mailing, folder }) =>
        scene.api.call(ROUTES.mailings.move, {
          params: { id: mailing.id },
          body: { folderId: folder.id },
        }),
      { action: 'mailing.move', changes: ['folder: null → Vår'] },
    ),
    about(
      ROUTES.forms.move,
      async () => ({
        form: await scene.api.call(ROUTES.forms.create, { body: { name: 'Skjema' } }),
        folder: await scene.api.call(ROUTES.folders.create, { body: { name: 'Vår', kind: 'form' } }),
      }),
      ({ form, folder }) =>
        scene.api.call(ROUTES.forms.move, { params: { id: form.id }, body: { folderId: folder.id } }),
      { action: 'form.move', changes: ['folder: null → Vår'] },
    ),
  ];
};
