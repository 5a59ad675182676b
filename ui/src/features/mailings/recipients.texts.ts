import type { Texts } from '../../i18n';

export const recipientTexts = {
  alreadySent: {
    en: 'The mailing is sent, so nobody can be added. To send it to more people, make a copy of it.',
    nb: 'Utsendelsen er sendt, så ingen kan legges til. Lag en kopi for å sende den til flere.',
  },
  beingSent: {
    en: 'The mailing is being sent, so nobody can be added.',
    nb: 'Utsendelsen er under sending, så ingen kan legges til.',
  },
  gets: { en: '{count, plural, one {# gets it} other {# get it}}', nb: '{count, number} får den' },
  getsNot: {
    en: '{count, plural, one {# doesn’t get it} other {# don’t get it}}',
    nb: '{count, number} får den ikke',
  },
  state: { en: 'Status', nb: 'Status' },
  anyState: { en: 'Everyone', nb: 'Alle' },
  ready: { en: 'Get it', nb: 'Får den' },
  blocked: { en: 'Don’t get it', nb: 'Får den ikke' },
  showAll: { en: 'Show everyone', nb: 'Vis alle' },
  sourcesFailed: {
    en: 'Where the recipients come from could not be loaded',
    nb: 'Fikk ikke hentet hvor mottakerne kommer fra',
  },
  sources: { en: 'Where they come from', nb: 'Hvor de kommer fra' },
  contacts: {
    en: '{count, plural, one {# contact} other {# contacts}}',
    nb: '{count, plural, one {# person} other {# personer}}',
  },
  kinds: {
    contacts: { en: 'Chosen one by one', nb: 'Valgt én og én' },
    selection: { en: 'Selection', nb: 'Utvalg' },
    project: { en: 'Project', nb: 'Prosjekt' },
    company: { en: 'Company', nb: 'Firma' },
    file: { en: 'File', nb: 'Fil' },
    people: { en: 'By clicks, once', nb: 'Etter klikk, én gang' },
  },
  waiting: { en: 'Waiting', nb: 'Venter' },
  progress: { en: '{read, number} of {total, number}', nb: '{read, number} av {total, number}' },
  removing: {
    en: 'Being removed: {read, number} of {total, number}',
    nb: 'Fjernes: {read, number} av {total, number}',
  },
  reading: { en: '{read, number} so far', nb: '{read, number} så langt' },
  counts: {
    en: '{added, number} added{already, plural, =0 {} other {, # already in the list}}{blocked, plural, =0 {} one {, # doesn’t get it} other {, # don’t get it}}',
    nb: '{added, number} lagt til{already, plural, =0 {} other {, # sto på listen fra før}}{blocked, plural, =0 {} other {, # får den ikke}}',
  },
  badRows: {
    en: '{count, plural, one {# bad row} other {# bad rows}}',
    nb: '{count, plural, one {# rad med feil} other {# rader med feil}}',
  },
  badRowsTitle: { en: 'Rows that were not used', nb: 'Rader som ikke ble brukt' },
  badRowsMore: {
    en: 'The first {shown, number} of {count, number}.',
    nb: 'De første {shown, number} av {count, number}.',
  },
  line: { en: 'Line', nb: 'Linje' },
  reason: { en: 'Reason', nb: 'Grunn' },
  download: { en: 'Download the list', nb: 'Last ned listen' },
  downloadCsv: { en: 'Download CSV', nb: 'Last ned CSV' },
  upload: { en: 'Upload a file', nb: 'Last opp en fil' },
  uploadTitle: { en: 'Recipients from a file', nb: 'Mottakere fra en fil' },
  uploadText: {
    en: 'A CSV file with names and e-mail addresses. If it has headings, they say what is what. If not, the name must come first.',
    nb: 'En CSV-fil med navn og e-postadresser. Har filen overskrifter, sier de hva som er hva. Har den ingen, må navnet stå først.',
  },
  file: { en: 'File', nb: 'Fil' },
  chooseFile: { en: 'Choose a file', nb: 'Velg en fil' },
  fileMissing: { en: 'Choose a file first', nb: 'Velg en fil først' },
  unknown: {
    en: 'Addresses that are not those of a contact',
    nb: 'Adresser som ikke er registrert på en person',
  },
  leaveOut: { en: 'Leave them out', nb: 'Hopp over dem' },
  keep: { en: 'Send to them too', nb: 'Send til dem også' },
  uploaded: { en: 'The file is being read', nb: 'Filen leses inn' },
  show: { en: 'Show only these', nb: 'Vis bare disse' },
  removeSource: { en: 'Remove with its recipients', nb: 'Fjern med mottakerne' },
  removeSourceTitle: {
    en: 'Remove “{name}” and its recipients?',
    nb: 'Fjerne «{name}» og mottakerne derfra?',
  },
  removeSourceText: {
    en: 'They no longer get this mailing. Those who were also added in another way stay in the list. Contacts, selections and projects are not changed.',
    nb: 'De får ikke denne utsendelsen lenger. De som også er lagt til på en annen måte, blir stående på listen. Personer, utvalg og prosjekter blir ikke endret.',
  },
  sourceRemoved: { en: '“{name}” removed', nb: '«{name}» er fjernet' },
  update: { en: 'Update the list right before sending', nb: 'Oppdater mottakerlisten rett før sending' },
  refresh: { en: 'Update now', nb: 'Oppdater nå' },
  projects: { en: 'Projects', nb: 'Prosjekter' },
  companies: { en: 'Companies', nb: 'Firmaer' },
  unfinished: { en: 'The rest is added in the background.', nb: 'Resten legges til i bakgrunnen.' },
  blockedResult: {
    en: '{count, plural, one {# doesn’t get the mailing.} other {# don’t get the mailing.}}',
    nb: '{count, number} får ikke utsendelsen.',
  },
} satisfies Texts;
