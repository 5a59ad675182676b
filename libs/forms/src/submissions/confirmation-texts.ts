import { format, pick, type FormSettings, type Text } from '@linkflow/contracts';

const TEXTS = {
  subject: { en: 'Please confirm: {title}', nb: 'Bekreft: {title}' },
  text: {
    en: 'You, or somebody with your address, filled in our form “{title}”.\n\nPress the button to confirm that it was you. If it was not, you need not do anything.',
    nb: 'Du, eller noen som har skrevet adressen din, har fylt ut skjemaet vårt «{title}».\n\nTrykk på knappen for å bekrefte at det var deg. Var det ikke deg, trenger du ikke gjøre noe.',
  },
  button: { en: 'Confirm', nb: 'Bekreft' },
} satisfies Record<string, Text>;

/** The texts of the mail of a double opt-in: those of the form, or the usual ones. */
export function confirmationTexts({
  mail,
  title,
  language,
}: Pick<FormSettings, 'mail' | 'title' | 'language'>): { subject: string; text: string; button: string } {
  return {
    subject: mail.subject || format(TEXTS.subject, language, { title }),
    text: mail.text.trim() || format(TEXTS.text, language, { title }),
    button: mail.button || pick(TEXTS.button, language),
  };
}
