import type { Texts } from '../../i18n/texts';

export const folderTexts = {
  noFolder: { en: 'In no folder', nb: 'Uten mappe' },
  folders: { en: 'Folders', nb: 'Mapper' },
  folder: { en: 'Folder', nb: 'Mappe' },
  folderNew: { en: 'New folder', nb: 'Ny mappe' },
  folderRename: { en: 'Rename folder', nb: 'Gi mappen nytt navn' },
  folderMove: { en: 'Move folder', nb: 'Flytt mappe' },
  folderDelete: { en: 'Delete folder', nb: 'Slett mappe' },
  folderParent: { en: 'Create as subfolder of', nb: 'Opprett som undermappe i' },
  folderTop: { en: 'Top level', nb: 'Øverste nivå' },
  folderDeleted: {
    en: '{items, plural, =0 {Folder “{name}” deleted} other {Folder “{name}” deleted. What was in it is in the folder around it.}}',
    nb: '{items, plural, =0 {Mappen «{name}» er slettet} other {Mappen «{name}» er slettet. Innholdet ligger nå i mappen utenfor.}}',
  },
  folderMenu: { en: 'Choices for folder {name}', nb: 'Valg for mappen {name}' },
  move: { en: 'Move', nb: 'Flytt' },
  moveTo: { en: 'To folder', nb: 'Til mappe' },
  all: { en: 'All', nb: 'Alle' },
  mine: { en: 'Mine', nb: 'Mine' },
  recent: { en: 'Recently changed', nb: 'Nylig endret' },
  trash: { en: 'Trash', nb: 'Papirkurv' },
  drag: {
    grip: { en: 'Drag {name} to a folder', nb: 'Dra {name} til en mappe' },
    keys: {
      en: 'Moving {name}. Choose a folder with the arrow keys. Enter moves, Esc cancels.',
      nb: 'Flytter {name}. Velg mappe med piltastene. Enter flytter, Esc avbryter.',
    },
    one: { en: '“{name}”', nb: '«{name}»' },
    several: { en: '{count, number} selected', nb: '{count, number} valgte' },
    done: { en: '{what} moved to “{folder}”', nb: '{what} flyttet til «{folder}»' },
    out: { en: '{what} moved out of all folders', nb: '{what} flyttet ut av alle mapper' },
  },
} satisfies Texts;
