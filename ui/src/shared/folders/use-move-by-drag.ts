import { ROUTES } from '@linkflow/contracts';
import { useCommand } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { attempt, toast } from '../toast';
import type { DropFolder } from './folder-drag';
import { folderTexts } from './folders.texts';

type MovingRoute = typeof ROUTES.links.update | typeof ROUTES.mailings.move;

/** Returns a function that moves what was dragged: entries with `route`, or a folder into another. */
export function useMoveByDrag(route: MovingRoute): DropFolder {
  const t = useTexts(folderTexts);
  const move = useCommand(route);
  const moveFolder = useCommand(ROUTES.folders.update);
  return (dragged, folderId) => {
    if ('folder' in dragged) {
      const { id, name } = dragged.folder;
      const moved = moveFolder.mutateAsync({ params: { id }, body: { parentId: folderId } });
      attempt(moved, () => toast(t('drag.done', { name })));
      return;
    }
    const { items } = dragged;
    const moved = Promise.all(
      items.map(({ id }) => move.mutateAsync({ params: { id }, body: { folderId } })),
    );
    attempt(moved, () =>
      toast(t('drag.done', { name: items.length === 1 ? (items[0]?.name ?? '') : String(items.length) })),
    );
  };
}
