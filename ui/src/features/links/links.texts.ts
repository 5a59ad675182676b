import type { Texts } from '../../i18n/texts';

export const linkTexts = {
  title: { en: 'Tracked links', nb: 'Sporede koblinger' },
  new: { en: 'New link', nb: 'Ny kobling' },
  search: { en: 'Search links', nb: 'Søk i koblinger' },
  all: { en: 'All links', nb: 'Alle koblinger' },
  noFolder: { en: 'In no folder', nb: 'Uten mappe' },
  folders: { en: 'Folders', nb: 'Mapper' },
  folder: { en: 'Folder', nb: 'Mappe' },
  state: { en: 'State', nb: 'Tilstand' },
  clicks: { en: 'Clicks', nb: 'Klikk' },
  clickers: { en: 'Clickers', nb: 'Klikkere' },
  live: { en: 'Live v{version}', nb: 'Publisert v{version}' },
  changed: { en: 'Draft changed', nb: 'Kladd endret' },
  never: { en: 'Never published', nb: 'Aldri publisert' },
  empty: {
    title: { en: 'No tracked links yet', nb: 'Ingen sporede koblinger ennå' },
    text: {
      en: 'A tracked link decides what a click does: answers the recipient, adds interests, creates follow-ups and requests. Create the first one here.',
      nb: 'En sporet kobling bestemmer hva et klikk gjør: svarer mottakeren, legger til interesser, oppretter oppfølginger og saker. Opprett den første her.',
    },
    folderTitle: { en: 'This folder is empty', nb: 'Mappen er tom' },
    folderText: {
      en: 'Create a link here, or move one here from another folder.',
      nb: 'Opprett en kobling her, eller flytt en hit fra en annen mappe.',
    },
  },
  create: {
    title: { en: 'New tracked link', nb: 'Ny sporet kobling' },
    nameHint: {
      en: 'What the recipient says yes to, for example “Keep me informed”',
      nb: 'Det mottakeren sier ja til, for eksempel «Hold meg informert»',
    },
    urlHint: {
      en: 'Where the click leads unless the workflow says otherwise',
      nb: 'Hit sendes mottakeren når arbeidsflyten ikke sier noe annet',
    },
    submit: { en: 'Create link', nb: 'Opprett kobling' },
  },
  rename: {
    title: { en: 'Rename link', nb: 'Gi koblingen nytt navn' },
  },
  move: {
    action: { en: 'Move to folder', nb: 'Flytt til mappe' },
    title: {
      en: '{count, plural, one {Move “{name}”} other {Move # links}}',
      nb: '{count, plural, one {Flytt «{name}»} other {Flytt # koblinger}}',
    },
    to: { en: 'To folder', nb: 'Til mappe' },
    submit: { en: 'Move', nb: 'Flytt' },
    done: {
      en: '{count, plural, one {1 link moved} other {# links moved}}',
      nb: '{count, plural, one {1 kobling flyttet} other {# koblinger flyttet}}',
    },
  },
  remove: {
    action: {
      en: '{count, plural, one {Delete link} other {Delete # links}}',
      nb: '{count, plural, one {Slett kobling} other {Slett # koblinger}}',
    },
    done: {
      en: '{count, plural, one {“{name}” deleted. Sent messages still work.} other {# links deleted. Sent messages still work.}}',
      nb: '{count, plural, one {«{name}» er slettet. Sendte meldinger virker fortsatt.} other {# koblinger er slettet. Sendte meldinger virker fortsatt.}}',
    },
    restored: {
      en: '{count, plural, one {The link is back} other {The links are back}}',
      nb: '{count, plural, one {Koblingen er tilbake} other {Koblingene er tilbake}}',
    },
  },
  kinds: {
    library: { en: 'Library', nb: 'Bibliotek' },
    libraryHint: {
      en: 'A link of the library. All mailings can use it.',
      nb: 'En kobling i biblioteket. Alle utsendelser kan bruke den.',
    },
    local: { en: 'Local', nb: 'Lokal' },
    localHint: {
      en: 'A local link. It belongs to one mailing.',
      nb: 'En lokal kobling. Den hører til én utsendelse.',
    },
  },
  folderNew: { en: 'New folder', nb: 'Ny mappe' },
  folderRename: { en: 'Rename folder', nb: 'Gi mappen nytt navn' },
  folderDelete: { en: 'Delete folder', nb: 'Slett mappe' },
  folderParent: { en: 'Create as subfolder of', nb: 'Opprett som undermappe i' },
  folderTop: { en: 'Top level', nb: 'Øverste nivå' },
  folderDeleted: { en: 'Folder “{name}” deleted', nb: 'Mappen «{name}» er slettet' },
  folderMenu: { en: 'Choices for folder {name}', nb: 'Valg for mappen {name}' },
} satisfies Texts;
