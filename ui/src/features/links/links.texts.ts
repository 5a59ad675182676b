import type { Texts } from '../../i18n/texts';

export const linkTexts = {
  title: { en: 'Tracked links', nb: 'Sporede koblinger' },
  new: { en: 'New link', nb: 'Ny kobling' },
  search: { en: 'Search links', nb: 'Søk i koblinger' },
  all: { en: 'All links', nb: 'Alle koblinger' },
  state: { en: 'Status', nb: 'Status' },
  clicks: { en: 'Clicks', nb: 'Klikk' },
  clickers: { en: 'Clickers', nb: 'Klikkere' },
  live: { en: 'Live v{version}', nb: 'Publisert v{version}' },
  changed: { en: 'Draft changed', nb: 'Kladd endret' },
  never: { en: 'Not published', nb: 'Ikke publisert' },
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
    view: { en: 'Continue in', nb: 'Gå videre i' },
    views: { canvas: { en: 'Canvas', nb: 'Lerret' }, tabs: { en: 'Tabs', nb: 'Faner' } },
    viewHints: {
      canvas: {
        en: 'Draw the workflow, with conditions and waits',
        nb: 'Tegn arbeidsflyten, med betingelser og ventetid',
      },
      tabs: { en: 'Fill in what happens, step by step', nb: 'Fyll ut det som skal skje, steg for steg' },
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
    done: {
      en: '{count, plural, one {1 link moved} other {# links moved}}',
      nb: '{count, plural, one {1 kobling flyttet} other {# koblinger flyttet}}',
    },
  },
  mine: { en: 'My links', nb: 'Mine koblinger' },
  view: { en: 'View clicks', nb: 'Vis klikk' },
  edit: { en: 'Edit', nb: 'Rediger' },
  duplicate: {
    action: { en: 'Duplicate', nb: 'Lag en kopi' },
    name: { en: '{name} (copy)', nb: '{name} (kopi)' },
    done: { en: '“{name}” created. It is not published.', nb: '«{name}» er laget. Den er ikke publisert.' },
  },
  reset: { action: { en: 'Reset counters', nb: 'Nullstill tellerne' } },
  remove: {
    action: {
      en: '{count, plural, one {Delete link} other {Delete # links}}',
      nb: '{count, plural, one {Slett kobling} other {Slett # koblinger}}',
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
} satisfies Texts;
