import type { ProjectView, SelectionKind, SelectionView } from '@linkflow/contracts';
import type { Texts } from '../../i18n/texts';

/** Texts of selections, projects and interests. */
export const groupTexts = {
  selections: {
    title: { en: 'Selections', nb: 'Utvalg' },
    new: { en: 'New selection', nb: 'Nytt utvalg' },
    search: { en: 'Search selections', nb: 'Søk i utvalg' },
    create: { en: 'Create selection', nb: 'Opprett utvalg' },
    emptyTitle: { en: 'No selections yet', nb: 'Ingen utvalg ennå' },
    emptyText: {
      en: 'A selection gathers contacts. Links can add those who click to a static selection, or remove them.',
      nb: 'Et utvalg samler personer. Koblinger kan legge dem som klikker, til i et statisk utvalg, eller fjerne dem.',
    },
  },
  projects: {
    title: { en: 'Projects', nb: 'Prosjekter' },
    new: { en: 'New project', nb: 'Nytt prosjekt' },
    search: { en: 'Search projects', nb: 'Søk i prosjekter' },
    create: { en: 'Create project', nb: 'Opprett prosjekt' },
    emptyTitle: { en: 'No projects yet', nb: 'Ingen prosjekter ennå' },
    emptyText: {
      en: 'A project gathers contacts around something you work on. Links can add those who click.',
      nb: 'Et prosjekt samler personer rundt noe dere arbeider med. Koblinger kan legge til dem som klikker.',
    },
  },
  interests: {
    title: { en: 'Interests', nb: 'Interesser' },
    new: { en: 'New interest', nb: 'Ny interesse' },
    search: { en: 'Search interests', nb: 'Søk i interesser' },
    create: { en: 'Create interest', nb: 'Opprett interesse' },
    emptyTitle: { en: 'No interests yet', nb: 'Ingen interesser ennå' },
    emptyText: {
      en: 'Create the first one, and links can give it to those who click.',
      nb: 'Opprett den første, så kan koblinger gi den til dem som klikker.',
    },
    lead: {
      en: 'What contacts can be interested in. Links can add and remove them.',
      nb: 'Det personer kan være interessert i. Koblinger kan legge dem til og fjerne dem.',
    },
  },
  kind: { en: 'Kind', nb: 'Type' },
  kindHints: {
    static: {
      en: 'Contacts are added and removed by hand, by links or by workflows.',
      nb: 'Personer legges til og fjernes for hånd, av koblinger eller av arbeidsflyter.',
    },
    dynamic: {
      en: 'Contains everyone who meets criteria, such as all in Norway with an interest. You choose the criteria next.',
      nb: 'Inneholder alle som oppfyller kriterier, for eksempel alle i Norge med en interesse. Kriteriene velger du etterpå.',
    },
  },
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
  addMembers: { en: 'Add members', nb: 'Legg til medlemmer' },
  addMembersTitle: { en: 'Add to “{name}”', nb: 'Legg til i «{name}»' },
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
    en: 'The criteria decide who is a member. Nobody is added by hand.',
    nb: 'Kriteriene bestemmer hvem som er medlem. Ingen legges til for hånd.',
  },
  noMembers: { en: 'No members yet', nb: 'Ingen medlemmer ennå' },
  noMembersText: {
    en: 'Add contacts here, or let a link add those who click.',
    nb: 'Legg til personer her, eller la en kobling legge til dem som klikker.',
  },
  membersElsewhere: { en: 'The members are not listed here', nb: 'Medlemmene vises ikke her' },
  membersElsewhereText: {
    en: 'Who belongs here is worked out from the criteria each time the selection is used.',
    nb: 'Hvem som hører til, regnes ut fra kriteriene hver gang utvalget brukes.',
  },
} satisfies Texts;

/** Groups that have a page. Selections and projects use the same page component with different texts. */
export type GroupResource = 'selections' | 'projects';

/** Returns the kind of a selection, or undefined for a project. */
export const kindOf = (group: SelectionView | ProjectView): SelectionKind | undefined =>
  'kind' in group ? group.kind : undefined;

/** Returns false for a selection whose members are determined by criteria (`dynamic`, `combined`), true for all other groups. */
export const hasOwnMembers = (group: SelectionView | ProjectView): boolean =>
  (kindOf(group) ?? 'static') === 'static';

/** Returns true for a selection that contains the contacts that meet its criteria. */
export const isDynamic = (group: SelectionView | ProjectView): group is SelectionView =>
  kindOf(group) === 'dynamic';
