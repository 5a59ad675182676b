import type { Texts } from '../../i18n/texts';

/** Texts of the list of forms and of the page of a form. */
export const formTexts = {
  title: { en: 'Forms', nb: 'Skjemaer' },
  crumb: { en: 'Forms', nb: 'Skjemaer' },
  new: { en: 'New form', nb: 'Nytt skjema' },
  search: { en: 'Search forms', nb: 'Søk i skjemaer' },
  all: { en: 'All forms', nb: 'Alle skjemaer' },
  mine: { en: 'My forms', nb: 'Mine skjemaer' },
  edit: { en: 'Edit', nb: 'Rediger' },
  move: {
    action: { en: 'Move to folder', nb: 'Flytt til mappe' },
    title: {
      en: '{count, plural, one {Move “{name}”} other {Move # forms}}',
      nb: '{count, plural, one {Flytt «{name}»} other {Flytt # skjemaer}}',
    },
    done: {
      en: '{count, plural, one {1 form moved} other {# forms moved}}',
      nb: '{count, plural, one {1 skjema flyttet} other {# skjemaer flyttet}}',
    },
  },
  uses: {
    title: { en: 'Where it is used', nb: 'Hvor det er brukt' },
    none: {
      en: 'No link opens it, and nobody has sent it from another website.',
      nb: 'Ingen kobling åpner det, og ingen har sendt det fra et annet nettsted.',
    },
    links: { en: 'Links', nb: 'Koblinger' },
    mailings: { en: 'Mailings with these links', nb: 'Utsendelser med disse koblingene' },
    sites: { en: 'Websites', nb: 'Nettsteder' },
    sent: { en: 'sent', nb: 'sendt' },
    more: { en: 'and {count} more', nb: 'og {count} til' },
    failed: { en: 'Where it is used could not be read.', nb: 'Klarte ikke å lese hvor det er brukt.' },
  },
  empty: {
    folderTitle: { en: 'This folder is empty', nb: 'Mappen er tom' },
    folderText: {
      en: 'Move a form here from another folder.',
      nb: 'Flytt et skjema hit fra en annen mappe.',
    },
    title: { en: 'No forms yet', nb: 'Ingen skjemaer ennå' },
    text: {
      en: 'A form is a page that people fill in. What they answer starts a workflow of its own.',
      nb: 'Et skjema er en side folk fyller ut. Det de svarer, starter skjemaets egen arbeidsflyt.',
    },
  },
  deleted: { en: 'This form was deleted', nb: 'Skjemaet er slettet' },
  inTrash: {
    title: { en: 'This form is in the trash', nb: 'Dette skjemaet ligger i papirkurven' },
    text: {
      en: 'It can be restored there, with its submissions.',
      nb: 'Det kan gjenopprettes der, med innsendingene.',
    },
    open: { en: 'Open the trash', nb: 'Åpne papirkurven' },
  },
  submissions: { en: 'Submissions', nb: 'Innsendinger' },
  held: {
    en: '{count, plural, one {# needs a decision} other {# need a decision}}',
    nb: '{count, plural, one {# må avgjøres} other {# må avgjøres}}',
  },
  state: { en: 'Status', nb: 'Status' },
  never: { en: 'Not published', nb: 'Ikke publisert' },
  published: { en: 'Published v{version}', nb: 'Publisert v{version}' },
  changed: { en: 'Unpublished changes', nb: 'Upubliserte endringer' },
  create: {
    title: { en: 'New form', nb: 'Nytt skjema' },
    submit: { en: 'Create form', nb: 'Opprett skjema' },
    nameHelp: {
      en: 'Also becomes the title that people see on the page. You can change the title in the form.',
      nb: 'Blir også tittelen folk ser på siden. Tittelen kan du endre i skjemaet.',
    },
    template: { en: 'Begin with', nb: 'Begynn med' },
  },
  templates: {
    person: { en: 'Contact form', nb: 'Kontaktskjema' },
    newsletter: { en: 'Newsletter sign-up', nb: 'Påmelding til nyhetsbrev' },
    survey: { en: 'Survey answer', nb: 'Svar på undersøkelse' },
    event: { en: 'Event registration', nb: 'Påmelding til arrangement' },
    empty: { en: 'Empty form', nb: 'Tomt skjema' },
  },
  mailType: {
    label: { en: 'What people sign up for', nb: 'Hva folk melder seg på' },
    placeholder: { en: 'Choose a subscription type', nb: 'Velg en abonnementstype' },
    missing: { en: 'Choose what people sign up for', nb: 'Velg hva folk melder seg på' },
    none: {
      en: 'There is no subscription type yet. The form cannot be published without one.',
      nb: 'Det finnes ingen abonnementstyper ennå. Skjemaet kan ikke publiseres uten.',
    },
    make: { en: 'Make one in the settings', nb: 'Opprett en i innstillingene' },
  },
  readers: {
    label: { en: 'Add them to the selection', nb: 'Legg dem i utvalget' },
    help: {
      en: 'You send the newsletter to it. It can also be chosen later, before the form is published.',
      nb: 'Det er dette du sender nyhetsbrevet til. Du kan også velge det senere, før skjemaet publiseres.',
    },
    placeholder: { en: 'Search, or write the name of a new one', nb: 'Søk, eller skriv navnet på et nytt' },
    choose: { en: 'Search', nb: 'Søk' },
  },
  templateHints: {
    person: {
      en: 'Name, address and a message. Makes a follow-up.',
      nb: 'Navn, adresse og en melding. Lager en oppfølging.',
    },
    newsletter: {
      en: 'Address and consent, confirmed by a mail. The reader is added to a selection.',
      nb: 'Adresse og samtykke, bekreftet med en e-post. Leseren legges i et utvalg.',
    },
    survey: {
      en: 'How satisfied people are. Makes a follow-up for those who are not and who give their address.',
      nb: 'Hvor fornøyde folk er. Lager en oppfølging for dem som er misfornøyde og oppgir adressen.',
    },
    event: {
      en: 'Name, seats and lunch, once per address. Makes a follow-up.',
      nb: 'Navn, plasser og lunsj, én gang per adresse. Lager en oppfølging.',
    },
    empty: { en: 'Only the title and a button.', nb: 'Bare tittelen og en knapp.' },
  },
  tabs: {
    build: { en: 'Form', nb: 'Skjema' },
    workflow: { en: 'Workflow', nb: 'Arbeidsflyt' },
    funnel: { en: 'Funnel', nb: 'Trakt' },
    submissions: { en: 'Submissions', nb: 'Innsendinger' },
    runs: { en: 'Runs', nb: 'Kjøringer' },
  },
  rename: { en: 'Name of the form', nb: 'Navn på skjemaet' },
  remove: {
    action: { en: 'Delete form', nb: 'Slett skjema' },
    title: { en: 'Delete the form “{name}”?', nb: 'Vil du slette skjemaet «{name}»?' },
    text: {
      en: 'Its page stops working at once, also where it is embedded, and links that open it lead to a page that says so. The submissions are kept.',
      nb: 'Siden slutter å virke med en gang, også der den er bygget inn, og koblinger som åpner den, fører til en side som sier det. Innsendingene blir tatt vare på.',
    },
    done: { en: '“{name}” was deleted', nb: '«{name}» er slettet' },
    restored: { en: '“{name}” is back', nb: '«{name}» er tilbake' },
  },
  publish: {
    button: { en: 'Publish', nb: 'Publiser' },
    title: { en: 'Publish the form?', nb: 'Vil du publisere skjemaet?' },
    text: {
      en: 'The questions and the workflow are published together. Who has the page open already can still send it.',
      nb: 'Spørsmålene og arbeidsflyten blir publisert sammen. De som har siden åpen nå, kan fortsatt sende inn.',
    },
    seen: { en: 'What people see', nb: 'Det folk ser' },
    pageTitle: { en: 'Title', nb: 'Tittel' },
    address: { en: 'Address', nb: 'Adresse' },
    done: { en: 'The form is published', nb: 'Skjemaet er publisert' },
    open: { en: 'Open the form', nb: 'Åpne skjemaet' },
    unchanged: { en: 'What is live is the same', nb: 'Ingenting er endret siden sist det ble publisert' },
    blocked: {
      en: '{count, plural, one {One thing must be changed first} other {# things must be changed first}}',
      nb: '{count, plural, one {Én ting må rettes først} other {# ting må rettes først}}',
    },
    inForm: { en: 'Form', nb: 'Skjema' },
    inWorkflow: { en: 'Workflow', nb: 'Arbeidsflyt' },
  },
  share: {
    button: { en: 'Share', nb: 'Del' },
    title: { en: 'Share the form', nb: 'Del skjemaet' },
    unpublished: {
      en: 'Publish the form first. Until then the page does not exist.',
      nb: 'Publiser skjemaet først. Siden finnes ikke før det.',
    },
    address: { en: 'Address of the page', nb: 'Adressen til siden' },
    script: { en: 'In a page, with a script', nb: 'På en nettside, med skript' },
    scriptHelp: {
      en: 'The frame becomes as high as the form, and campaign parameters of the page are passed on.',
      nb: 'Rammen blir like høy som skjemaet, og kampanjeparametre i adressen følger med.',
    },
    frame: { en: 'In a page, without a script', nb: 'På en nettside, uten skript' },
    mail: {
      en: 'In a mail: give a tracked link the response “Open form”. The answers that you choose are then filled in for the recipient.',
      nb: 'I en e-post: Gi en sporet kobling responsen «Åpne skjema». Da blir svarene du velger, fylt ut for mottakeren.',
    },
    open: { en: 'Open the page', nb: 'Åpne siden' },
    copy: { en: 'Copy', nb: 'Kopier' },
    copied: { en: 'Copied', nb: 'Kopiert' },
  },
  runs: {
    label: { en: 'Runs of the form', nb: 'Kjøringer av skjemaet' },
    empty: { en: 'No runs yet', nb: 'Ingen kjøringer ennå' },
    emptyText: {
      en: 'Each processed submission starts a run of the workflow.',
      nb: 'Hver innsending som er behandlet, starter en kjøring av arbeidsflyten.',
    },
    at: { en: 'Submitted', nb: 'Sendt inn' },
  },
} satisfies Texts;
