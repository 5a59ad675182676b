import type { ProjectView, SelectionKind, SelectionView } from '@linkflow/contracts';
import type { TextKey } from '../../i18n';
import type { Texts } from '../../i18n/texts';

/** Texts of selections and projects. */
export const groupTexts = {
  selections: { en: 'Selections', nb: 'Utvalg' },
  projects: { en: 'Projects', nb: 'Prosjekter' },
  newSelection: { en: 'New selection', nb: 'Nytt utvalg' },
  newProject: { en: 'New project', nb: 'Nytt prosjekt' },
  searchSelections: { en: 'Search selections', nb: 'Søk i utvalg' },
  searchProjects: { en: 'Search projects', nb: 'Søk i prosjekter' },
  createSelection: { en: 'Create selection', nb: 'Opprett utvalg' },
  createProject: { en: 'Create project', nb: 'Opprett prosjekt' },
  kind: { en: 'Kind', nb: 'Slag' },
  kinds: {
    static: { en: 'Static', nb: 'Statisk' },
    dynamic: { en: 'Dynamic', nb: 'Dynamisk' },
    combined: { en: 'Combined', nb: 'Kombinert' },
  },
  members: { en: 'Members', nb: 'Medlemmer' },
  memberCount: {
    en: '{count, plural, one {# member} other {# members}}',
    nb: '{count, plural, one {# medlem} other {# medlemmer}}',
  },
  since: { en: 'Member since', nb: 'Medlem siden' },
  addedBy: { en: 'Added by', nb: 'Lagt til av' },
  showRetired: { en: 'Show retired', nb: 'Vis dem som er tatt ut av bruk' },
  nameMissing: { en: 'Write a name', nb: 'Skriv et navn' },
  addMembers: { en: 'Add members', nb: 'Legg til medlemmer' },
  addMembersTitle: { en: 'Add to “{name}”', nb: 'Legg til i «{name}»' },
  chooseContacts: { en: 'Contacts', nb: 'Personer' },
  chooseSome: { en: 'Choose at least one contact', nb: 'Velg minst én person' },
  membersAdded: {
    en: '{count, plural, one {1 member added} other {# members added}}',
    nb: '{count, plural, one {1 medlem lagt til} other {# medlemmer lagt til}}',
  },
  removeMember: {
    en: '{count, plural, one {Remove from “{group}”} other {Remove # members}}',
    nb: '{count, plural, one {Fjern fra «{group}»} other {Fjern # medlemmer}}',
  },
  memberRemoved: {
    en: '{count, plural, one {{name} removed} other {# members removed}}',
    nb: '{count, plural, one {{name} er fjernet} other {# medlemmer er fjernet}}',
  },
  searchMembers: { en: 'Search members', nb: 'Søk i medlemmer' },
  notStatic: {
    en: 'Its members follow from its criteria; nobody is added by hand.',
    nb: 'Medlemmene følger av kriteriene; ingen legges til for hånd.',
  },
  emptySelections: { en: 'No selections yet', nb: 'Ingen utvalg ennå' },
  emptySelectionsText: {
    en: 'A selection gathers contacts. Links can add the one who clicked to a static one, or take them out.',
    nb: 'Et utvalg samler personer. Koblinger kan legge den som klikket til i et statisk utvalg, eller ta dem ut.',
  },
  emptyProjects: { en: 'No projects yet', nb: 'Ingen prosjekter ennå' },
  emptyProjectsText: {
    en: 'A project gathers contacts around something you work on. Links can add the one who clicked.',
    nb: 'Et prosjekt samler personer rundt noe dere arbeider med. Koblinger kan legge til den som klikket.',
  },
  noMembers: { en: 'No members yet', nb: 'Ingen medlemmer ennå' },
  noMembersText: {
    en: 'Add contacts here, or let a link add those who click.',
    nb: 'Legg til personer her, eller la en kobling legge til dem som klikker.',
  },
  membersElsewhere: { en: 'The members are not listed here', nb: 'Medlemmene står ikke her' },
  membersElsewhereText: {
    en: 'Who belongs here is worked out from the criteria each time the selection is used.',
    nb: 'Hvem som hører til, regnes ut fra kriteriene hver gang utvalget brukes.',
  },
} satisfies Texts;

type Key = TextKey<typeof groupTexts>;

/** Selections and projects share their pages; only the texts differ. */
export type GroupResource = 'selections' | 'projects';

/** The kind of a selection; undefined for a project. */
export const kindOf = (group: SelectionView | ProjectView): SelectionKind | undefined =>
  'kind' in group ? group.kind : undefined;

/** False for a selection whose members are determined by criteria. */
export const hasOwnMembers = (group: SelectionView | ProjectView): boolean =>
  (kindOf(group) ?? 'static') === 'static';

export const GROUP_TEXTS = {
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
