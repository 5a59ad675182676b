import type { Texts } from '../../i18n';

/** Texts of the form of webhooks: headers, secrets, values of the answer, and test calls. */
export const webhookTexts = {
  header: {
    name: { en: 'Name of header {number}', nb: 'Navn på header {number}' },
    value: { en: 'Value of header {number}', nb: 'Verdi for header {number}' },
    remove: { en: 'Remove header {number}', nb: 'Fjern header {number}' },
    add: { en: 'Add a header', nb: 'Legg til en header' },
  },
  answer: {
    name: { en: 'Name of value {number}', nb: 'Navn på verdi {number}' },
    path: { en: 'Where value {number} stands in the answer', nb: 'Hvor verdi {number} står i svaret' },
    type: { en: 'Type of value {number}', nb: 'Type for verdi {number}' },
    remove: { en: 'Remove value {number}', nb: 'Fjern verdi {number}' },
    add: { en: 'Add a value', nb: 'Legg til en verdi' },
    nameShort: { en: 'Name', nb: 'Navn' },
    types: {
      text: { en: 'Text', nb: 'Tekst' },
      number: { en: 'Number', nb: 'Tall' },
      boolean: { en: 'Yes or no', nb: 'Ja eller nei' },
      date: { en: 'Date', nb: 'Dato' },
      list: { en: 'List', nb: 'Liste' },
    },
  },
  secret: {
    create: { en: 'New secret', nb: 'Ny hemmelighet' },
    rotate: { en: 'Replace it', nb: 'Bytt den ut' },
    name: { en: 'Name', nb: 'Navn' },
    nameHint: { en: 'Such as the system that is called.', nb: 'For eksempel systemet som kalles.' },
    nameMissing: { en: 'Give it a name', nb: 'Gi den et navn' },
    header: { en: 'Header', nb: 'Header' },
    headerMissing: { en: 'Write the name of the header', nb: 'Skriv navnet på headeren' },
    value: { en: 'Value', nb: 'Verdi' },
    valueHint: {
      en: 'It is stored encrypted, and nobody can read it here later.',
      nb: 'Den lagres kryptert, og ingen kan lese den her senere.',
    },
    valueMissing: { en: 'Write the value', nb: 'Skriv verdien' },
    submit: { en: 'Create', nb: 'Opprett' },
    rotateTitle: { en: 'Replace “{name}”', nb: 'Bytt ut «{name}»' },
    rotateHeader: {
      en: 'All calls have the new value from now on.',
      nb: 'Alle kall har den nye verdien fra nå av.',
    },
    rotateSigning: {
      en: 'You get a new secret. For 24 hours, calls are signed with both, so that the server can be changed in the meantime.',
      nb: 'Du får en ny hemmelighet. I 24 timer signeres kall med begge, så serveren kan endres i mellomtiden.',
    },
    rotateSubmit: { en: 'Replace', nb: 'Bytt ut' },
    shownTitle: { en: 'The secret', nb: 'Hemmeligheten' },
    shownText: {
      en: 'Give this to the server that is called. It is not shown again.',
      nb: 'Gi denne til serveren som kalles. Den vises ikke igjen.',
    },
    copy: { en: 'Copy', nb: 'Kopier' },
    copied: { en: 'Copied', nb: 'Kopiert' },
  },
  test: {
    title: { en: 'Test call', nb: 'Prøvekall' },
    lead: {
      en: 'Calls the server once, with the values of a contact. Values of earlier steps are empty.',
      nb: 'Kaller serveren én gang, med verdiene til en person. Verdier fra tidligere steg er tomme.',
    },
    contact: { en: 'Contact', nb: 'Person' },
    nobody: { en: 'Somebody without a card', nb: 'Noen uten personkort' },
    run: { en: 'Call now', nb: 'Kall nå' },
    again: { en: 'Call again', nb: 'Kall på nytt' },
    unfinished: {
      en: 'Complete the settings above first.',
      nb: 'Gjør ferdig innstillingene over først.',
    },
    answered: { en: 'The server answered {status}', nb: 'Serveren svarte {status}' },
    took: { en: 'in {time}', nb: 'på {time}' },
    silent: { en: 'There was no answer', nb: 'Det kom ikke noe svar' },
    values: { en: 'Values for later steps', nb: 'Verdier for senere steg' },
    absent: { en: 'not in the answer', nb: 'ikke i svaret' },
    request: { en: 'What was sent', nb: 'Det som ble sendt' },
    answer: { en: 'What came back', nb: 'Det som kom tilbake' },
    cut: { en: 'Only the beginning is shown.', nb: 'Bare begynnelsen vises.' },
    noBody: { en: 'No content', nb: 'Ikke noe innhold' },
  },
} satisfies Texts;
