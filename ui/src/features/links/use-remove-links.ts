import { ROUTES, type LinkSummary } from '@linkflow/contracts';
import { useCommand } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { attempt, toast } from '../../shared/toast';
import { linkTexts } from './links.texts';

/** Returns a function that deletes links without a confirmation. The toast has an undo button, which restores them. */
export function useRemoveLinks(): (links: readonly Pick<LinkSummary, 'id' | 'name'>[]) => void {
  const t = useTexts(linkTexts);
  const remove = useCommand(ROUTES.links.remove);
  const restore = useCommand(ROUTES.links.restore);
  return (links) => {
    const count = links.length;
    const undo = () =>
      attempt(Promise.all(links.map(({ id }) => restore.mutateAsync({ params: { id } }))), () =>
        toast(t('remove.restored', { count })),
      );
    attempt(Promise.all(links.map(({ id }) => remove.mutateAsync({ params: { id } }))), () =>
      toast(t('remove.done', { count, name: links[0]?.name ?? '' }), undo),
    );
  };
}
