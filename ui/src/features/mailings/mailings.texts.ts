import type { Texts } from '../../i18n/texts';

export const mailingTexts = {
  title: { en: 'Mailings', nb: 'Utsendelser' },
  new: { en: 'New mailing', nb: 'Ny utsendelse' },
  search: { en: 'Search mailings', nb: 'Søk i utsendelser' },
  subject: { en: 'Subject', nb: 'Emne' },
  recipients: { en: 'Recipients', nb: 'Mottakere' },
  links: { en: 'Links', nb: 'Koblinger' },
  clicks: { en: 'Clicks', nb: 'Klikk' },
  clickers: { en: 'Clickers', nb: 'Klikkere' },
  empty: {
    title: { en: 'No mailings yet', nb: 'Ingen utsendelser ennå' },
    text: {
      en: 'A mailing is a message with tracked links and the people who get it. Make one to see what a click does.',
      nb: 'En utsendelse er en melding med sporede koblinger og dem som får den. Lag en for å se hva et klikk gjør.',
    },
  },
  create: {
    title: { en: 'New mailing', nb: 'Ny utsendelse' },
    submit: { en: 'Create mailing', nb: 'Opprett utsendelse' },
  },
  nameHint: { en: 'Only you and your colleagues see it', nb: 'Bare du og kollegene ser det' },
  subjectHint: { en: 'What the recipient sees first', nb: 'Det mottakeren ser først' },
  subjectMissing: { en: 'Write a subject', nb: 'Skriv et emne' },
  edit: { en: 'Name and subject', nb: 'Navn og emne' },
  remove: {
    action: { en: 'Delete mailing', nb: 'Slett utsendelse' },
    title: { en: 'Delete “{name}”?', nb: 'Slette «{name}»?' },
    text: {
      en: 'The message and its list of recipients are deleted for good. Clicks and runs that came from it stay.',
      nb: 'Meldingen og mottakerlisten slettes for godt. Klikk og kjøringer som kom fra den, blir værende.',
    },
    done: { en: '“{name}” deleted', nb: '«{name}» er slettet' },
  },
  tabs: {
    content: { en: 'Content', nb: 'Innhold' },
    links: { en: 'Links', nb: 'Koblinger' },
    recipients: { en: 'Recipients', nb: 'Mottakere' },
    send: { en: 'Send', nb: 'Send' },
  },
  numbers: {
    clicks: {
      en: '{count, plural, one {# click} other {# clicks}}',
      nb: '{count, plural, one {# klikk} other {# klikk}}',
    },
    clickers: {
      en: '{count, plural, one {from # recipient} other {from # recipients}}',
      nb: '{count, plural, one {fra # mottaker} other {fra # mottakere}}',
    },
    none: { en: 'No clicks yet', nb: 'Ingen klikk ennå' },
  },
  content: {
    visual: { en: 'Text', nb: 'Tekst' },
    source: { en: 'HTML', nb: 'HTML' },
    preview: { en: 'Preview', nb: 'Forhåndsvisning' },
    saved: { en: 'Saved', nb: 'Lagret' },
    unsaved: { en: 'Not saved yet', nb: 'Ikke lagret ennå' },
    sourceLabel: { en: 'HTML of the message', nb: 'HTML-koden til meldingen' },
    textLabel: { en: 'Text of the message', nb: 'Teksten i meldingen' },
    lossy: {
      en: 'This message has a layout of its own, which the text editor does not know. Edit it as HTML to keep it.',
      nb: 'Meldingen har sitt eget oppsett, som tekstredigereren ikke kjenner. Rediger den som HTML for å beholde det.',
    },
    lossyAnyway: { en: 'Open in the text editor anyway', nb: 'Åpne i tekstredigereren likevel' },
    lossyTitle: { en: 'The layout will be lost', nb: 'Oppsettet går tapt' },
    lossyText: {
      en: 'The text editor keeps headings, lists, quotes and links. Tables, images and styles of this message are lost once you save.',
      nb: 'Tekstredigereren beholder overskrifter, lister, sitater og koblinger. Tabeller, bilder og stiler i denne meldingen går tapt når du lagrer.',
    },
    stale: { en: '{name} saved this message {time}.', nb: '{name} lagret meldingen {time}.' },
    staleUnknown: { en: 'Somebody else saved this message.', nb: 'Noen andre lagret meldingen.' },
    loadTheirs: { en: 'Load the saved version', nb: 'Hent den lagrede versjonen' },
    keepMine: { en: 'Save mine anyway', nb: 'Lagre min likevel' },
    hint: {
      en: 'Type two braces to insert a merge field, such as the first name of the recipient. Select it to choose what is written if it is empty.',
      nb: 'Skriv to krøllparenteser for å sette inn et flettefelt, for eksempel fornavnet til mottakeren. Velg det for å bestemme hva som skrives hvis det er tomt.',
    },
  },
  recipient: {
    search: { en: 'Search recipients', nb: 'Søk i mottakere' },
    add: { en: 'Add recipients', nb: 'Legg til mottakere' },
    email: { en: 'E-mail', nb: 'E-post' },
    added: { en: 'Added', nb: 'Lagt til' },
    clicks: { en: 'Clicks', nb: 'Klikk' },
    show: { en: 'Show the message', nb: 'Vis meldingen' },
    open: { en: 'Open as recipient', nb: 'Åpne som mottaker' },
    openText: {
      en: 'Each click in the message counts as a click by {name}, and does what the links do. The log shows that you opened it.',
      nb: 'Hvert klikk i meldingen teller som et klikk fra {name}, og gjør det koblingene gjør. Loggen viser at du åpnet den.',
    },
    openNow: { en: 'Open the message', nb: 'Åpne meldingen' },
    openBlocked: {
      en: 'The browser did not let a new tab open. Press the button again.',
      nb: 'Nettleseren åpnet ingen ny fane. Trykk på knappen en gang til.',
    },
    openCard: { en: 'Open the contact card', nb: 'Åpne personkortet' },
    remove: {
      en: '{count, plural, one {Remove recipient} other {Remove # recipients}}',
      nb: '{count, plural, one {Fjern mottaker} other {Fjern # mottakere}}',
    },
    removed: {
      en: '{count, plural, one {{name} no longer gets this mailing} other {# recipients removed}}',
      nb: '{count, plural, one {{name} får ikke utsendelsen lenger} other {# mottakere er fjernet}}',
    },
    none: { en: 'Nobody gets this mailing yet', nb: 'Ingen får denne utsendelsen ennå' },
    noneText: {
      en: 'Add people one by one, everyone in a selection, project or company, or a file of addresses. Each recipient gets links of their own.',
      nb: 'Legg til personer én og én, alle i et utvalg, prosjekt eller firma, eller en fil med adresser. Hver mottaker får sine egne koblinger.',
    },
    contacts: { en: 'Contacts', nb: 'Personer' },
    selections: { en: 'Selections', nb: 'Utvalg' },
    contactsHint: { en: 'Start typing a name', nb: 'Begynn å skrive et navn' },
    selectionsHint: { en: 'Everyone who is in it now', nb: 'Alle som er i det nå' },
    nothing: {
      en: 'Choose somebody first: a contact, a selection, a project or a company',
      nb: 'Velg noen først: en person, et utvalg, et prosjekt eller et firma',
    },
    result: { en: '{added} added.', nb: '{added} lagt til.' },
    already: {
      en: '{count, plural, one {# was in the list already.} other {# were in the list already.}}',
      nb: '{count, number} sto på listen fra før.',
    },
  },
} satisfies Texts;
