import type { Texts } from '../../i18n/texts';

/** Texts of what can be done with a whole mailing: create, copy, bring elsewhere. */
export const mailingActionTexts = {
  start: { en: 'Begin with', nb: 'Begynn med' },
  starts: {
    template: { en: 'Template', nb: 'Mal' },
    blank: { en: 'Empty message', nb: 'Tom melding' },
    html: { en: 'HTML', nb: 'HTML' },
    file: { en: 'File', nb: 'Fil' },
  },
  startHints: {
    template: {
      en: 'Choose a template. You can change everything in it.',
      nb: 'Velg en mal. Du kan endre alt i den.',
    },
    blank: { en: 'You build the message from blocks.', nb: 'Du bygger meldingen av blokker.' },
    html: {
      en: 'You write or paste the HTML of the message. It is kept as you write it.',
      nb: 'Du skriver eller limer inn HTML-koden til meldingen. Den beholdes slik du skriver den.',
    },
    file: {
      en: 'A file that was exported from a mailing here or in another Linkflow. Pictures are not in it.',
      nb: 'En fil som er eksportert fra en utsendelse her eller i en annen Linkflow. Bildene er ikke med.',
    },
  },
  templates: { en: 'Templates', nb: 'Maler' },
  own: { en: 'Saved by colleagues', nb: 'Lagret av kolleger' },
  builtIn: { en: 'Ready-made', nb: 'Ferdige maler' },
  templateMissing: { en: 'Choose a template', nb: 'Velg en mal' },
  file: { en: 'File', nb: 'Fil' },
  chooseFile: { en: 'Choose a file', nb: 'Velg en fil' },
  fileMissing: { en: 'Choose a file', nb: 'Velg en fil' },
  fileWrong: {
    en: 'This is not a file that was exported from a mailing',
    nb: 'Dette er ikke en fil som er eksportert fra en utsendelse',
  },
  /** `problem`: a sentence; `place`: where it is in the file, or `none`. */
  fileBroken: {
    en: 'The file can’t be used. {problem}{place, select, none {} other { ({place})}}',
    nb: 'Filen kan ikke brukes. {problem}{place, select, none {} other { ({place})}}',
  },
  copy: {
    action: { en: 'Copy mailing', nb: 'Kopier utsendelse' },
    title: { en: 'Copy “{name}”', nb: 'Kopier «{name}»' },
    text: {
      en: 'The content is copied, and so are the links of this mailing, which begin without clicks. Recipients are not copied.',
      nb: 'Innholdet blir kopiert, og også koblingene som bare hører til denne utsendelsen. De begynner uten klikk. Mottakere blir ikke kopiert.',
    },
    name: { en: 'Copy of {name}', nb: 'Kopi av {name}' },
    submit: { en: 'Create copy', nb: 'Lag kopi' },
  },
  export: { en: 'Export as a file', nb: 'Eksporter som fil' },
  template: {
    action: { en: 'Save as template', nb: 'Lagre som mal' },
    title: { en: 'Save as template', nb: 'Lagre som mal' },
    done: { en: '“{name}” is among the templates now', nb: '«{name}» ligger blant malene nå' },
    remove: { en: 'Delete the template “{name}”', nb: 'Slett malen «{name}»' },
    removeText: {
      en: 'Mailings that were made from it stay as they are.',
      nb: 'Utsendelser som er laget fra den, blir som de er.',
    },
    removeAction: { en: 'Delete template', nb: 'Slett mal' },
  },
} satisfies Texts;
