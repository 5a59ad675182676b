import { ROUTES, type LookupItem, type RefKind } from '@linkflow/contracts';
import { useCan } from '../api/session';
import { useCommand } from '../api/use-route';
import { useTexts } from '../i18n';
import { common } from '../i18n/common.texts';

/** What a select offers if it finds no record of the typed name: to create one. */
export interface NewRecord {
  /** The words of the option. */
  label: (name: string) => string;
  create: (name: string) => Promise<LookupItem>;
}

/** How records of a kind are created where they are chosen. Undefined for other kinds, and for users who may not create them. */
export function useNewRecord(kind: RefKind): NewRecord | undefined {
  const t = useTexts(common);
  const can = useCan();
  const selection = useCommand(ROUTES.selections.create);
  const project = useCommand(ROUTES.projects.create);
  if (kind === 'selection' && can(ROUTES.selections.create)) {
    return {
      label: (name) => t('newSelection', { name }),
      create: async (name) => {
        // Members can be added one by one to static selections only.
        const { id } = await selection.mutateAsync({ body: { name, kind: 'static' } });
        return { id, label: name, type: 'static' };
      },
    };
  }
  if (kind === 'project' && can(ROUTES.projects.create)) {
    return {
      label: (name) => t('newProject', { name }),
      create: async (name) => ({ id: (await project.mutateAsync({ body: { name } })).id, label: name }),
    };
  }
  return undefined;
}
