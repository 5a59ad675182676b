import type { Texts } from '../../i18n/texts';

export const subscriptionTypeTexts = {
  title: { en: 'Subscription types', nb: 'Typer e-post' },
  lead: {
    en: 'The kinds of mail that you send. People can unsubscribe from each by itself.',
    nb: 'Hva slags e-post dere sender. Folk kan melde seg av hver type for seg.',
  },
  new: { en: 'New type', nb: 'Ny type' },
  create: { en: 'Create type', nb: 'Opprett type' },
  edit: { en: 'Edit type', nb: 'Rediger type' },
  empty: {
    en: 'No types yet. Until there is one, people can only unsubscribe from everything.',
    nb: 'Ingen typer ennå. Så lenge det ikke finnes noen, kan folk bare melde seg av alt.',
  },
  nameEn: { en: 'Name in English', nb: 'Navn på engelsk' },
  nameNb: { en: 'Name in Norwegian', nb: 'Navn på norsk' },
  nameHint: { en: 'Recipients read it', nb: 'Mottakerne leser det' },
  descriptionEn: { en: 'Description in English', nb: 'Beskrivelse på engelsk' },
  descriptionNb: { en: 'Description in Norwegian', nb: 'Beskrivelse på norsk' },
  descriptionHint: {
    en: 'One sentence, for example how often it comes',
    nb: 'Én setning, for eksempel hvor ofte den kommer',
  },
  rules: { en: 'Rules', nb: 'Regler' },
  noRules: { en: 'None', nb: 'Ingen' },
  needsUnsubscribe: { en: 'Must have a link to unsubscribe', nb: 'Må ha en lenke for å melde seg av' },
  needsUnsubscribeHint: {
    en: 'A mailing of this type cannot be sent without such a link',
    nb: 'En utsendelse av denne typen kan ikke sendes uten en slik lenke',
  },
  needsConsent: { en: 'Needs consent', nb: 'Krever samtykke' },
  needsConsentHint: {
    en: 'Only people who have consented to this type get it',
    nb: 'Bare de som har samtykket til denne typen, får den',
  },
  footer: { en: 'Footer', nb: 'Bunntekst' },
  footerHint: {
    en: 'HTML. It is added to mailings of this type that have no link to unsubscribe',
    nb: 'HTML. Den legges til i utsendelser av denne typen som mangler lenke for å melde seg av',
  },
  insert: { en: 'Insert in the footer', nb: 'Sett inn i bunnteksten' },
  links: {
    unsubscribe: { en: 'Unsubscribe', nb: 'Meld meg av' },
    subscriptions: { en: 'Choose what you get', nb: 'Velg hva du får' },
    'view-online': { en: 'View online', nb: 'Vis i nettleseren' },
  },
  hasFooter: { en: 'Yes', nb: 'Ja' },
  noFooter: { en: 'No', nb: 'Nei' },
} satisfies Texts;
