import type { Texts } from '../../i18n';

/** Texts of the frame of the inspector, and of the address of a link: what is shown before the forms of the inspector are loaded. */
export const settingsTexts = {
  title: { en: 'Settings', nb: 'Innstillinger' },
  fold: { en: 'Hide the settings', nb: 'Skjul innstillingene' },
  unfold: { en: 'Show the settings', nb: 'Vis innstillingene' },
  close: { en: 'Close the settings', nb: 'Lukk innstillingene' },
  trigger: {
    form: {
      en: 'The steps of this workflow can use the answers of the form, in texts and in conditions.',
      nb: 'Stegene i denne arbeidsflyten kan bruke svarene i skjemaet, i tekster og i betingelser.',
    },
    address: { en: 'Address of the link', nb: 'Koblingens adresse' },
    leadsTo: { en: 'Sends the recipient to', nb: 'Sender mottakeren til' },
    addressHelp: {
      en: 'Where the recipient is sent when nothing else answers.',
      nb: 'Hit sendes mottakeren når ingenting annet svarer.',
    },
    respond: {
      en: 'Answer to the recipient: happens at once, while the recipient waits.',
      nb: 'Svar til mottakeren: skjer straks, mens mottakeren venter.',
    },
    then: {
      en: 'Then: happens in the background, step by step.',
      nb: 'Deretter: skjer i bakgrunnen, steg for steg.',
    },
  },
} satisfies Texts;
