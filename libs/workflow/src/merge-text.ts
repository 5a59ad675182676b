/** How the values of merge fields are escaped: not at all, for HTML, or for a URL (percent-encoding). */
export type Escaping = 'none' | 'html' | 'url';

// The expression has no nested repetition, so that matching takes linear time.
const PLACEHOLDER = /\{\{\s*([A-Za-z][\w.-]*)\s*(?:\|([^{}]*))?\}\}/g;

/**
 * Replaces the merge fields of a template by the values of facts: `Hi {{contact.firstName|there}}`. The text after the bar is the
 * fallback, which is used if the fact is unknown or empty. The values of facts are escaped. The rest of the template is not escaped,
 * except that fallbacks are percent-encoded if `escape` is `url`.
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

/** Returns the names of the facts in the merge fields of a text, without duplicates, in order of first use. */
export function factsInText(template: string): string[] {
  if (!template.includes('{{')) return [];
  const names = new Set<string>();
  for (const match of template.matchAll(PLACEHOLDER)) if (match[1] !== undefined) names.add(match[1]);
  return [...names];
}

/** Renames the facts in the merge fields of a text and changes nothing else. */
export function renameFactsInText(template: string, rename: (fact: string) => string): string {
  if (!template.includes('{{')) return template;
  return template.replace(PLACEHOLDER, (whole, name: string) => whole.replace(name, () => rename(name)));
}

const ESCAPE: Record<Escaping, (value: string) => string> = {
  none: (value) => value,
  // Replaces unpaired surrogates, because encodeURIComponent throws for them.
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
