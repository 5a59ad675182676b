import type { ProjectView, SelectionView } from '@linkflow/contracts';
import type { TextKey } from '../../i18n';
import type { groupTexts } from './groups.texts';

type Key = TextKey<(typeof groupTexts)['texts']>;

/** Selections and projects behave alike; only their words differ. */
export type GroupResource = 'selections' | 'projects';

/** False for a selection whose members follow from criteria: whoever is counted there by hand is not all of them. */
export const hasOwnMembers = (group: SelectionView | ProjectView): boolean =>
  !('kind' in group) || group.kind === 'static';

export const GROUP_WORDS = {
  selections: {
    kind: 'selection',
    title: 'selections',
    new: 'newSelection',
    create: 'createSelection',
    search: 'searchSelections',
    emptyTitle: 'emptySelections',
    emptyText: 'emptySelectionsText',
  },
  projects: {
    kind: 'project',
    title: 'projects',
    new: 'newProject',
    create: 'createProject',
    search: 'searchProjects',
    emptyTitle: 'emptyProjects',
    emptyText: 'emptyProjectsText',
  },
} as const satisfies Record<
  GroupResource,
  { kind: 'selection' | 'project' } & Record<
    'title' | 'new' | 'create' | 'search' | 'emptyTitle' | 'emptyText',
    Key
  >
>;
