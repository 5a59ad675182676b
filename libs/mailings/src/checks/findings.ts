import {
  phrase,
  type Finding,
  type FindingJump,
  type Ref,
  type Text,
  type TextParams,
} from '@linkflow/contracts';

type FindingCode = Finding['code'];

/** The texts of what the check can find. Those without an entry have a text of their own. */
const TEXTS = {
  'subject.missing': { en: 'The subject is empty', nb: 'Emnet er tomt' },
  'subject.long': {
    en: 'The subject has {length} characters. Inboxes show about 60 of them, phones about 40',
    nb: 'Emnet har {length} tegn. Innbokser viser omtrent 60 av dem, telefoner omtrent 40',
  },
  'subject.capitals': {
    en: 'The subject has capital letters only, which spam filters count against a message',
    nb: 'Emnet har bare store bokstaver, og det trekker ned hos søppelpostfiltre',
  },
  'content.empty': { en: 'The message has no content', nb: 'Meldingen har ikke noe innhold' },
  'content.too-large': {
    en: 'The content has too many elements, or they are nested too deep, to be sent',
    nb: 'Innholdet har for mange elementer, eller de ligger for dypt inni hverandre, til å bli sendt',
  },
  'content.no-text': {
    en: 'The message has no text, and its pictures have no alternative texts. Those who do not see the pictures see nothing',
    nb: 'Meldingen har ingen tekst, og bildene har ingen alternativ tekst. De som ikke ser bildene, ser ingenting',
  },
  'content.images-only': {
    en: 'The message consists of pictures, with hardly any text. Spam filters distrust that, and many people do not see the pictures',
    nb: 'Meldingen består av bilder og har nesten ingen tekst. Søppelpostfiltre mistror det, og mange ser ikke bildene',
  },
  'content.clipped': {
    en: 'The HTML is {kilobytes} kB. Gmail cuts messages off at 102 kB, so that the end is not shown',
    nb: 'HTML-koden er på {kilobytes} kB. Gmail kutter meldinger ved 102 kB, så slutten blir ikke vist',
  },
  'content.heavy': {
    en: 'The message is {kilobytes} kB. It is slow to load on phones, and some servers may refuse it',
    nb: 'Meldingen er på {kilobytes} kB. Den er treg å laste på telefoner, og noen servere kan avvise den',
  },
  'content.hidden-link': {
    en: 'Each message gets a link that people cannot see, which tells machines from people (MAIL_HIDDEN_LINK). A screen reader may still read it, some spam filters dislike hidden links, and a US patent covers them (12,489,787)',
    nb: 'Hver melding får en kobling som folk ikke ser, og som skiller maskiner fra folk (MAIL_HIDDEN_LINK). En skjermleser kan likevel lese den opp, noen søppelpostfiltre misliker skjulte koblinger, og et patent i USA dekker dem (12,489,787)',
  },
  'link.unknown': {
    en: 'The tracked link of “{text}” does not exist',
    nb: 'Den sporede koblingen til «{text}» finnes ikke',
  },
  'link.deleted': {
    en: 'The tracked link “{name}” is deleted',
    nb: 'Den sporede koblingen «{name}» er slettet',
  },
  'link.unpublished': {
    en: 'The steps of “{name}” are not published. A click only opens the address',
    nb: 'Stegene i «{name}» er ikke publisert. Et klikk åpner bare adressen',
  },
  'link.unpublished-changes': {
    en: '“{name}” has changes that are not published. Clicks do what was published last',
    nb: '«{name}» har endringer som ikke er publisert. Klikk gjør det som sist ble publisert',
  },
  'link.address': {
    en: 'The address of “{name}” can’t be opened. {problem}',
    nb: 'Adressen til «{name}» kan ikke åpnes. {problem}',
  },
  'link.unsigned': {
    en: 'The tracked address of “{name}” can’t be made for recipients. Tell an administrator',
    nb: 'Den sporede adressen til «{name}» kan ikke lages for mottakerne. Si fra til en administrator',
  },
  'link.disguised': {
    en: 'The text “{shown}” shows one website, but the link leads to {host}. Spam filters take that for fraud',
    nb: 'Teksten «{shown}» viser ett nettsted, men koblingen går til {host}. Søppelpostfiltre tar det for svindel',
  },
  'unsubscribe.missing': {
    en: 'The message has no link for unsubscribing. Mailbox providers expect one in mail to many people',
    nb: 'Meldingen har ingen kobling for å melde seg av. E-posttjenester forventer det i e-post til mange',
  },
  'unsubscribe.required': {
    en: 'The message has no link for unsubscribing. Mailings of the type “{type}” need one',
    nb: 'Meldingen har ingen kobling for å melde seg av. Det må utsendelser av typen «{type}» ha',
  },
  'type.missing': {
    en: 'The mailing has no type, so it also goes to people who have unsubscribed from “{type}” or another type',
    nb: 'Utsendelsen har ingen type, så den går også til folk som har meldt seg av «{type}» eller en annen type',
  },
  'recipients.none': { en: 'The mailing has no recipients', nb: 'Utsendelsen har ingen mottakere' },
  'recipients.all-blocked': {
    en: '{count, plural, one {The only recipient does not get the mailing} other {None of the # recipients gets the mailing}}',
    nb: '{count, plural, one {Den eneste mottakeren får ikke utsendelsen} other {Ingen av de # mottakerne får utsendelsen}}',
  },
  'recipients.preparing': {
    en: 'The recipients are still being read or checked. The sending waits for that',
    nb: 'Mottakerne blir fortsatt lest inn eller sjekket. Sendingen venter på det',
  },
  'sender.missing': { en: 'The mailing has no sender', nb: 'Utsendelsen har ingen avsender' },
  'sender.not-allowed': {
    en: 'Mail may not be sent from {domain} here. These domains may be used: {domains}',
    nb: 'Det kan ikke sendes fra {domain} her. Disse domenene kan brukes: {domains}',
  },
  'sender.unusable': {
    en: 'The sender “{address}” can’t be written in a message',
    nb: 'Avsenderen «{address}» kan ikke skrives i en melding',
  },
  'reply-to.unusable': {
    en: 'The address for answers “{address}” can’t be written in a message',
    nb: 'Svaradressen «{address}» kan ikke skrives i en melding',
  },
} as const satisfies Partial<Record<FindingCode, Text>>;

interface FindingParts {
  jump: FindingJump | null;
  params?: TextParams;
  link?: Ref;
}

const findingOf =
  (severity: Finding['severity']) =>
  (code: keyof typeof TEXTS, { jump, params, link }: FindingParts): Finding => ({
    code,
    severity,
    text: phrase(TEXTS[code], params),
    jump,
    ...(link && { link }),
  });

/** Something that prevents the sending. */
export const errorOf = findingOf('error');
/** Something that may be meant. */
export const warningOf = findingOf('warning');
