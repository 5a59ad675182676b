import type { Texts } from '../../../i18n';

/** Texts of the links in a message, and of their tracking. */
export const mailingLinkTexts = {
  title: { en: 'Links in the message', nb: 'Koblinger i meldingen' },
  none: { en: 'No links in the message yet', nb: 'Ingen koblinger i meldingen ennå' },
  noneText: {
    en: 'Write the message and turn words into links. Here you choose which of them are tracked, and which workflow they start.',
    nb: 'Skriv meldingen og gjør ord om til koblinger. Her velger du hvilke som spores, og hvilken arbeidsflyt de starter.',
  },
  toContent: { en: 'Write the message', nb: 'Skriv meldingen' },
  lead: {
    en: 'Choose for each address whether clicks on it are tracked, and which workflow they start.',
    nb: 'Velg for hver adresse om klikk på den spores, og hvilken arbeidsflyt de starter.',
  },
  readLead: {
    en: 'Where the links in the message lead, and the tracked links that they use.',
    nb: 'Hvor koblingene i meldingen fører, og hvilke sporede koblinger de bruker.',
  },
  unsavedFirst: {
    en: 'The links are those of the saved message. Save it before you change them.',
    nb: 'Dette er koblingene i den lagrede meldingen. Lagre før du endrer dem.',
  },
  /** `count`: addresses that can be tracked and are not. */
  trackAll: { en: 'Track all ({count, number})', nb: 'Spor alle ({count, number})' },
  nowTracked: {
    en: '{count, plural, one {# address is tracked now} other {# addresses are tracked now}}',
    nb: '{count, plural, one {# adresse spores nå} other {# adresser spores nå}}',
  },
  nowPlain: {
    en: '{count, plural, one {# address is no longer tracked} other {# addresses are no longer tracked}}',
    nb: '{count, plural, one {# adresse spores ikke lenger} other {# adresser spores ikke lenger}}',
  },
  noWebsite: {
    en: '{count, plural, one {# link opens} other {# links open}} no website, but a page of ours. It stays tracked as it is.',
    nb: '{count, plural, one {# kobling åpner} other {# koblinger åpner}} ikke et nettsted, men en side hos oss. Den spores som før.',
  },
  columns: {
    link: { en: 'Link', nb: 'Kobling' },
    leadsTo: { en: 'Leads to', nb: 'Fører til' },
    tracking: { en: 'Tracking', nb: 'Sporing' },
    places: { en: 'Where', nb: 'Hvor' },
    change: { en: 'Change', nb: 'Endre' },
  },
  bulk: {
    local: { en: 'Track, only in this mailing', nb: 'Spor bare i denne utsendelsen' },
    library: { en: 'Use a link of the library', nb: 'Bruk en kobling fra biblioteket' },
    plain: { en: 'Do not track', nb: 'Ikke spor' },
  },
  noText: { en: 'Link without text', nb: 'Kobling uten tekst' },
  tracked: { en: 'Tracked', nb: 'Sporet' },
  untracked: { en: 'Not tracked', nb: 'Ikke sporet' },
  dead: { en: 'Leads nowhere', nb: 'Fører ingen steder' },
  missing: {
    en: 'The tracked link was deleted. It still works; choose another one to change what it does.',
    nb: 'Den sporede koblingen er slettet. Den virker fortsatt. Velg en annen for å endre hva den gjør.',
  },
  /** Kinds of links that are kept as they are, by `MailLinkKind`. */
  kinds: {
    mailto: { en: 'E-mail address', nb: 'E-postadresse' },
    tel: { en: 'Phone number', nb: 'Telefonnummer' },
    sms: { en: 'Text message', nb: 'SMS' },
    app: { en: 'Opens an app', nb: 'Åpner en app' },
    fragment: { en: 'Place in the message', nb: 'Sted i meldingen' },
    special: { en: 'The recipient’s own page', nb: 'Mottakerens egen side' },
  },
  /** What is wrong with links that lead nowhere, and what the author can do. */
  mend: {
    relative: {
      en: 'The website is missing. Write the whole address.',
      nb: 'Nettstedet mangler. Skriv hele adressen.',
    },
    empty: { en: 'There is no address. Give it one.', nb: 'Det er ingen adresse. Gi den en.' },
    broken: {
      en: 'The address is not right. Correct it.',
      nb: 'Adressen er ikke riktig. Rett den.',
    },
    placeholder: {
      en: 'A placeholder stands where the website should. Replace it, or write the address.',
      nb: 'Det står en plassholder der nettstedet skulle stått. Bytt den, eller skriv adressen.',
    },
  },
  line: { en: 'Line {line}', nb: 'Linje {line}' },
  show: { en: 'Show in the message', nb: 'Vis i meldingen' },
  places: {
    en: '{count, plural, one {# place} other {# places}}',
    nb: '{count, plural, one {# sted} other {# steder}}',
  },
  change: { en: 'Change', nb: 'Endre' },
  track: { en: 'Track', nb: 'Spor' },
  correct: { en: 'Correct', nb: 'Rett' },
  onlyThis: { en: 'Change only this one', nb: 'Endre bare denne' },
  rename: { en: 'Rename', nb: 'Gi nytt navn' },
  editActions: { en: 'Edit what a click does', nb: 'Rediger hva et klikk gjør' },
  renameTitle: { en: 'Rename the tracked link', nb: 'Gi den sporede koblingen nytt navn' },
  dialog: {
    title: { en: 'How is this link tracked?', nb: 'Hvordan spores denne koblingen?' },
    titleOfSeveral: {
      en: 'How are these {count, number} links tracked?',
      nb: 'Hvordan spores disse {count, number} koblingene?',
    },
    library: { en: 'A link from the library', nb: 'En kobling fra biblioteket' },
    libraryHint: {
      en: 'Its workflow is shared by all mailings that use it.',
      nb: 'Arbeidsflyten deles av alle utsendelser som bruker den.',
    },
    trackLocal: {
      en: 'A link of its own, only for this mailing',
      nb: 'En egen kobling, bare for denne utsendelsen',
    },
    trackLocalHint: { en: 'Gets its own workflow and counts.', nb: 'Får sin egen arbeidsflyt og egne tall.' },
    untracked: { en: 'Not tracked', nb: 'Ikke sporet' },
    untrackHint: {
      en: 'An ordinary address. Clicks are not recorded.',
      nb: 'En vanlig adresse. Klikk blir ikke registrert.',
    },
    pick: { en: 'Tracked link', nb: 'Sporet kobling' },
    pickMissing: { en: 'Choose a tracked link', nb: 'Velg en sporet kobling' },
  },
  analytics: {
    title: { en: 'Google Analytics', nb: 'Google Analytics' },
    on: {
      en: 'Add parameters for Google Analytics to the addresses of tracked links',
      nb: 'Legg til parametere for Google Analytics i adressene til sporede koblinger',
    },
    hint: {
      en: 'They are added when a recipient is sent on to the website. Parameters that an address already has are kept.',
      nb: 'De legges til når mottakeren sendes videre til nettstedet. Parametere som adressen har fra før, beholdes.',
    },
    source: { en: 'Source', nb: 'Kilde' },
    sourceHint: {
      en: 'utm_source, such as “newsletter”',
      nb: 'utm_source, for eksempel «nyhetsbrev»',
    },
    sourceMissing: {
      en: 'Write a source. Without it, Google Analytics counts nothing.',
      nb: 'Skriv en kilde. Uten den teller ikke Google Analytics noe.',
    },
    medium: { en: 'Medium', nb: 'Medium' },
    campaign: { en: 'Campaign', nb: 'Kampanje' },
    useName: { en: 'Use the name of the mailing', nb: 'Bruk navnet på utsendelsen' },
    asItWillBe: {
      en: 'The table below shows the addresses as they will be. Save to keep them.',
      nb: 'Tabellen under viser adressene slik de blir. Lagre for å beholde dem.',
    },
    saved: { en: 'Google Analytics saved', nb: 'Google Analytics er lagret' },
  },
} satisfies Texts;
