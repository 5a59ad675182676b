/** How merged values are made safe for the place they go to. */
export type Escaping = 'none' | 'html' | 'url';

// No nested repetition, so its time grows with the length of the text and no faster.
const PLACEHOLDER = /\{\{\s*([A-Za-z][\w.-]*)\s*(?:\|([^{}]*))?\}\}/g;

/**
 * Puts facts into a text: `Hi {{contact.firstName|there}}`. What stands after the bar is used when the fact is unknown or
 * empty; without it, nothing is. Only the values (and, for `url`, the fallbacks) are escaped: the template itself is the author's.
 */
export function mergeText(
  template: string,
  values: Readonly<Record<string, unknown>>,
  { escape }: { escape: Escaping },
): string {
  if (!template.includes('{{')) return template;
  return template.replace(PLACEHOLDER, (_, name: string, fallback: string | undefined) => {
    const value = Object.hasOwn(values, name) ? asText(values[name]) : '';
    if (value !== '') return ESCAPE[escape](value);
    const text = (fallback ?? '').trim();
    return escape === 'url' ? ESCAPE.url(text) : text;
  });
}

/** The facts a text asks for, each once, in the order of their first use. */
export function factsInText(template: string): string[] {
  if (!template.includes('{{')) return [];
  const names = new Set<string>();
  for (const match of template.matchAll(PLACEHOLDER)) if (match[1] !== undefined) names.add(match[1]);
  return [...names];
}

/** The text with its facts renamed; the rest of it stays as it is to the last blank. */
export function renameFactsInText(template: string, rename: (fact: string) => string): string {
  if (!template.includes('{{')) return template;
  return template.replace(PLACEHOLDER, (whole, name: string) => whole.replace(name, () => rename(name)));
}

const ESCAPE: Record<Escaping, (value: string) => string> = {
  none: (value) => value,
  // Half a surrogate pair would make encodeURIComponent throw.
  url: (value) => encodeURIComponent(value.replace(/\p{Surrogate}/gu, '\ufffd')),
  html: (value) => value.replace(/[&<>"']/g, (char) => HTML[char] ?? char),
};

const HTML: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function asText(value: unknown): string {
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
