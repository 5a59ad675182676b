import type { TextKey } from '../i18n';
import type { crmTexts } from './crm.texts';

type Key = TextKey<(typeof crmTexts)['texts']>;

/** Selections and projects behave alike; only their words differ. */
export type GroupResource = 'selections' | 'projects';

export const GROUP_WORDS = {
  selections: {
    kind: 'selection',
    title: 'groups.selections',
    new: 'groups.newSelection',
    create: 'groups.createSelection',
    search: 'groups.searchSelections',
    emptyTitle: 'groups.emptySelections',
    emptyText: 'groups.emptySelectionsText',
  },
  projects: {
    kind: 'project',
    title: 'groups.projects',
    new: 'groups.newProject',
    create: 'groups.createProject',
    search: 'groups.searchProjects',
    emptyTitle: 'groups.emptyProjects',
    emptyText: 'groups.emptyProjectsText',
  },
} as const satisfies Record<
  GroupResource,
  { kind: 'selection' | 'project' } & Record<
    'title' | 'new' | 'create' | 'search' | 'emptyTitle' | 'emptyText',
    Key
  >
>;
