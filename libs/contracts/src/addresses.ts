import { phrase, type Text } from './texts';

/** What is wrong with an address, with a text for people. `{address}` is what they wrote. */
export const ADDRESS_PROBLEMS = {
  'url.scheme': {
    en: 'An address starts with https:// or http://',
    nb: 'En adresse begynner med https:// eller http://',
  },
  'url.user-info': {
    en: 'Remove what comes before the @: an address can’t contain a user name or a password',
    nb: 'Fjern det som står foran @: en adresse kan ikke inneholde brukernavn eller passord',
  },
  'url.from-data': {
    en: 'A merge field can’t decide which website the address leads to. Write the website out, with a / after it, and use merge fields only after that',
    nb: 'Et flettefelt kan ikke bestemme hvilket nettsted adressen går til. Skriv nettstedet helt ut, med en / etter, og bruk flettefelter bare etter det',
  },
  'url.host': {
    en: 'The name of the website in the address is not right',
    nb: 'Navnet på nettstedet i adressen er ikke riktig',
  },
} as const satisfies Record<string, Text>;
export type AddressProblem = keyof typeof ADDRESS_PROBLEMS;

/** True for an absolute http(s) address without user info (`https://user@host`), because user info can disguise the target of a link. */
export function isHttpUrl(value: string): boolean {
  if (!/^https?:\/\//i.test(value)) return false;
  try {
    const url = new URL(value);
    return (
      (url.protocol === 'http:' || url.protocol === 'https:') && url.username === '' && url.password === ''
    );
  } catch {
    return false;
  }
}

const MERGE_FIELD = /\{\{[^{}]*\}\}/g;
/** Invisible characters that copying an address can add at any place. */
const INVISIBLE = /[\p{Cc}\u00ad\u200b-\u200f\u061c\u2028-\u202e\u2060-\u2069\ufeff]/gu;
/** Several schemes, such as `https://https://` or `https://http//`, as a form adds one to a pasted address. The last one is meant. */
const SCHEMES = /^https?:\/\/(?:https?:?\/\/)*(https?):?\/\//i;
/** A website without a scheme: labels with dots between them, then a path, query, port or nothing. */
const WITHOUT_SCHEME =
  /^(?:[\p{L}\p{M}\p{N}_-]+\.)+[\p{L}\p{M}][\p{L}\p{M}\p{N}-]*(?=[/?#]|:\d+(?:[/?#]|$)|$)/u;

/**
 * Corrects what people usually get wrong in an address: blanks and invisible characters around it and in it, and a missing or repeated
 * scheme (`www.example.no` becomes `https://www.example.no`). An address that needs no correction is returned as it is. Merge fields are kept.
 */
export function mendAddress(written: string): string {
  const visible = written.replace(INVISIBLE, '').trim().replace(SCHEMES, '$1://');
  const address = WITHOUT_SCHEME.test(visible) ? `https://${visible}` : visible;
  if (!/\s/.test(address)) return address;
  const end = address.search(/(?<=^https?:\/\/[^/?#]*)[/?#]/i);
  // A blank in the name of the website cannot be corrected.
  if (end < 0) return address;
  return address.slice(0, end) + encodeBlanks(address.slice(end));
}

/** Percent-encodes blanks outside merge fields, whose fallback texts may contain blanks. */
function encodeBlanks(text: string): string {
  let encoded = '';
  let done = 0;
  const encode = (part: string): string => part.replace(/\s/g, (blank) => encodeURIComponent(blank));
  for (const match of text.matchAll(MERGE_FIELD)) {
    encoded += encode(text.slice(done, match.index)) + match[0];
    done = match.index + match[0].length;
  }
  return encoded + encode(text.slice(done));
}

/**
 * Whether a merge field stands where its value would decide the scheme or the website of an address: anywhere before the `/`, `?` or `#`
 * that ends the name of the website. Mail addresses and telephone numbers (`mailto:`, `tel:`) may come from data, because they lead to no
 * website.
 */
export function isAddressFromData(address: string): boolean {
  const plain = address.replace(INVISIBLE, '').trim();
  const field = plain.indexOf('{{');
  if (field < 0) return false;
  return !/^(?:https?:[/\\]{2}[^/\\?#]+[/\\?#]|mailto:|tel:|#)/i.test(plain.slice(0, field));
}

/** An IPv6 address, or labels with dots between them. `URL` also accepts names that cannot exist, such as `www,example.no`. */
const HOST_NAME = /^(?:\[[\da-f:.]+\]|(?:[\w-]{1,63}\.)*[\w-]{1,63}\.?)$/i;

/** What is wrong with an address after `mendAddress`; null if it can be used. It may contain merge fields after the website. */
export function addressProblem(address: string): AddressProblem | null {
  if (isAddressFromData(address)) return 'url.from-data';
  if (!/^https?:\/\//i.test(address)) return 'url.scheme';
  const sample = address.replace(MERGE_FIELD, 'x');
  if (isHttpUrl(sample)) return HOST_NAME.test(new URL(sample).hostname) ? null : 'url.host';
  return URL.canParse(sample) ? 'url.user-info' : 'url.host';
}

/** The text of a problem with an address. */
export const addressProblemText = (problem: AddressProblem): Text => phrase(ADDRESS_PROBLEMS[problem]);
