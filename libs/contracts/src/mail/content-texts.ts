import { phrase, type Text } from '../texts';

/*
 * What pages show of the content of a mail: texts and names. The schemas are in content.ts, so that a page can use the texts without loading
 * the schemas.
 */

/** Pages of ours that a mail can lead to. Each recipient has their own address of them. */
export const SPECIAL_LINKS = ['unsubscribe', 'subscriptions', 'view-online'] as const;

const CUT_TEXTS = {
  script: { en: 'Scripts do not run in mail', nb: 'Skript kjører ikke i e-post' },
  handler: { en: 'Attributes that run a script', nb: 'Attributter som kjører skript' },
  frame: { en: 'Frames are not shown in mail', nb: 'Rammer vises ikke i e-post' },
  form: { en: 'Forms do not work in mail', nb: 'Skjemaer virker ikke i e-post' },
  plugin: { en: 'Embedded programs do not run in mail', nb: 'Innebygde programmer kjører ikke i e-post' },
  'script-url': { en: 'An address that runs a script', nb: 'En adresse som kjører skript' },
  'style-code': { en: 'Code in a style', nb: 'Kode i en stil' },
  base: {
    en: 'The element <base> would change where links lead',
    nb: 'Elementet <base> ville endret hvor koblingene går',
  },
  refresh: { en: 'The page would move on by itself', nb: 'Siden ville gått videre av seg selv' },
  'loaded-code': { en: 'Code that is loaded from elsewhere', nb: 'Kode som lastes fra et annet sted' },
} as const satisfies Record<string, Text>;
type CutCode = keyof typeof CUT_TEXTS;
export const MAIL_CUT_CODES = Object.keys(CUT_TEXTS) as [CutCode, ...CutCode[]];

/** Why something is taken out, in words. */
export const mailCutText = (code: CutCode): Text => CUT_TEXTS[code];

const PROBLEM_TEXTS = {
  'merge-field.unknown': {
    en: 'The merge field {source} does not exist',
    nb: 'Flettefeltet {source} finnes ikke',
  },
  'merge-field.misspelt': {
    en: 'The merge field {source} does not exist. Did you mean {suggestion}?',
    nb: 'Flettefeltet {source} finnes ikke. Mente du {suggestion}?',
  },
  'merge-field.misplaced': {
    en: 'The merge field {source} stands in a style, where it is left out',
    nb: 'Flettefeltet {source} står i en stil, og blir utelatt der',
  },
  'merge-field.unfinished': {
    en: 'The merge field {source} is not written right, and is shown as it is',
    nb: 'Flettefeltet {source} er ikke skrevet riktig, og vises som det står',
  },
  'placeholder.foreign': {
    en: 'Nothing replaces {source} here: it belongs to another system',
    nb: 'Ingenting erstatter {source} her: det hører til et annet system',
  },
  'link.relative': {
    en: 'The link “{href}” leads nowhere: it has no website',
    nb: 'Koblingen «{href}» går ingen steder: den mangler nettsted',
  },
  'link.empty': {
    en: 'The link “{text}” has no address',
    nb: 'Koblingen «{text}» har ingen adresse',
  },
  'link.broken': {
    en: 'The link “{href}” leads nowhere: its address is not right',
    nb: 'Koblingen «{href}» går ingen steder: adressen er ikke riktig',
  },
  'link.missing': {
    en: 'The tracked link of “{text}” is deleted',
    nb: 'Den sporede koblingen til «{text}» er slettet',
  },
  'url.from-data': {
    en: 'A merge field decides where the address “{href}” leads. Write the website out, and use merge fields only after it',
    nb: 'Et flettefelt bestemmer hvor adressen «{href}» går. Skriv nettstedet helt ut, og bruk flettefelter bare etter det',
  },
  'html.link-loaded': {
    en: 'A tracked link is the address of a picture or a style. It is left out, because each time the message is shown would count as a click',
    nb: 'En sporet kobling er adressen til et bilde eller en stil. Den blir utelatt, fordi hver visning av meldingen ville blitt talt som et klikk',
  },
} as const satisfies Record<string, Text>;
/** What is said of links that have no text, such as those of pictures. */
const WITHOUT_TEXT: Partial<Record<string, Text>> = {
  'link.empty': {
    en: 'A link without text has no address',
    nb: 'En kobling uten tekst har ingen adresse',
  },
  'link.missing': {
    en: 'The tracked link of a picture or an empty text is deleted',
    nb: 'Den sporede koblingen til et bilde eller en tom tekst er slettet',
  },
};
export type MailProblemCode = keyof typeof PROBLEM_TEXTS;
export const MAIL_PROBLEM_CODES = Object.keys(PROBLEM_TEXTS) as [MailProblemCode, ...MailProblemCode[]];

/** A problem in words. */
export const mailProblemText = (problem: {
  code: MailProblemCode;
  params: Readonly<Record<string, string>>;
}): Text => {
  const withoutText = problem.params.text?.trim() === '' ? WITHOUT_TEXT[problem.code] : undefined;
  return withoutText ?? phrase(PROBLEM_TEXTS[problem.code], problem.params);
};
