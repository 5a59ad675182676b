import type { Text } from '@linkflow/contracts';

/** The texts of the pages of `/s/`. `{name}`: the name of a subscription type. */
export const TEXTS = {
  chooseTitle: { en: 'What would you like from us?', nb: 'Hva vil du ha fra oss?' },
  appliesTo: { en: 'For', nb: 'Gjelder' },
  save: { en: 'Save my choices', nb: 'Lagre valgene' },
  unsubscribeAll: { en: 'Unsubscribe me from everything', nb: 'Meld meg av alt' },
  subscribeAgain: { en: 'I want mail from you again', nb: 'Jeg vil ha e-post fra dere igjen' },
  unsubscribedAll: { en: 'You have unsubscribed from everything.', nb: 'Du er meldt av alt.' },
  transactional: {
    en: 'You still get messages about agreements that you have with us.',
    nb: 'Beskjeder om avtaler du har med oss, får du uansett.',
  },
  unsubscribeTypeTitle: { en: 'Unsubscribe from “{name}”?', nb: 'Vil du melde deg av «{name}»?' },
  unsubscribeAllTitle: { en: 'Unsubscribe from our mailings?', nb: 'Vil du melde deg av e-post fra oss?' },
  unsubscribe: { en: 'Yes, unsubscribe me', nb: 'Ja, meld meg av' },
  choose: { en: 'Choose what you want from us', nb: 'Velg hva du vil ha fra oss' },
  unsubscribedTypeTitle: { en: 'You have unsubscribed from “{name}”', nb: 'Du er meldt av «{name}»' },
  unsubscribedAllTitle: { en: 'You have unsubscribed from everything', nb: 'Du er meldt av alt' },
  unsubscribed: {
    en: 'You will not get it any more. One more message may arrive if it is on its way already.',
    nb: 'Du får det ikke lenger. Det kan likevel komme én e-post til hvis den alt er på vei.',
  },
  unsubscribedFromAll: {
    en: 'You will not get mailings from us any more. One more message may arrive if it is on its way already.',
    nb: 'Du får ikke flere utsendelser fra oss. Det kan likevel komme én e-post til hvis den alt er på vei.',
  },
  savedTitle: { en: 'Your choices are saved', nb: 'Valgene dine er lagret' },
  saved: {
    en: 'From now on we send you what you have chosen.',
    nb: 'Fra nå av sender vi deg det du har valgt.',
  },
  undo: { en: 'Undo', nb: 'Angre' },
  undoUnsubscribe: { en: 'Undo, I want it after all', nb: 'Angre, jeg vil ha det likevel' },
  undoneTitle: { en: 'Undone', nb: 'Angret' },
  undone: { en: 'Everything is as it was before.', nb: 'Alt er som det var før.' },
  testTitle: { en: 'This was a test', nb: 'Dette var en test' },
  test: {
    en: 'The link comes from a test message. Nothing was changed.',
    nb: 'Lenken kommer fra en testmelding. Ingenting er endret.',
  },
  privacy: { en: 'How we use information about you', nb: 'Slik bruker vi opplysninger om deg' },
} satisfies Record<string, Text>;
