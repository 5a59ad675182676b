import { ROUTES, type Folder } from '@linkflow/contracts';
import { useCommand } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { attempt, toast } from '../toast';
import { type Dragged, type DropFolder, nameOf } from './folder-drag';
import { folderTexts } from './folders.texts';

export type MovingRoute = typeof ROUTES.links.update | typeof ROUTES.mailings.move | typeof ROUTES.forms.move;

/**
 * Returns a function that moves what was dragged: entries with `route`, or a folder into another.
 * @param folders those of the library, if they are loaded
 */
export function useMoveByDrag(route: MovingRoute, folders: readonly Folder[] | undefined): DropFolder {
  const t = useTexts(folderTexts);
  const move = useCommand(route);
  const moveFolder = useCommand(ROUTES.folders.update);
  const request = (dragged: Dragged, folderId: string | null): Promise<unknown> =>
    'folder' in dragged
      ? moveFolder.mutateAsync({ params: { id: dragged.folder.id }, body: { parentId: folderId } })
      : Promise.all(dragged.items.map(({ id }) => move.mutateAsync({ params: { id }, body: { folderId } })));
  return (dragged, folderId) => {
    const folder = folders?.find(({ id }) => id === folderId)?.name;
    const isOne = 'folder' in dragged || dragged.items.length === 1;
    const what = isOne
      ? t('drag.one', { name: nameOf(dragged) })
      : t('drag.several', { count: dragged.items.length });
    attempt(request(dragged, folderId), () =>
      toast(folder === undefined ? t('drag.out', { what }) : t('drag.done', { what, folder })),
    );
  };
}
