import { isAddressFromData } from '@linkflow/contracts';

/**
 * How the values of merge fields are escaped: not at all, for HTML, for a URL (percent-encoding), or for a URL in an HTML attribute, where
 * the template is HTML and the result percent-encoded.
 */
export type Escaping = 'none' | 'html' | 'url' | 'html-url';

// The expressions have no nested repetition of the same character, so that matching takes linear time.
const PLACEHOLDER = /\{\{\s*([A-Za-z][\w.-]*)\s*(?:\|([^{}]*))?\}\}/g;
/**
 * The fallback may contain whole tags, but not the end of the tag in which the merge field begins: replacing that would turn text after the
 * tag into attributes.
 */
const PLACEHOLDER_IN_HTML = /\{\{\s*([A-Za-z][\w.-]*)\s*(?:\|([^{}<>]*(?:<[^{}<>]*>[^{}<>]*)*))?\}\}/g;

/**
 * Replaces the merge fields of a template by the values of facts: `Hi {{contact.firstName|there}}`. The text after the bar is the
 * fallback, which is used if the fact is unknown or empty. The values of facts are escaped. The rest of the template is not escaped,
 * except that fallbacks are percent-encoded in URLs.
 */
export function mergeText(
  template: string,
  values: Readonly<Record<string, unknown>>,
  { escape }: { escape: Escaping },
): string {
  if (!template.includes('{{')) return template;
  const placeholder = escape === 'html' ? PLACEHOLDER_IN_HTML : PLACEHOLDER;
  return template.replace(placeholder, (_, name: string, fallback: string | undefined) => {
    const value = Object.hasOwn(values, name) ? asText(values[name]) : '';
    if (value !== '') return ESCAPE[escape](value);
    const text = (fallback ?? '').trim();
    switch (escape) {
      case 'url':
        return ESCAPE.url(text);
      case 'html-url':
        return ESCAPE.url(decodeHtml(text));
      default:
        return text;
    }
  });
}

/** The values of merge fields, by fact. */
export interface MergeValues {
  /** The stored values. They are used in addresses, which programs read. */
  values: Readonly<Record<string, unknown>>;
  /** The values as texts for people. They are used elsewhere. */
  texts: Readonly<Record<string, string>>;
}

/**
 * Replaces the merge fields of sanitised HTML. Values are escaped for the place where they stand: in an address they are percent-encoded,
 * elsewhere they become text. An address whose website a value would decide is replaced by `#`: such HTML can no longer be saved, but early
 * releases may have stored it.
 */
export function mergeHtml(html: string, { values, texts }: MergeValues): string {
  if (!html.includes('{{')) return html;
  const withAddresses = html.replace(ADDRESS_WITH_FIELD, (whole, before: string, address: string) => {
    if (!address.includes('{{')) return whole;
    if (isAddressFromData(decodeHtml(address))) return `${before}#"`;
    return `${before}${mergeText(address, values, { escape: 'html-url' })}"`;
  });
  return mergeText(withAddresses, texts, { escape: 'html' });
}

/** Matches an attribute with an address, in the notation of sanitised HTML: with double quotes, and without `<`, `>` or `"` in values. */
const ADDRESS_WITH_FIELD = /(<(?:a|img)\b(?:\s[a-z-]+(?:="[^"]*")?)*?\s(?:href|src)=")([^"]*)"/g;

/** Returns the names of the facts in the merge fields of a text, without duplicates, in order of first use. */
export function factsInText(template: string): string[] {
  if (!template.includes('{{')) return [];
  const names = new Set<string>();
  for (const match of template.matchAll(PLACEHOLDER)) if (match[1] !== undefined) names.add(match[1]);
  return [...names];
}

/** Whether a text contains a merge field that is not complete, such as `{{contact.firstName`. It would be shown as it is written. */
export const hasBrokenField = (template: string): boolean =>
  template.includes('{{') && template.replace(PLACEHOLDER, '').includes('{{');

/** Renames the facts in the merge fields of a text and changes nothing else. */
export function renameFactsInText(template: string, rename: (fact: string) => string): string {
  if (!template.includes('{{')) return template;
  return template.replace(PLACEHOLDER, (whole, name: string) => whole.replace(name, () => rename(name)));
}

const ESCAPE: Record<Escaping, (value: string) => string> = {
  none: (value) => value,
  // Replaces lone surrogates, because encodeURIComponent throws for them.
  url: (value) => encodeURIComponent(value.replace(/\p{Surrogate}/gu, '\ufffd')),
  'html-url': (value) => ESCAPE.url(value),
  html: (value) => value.replace(/[&<>"']/g, (char) => HTML[char] ?? char),
};

const HTML: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Attributes with an address in HTML as people write it, in any notation. */
const WRITTEN_ADDRESS = /[\s"'](?:href|src)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/gi;

/**
 * The addresses in HTML whose website a merge field would decide. The HTML need not be sanitised. An address in a notation that is not
 * recognised here is found when the sanitised HTML is checked.
 */
export function addressesFromData(html: string): string[] {
  if (!html.includes('{{')) return [];
  return [...html.matchAll(WRITTEN_ADDRESS)]
    .map(([, double, single, bare]) => decodeHtml(double ?? single ?? bare ?? ''))
    .filter(isAddressFromData);
}

/** Decodes the entities that sanitised HTML contains. */
export const decodeHtml = (html: string): string =>
  html.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] ?? entity);

const ENTITIES: Record<string, string> = Object.fromEntries(
  Object.entries(HTML).map(([char, entity]) => [entity, char]),
);

/** A stored value as it is written into an address: `2026-11-28` for a date, an empty text for what has no text. */
export function asText(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value.trim();
    case 'number':
    case 'boolean':
      return String(value);
    default:
      if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString().slice(0, 10);
      return Array.isArray(value) ? value.map(asText).filter(Boolean).join(', ') : '';
  }
}
