import type { LinkSummary } from '@linkflow/contracts';
import { useLinkActions } from '../../api/links';
import { useTexts } from '../../i18n';
import { toast, toastError } from '../../shared/toast';
import { linkTexts } from './links.texts';

/** Deletes at once and offers the way back, instead of asking before. */
export function useRemoveLinks(): (links: readonly Pick<LinkSummary, 'id' | 'name'>[]) => void {
  const t = useTexts(linkTexts);
  const { remove, restore } = useLinkActions();
  return (links) => {
    const count = links.length;
    const bringBack = async () => {
      await Promise.all(links.map((link) => restore.mutateAsync(link.id)));
      toast(t('remove.restored', { count }));
    };
    Promise.all(links.map((link) => remove.mutateAsync(link.id)))
      .then(() =>
        toast(
          t('remove.done', { count, name: links[0]?.name ?? '' }),
          () => void bringBack().catch(toastError),
        ),
      )
      .catch(toastError);
  };
}
