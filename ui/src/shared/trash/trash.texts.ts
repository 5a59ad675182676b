import type { Texts } from '../../i18n/texts';

export const trashTexts = {
  title: { en: 'Trash', nb: 'Papirkurv' },
  search: { en: 'Search the trash', nb: 'Søk i papirkurven' },
  folders: { en: 'Deleted folders', nb: 'Slettede mapper' },
  folderBack: { en: '“{name}” is back', nb: '«{name}» er tilbake' },
  deleted: { en: 'Deleted', nb: 'Slettet' },
  restore: { en: 'Restore', nb: 'Gjenopprett' },
  restoreNamed: { en: 'Restore folder {name}', nb: 'Gjenopprett mappen {name}' },
  empty: { en: 'The trash is empty', nb: 'Papirkurven er tom' },
} satisfies Texts;
