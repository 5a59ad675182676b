import type { Texts } from '../../../i18n';

/** What every tab of a mailing says about its sending. */
export const pageStatusTexts = {
  errors: { en: 'to fix', nb: 'må rettes' },
  readOnly: {
    en: 'The mailing is being sent or was sent, so its content and its links can’t be changed any more. What a tracked link does can still be changed on the page of the link.',
    nb: 'Utsendelsen sendes eller er sendt, så innholdet og koblingene kan ikke endres lenger. Hva en sporet kobling gjør, kan fortsatt endres på siden til koblingen.',
  },
} satisfies Texts;
