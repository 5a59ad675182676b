import { asText } from './merge-text';
import { mergeParts, type MergeField } from './merge-parts';

/**
 * JSON with merge fields. Where a field stands decides what it becomes, so that the result is JSON whatever the values are:
 *
 * - inside a text (`"Hi {{contact.firstName}}"`): the value as text, with the characters escaped that would end the text
 * - elsewhere (`{"hits": {{link.hits}}}`): the value itself; a number stays a number, an empty value is `null`
 *
 * Values are those that are stored, as programs read them: `2026-11-28`, `true`.
 */
export function fillJson(template: string, values: Readonly<Record<string, unknown>>): string {
  let isInText = false;
  return mergeParts(template)
    .map((part) => {
      if (typeof part !== 'string' && part.fact !== null) {
        const value = Object.hasOwn(values, part.fact) ? values[part.fact] : undefined;
        return isInText ? insideText(value, part) : standingAlone(value, part);
      }
      const text = typeof part === 'string' ? part : part.source;
      isInText = endsInText(text, isInText);
      return text;
    })
    .join('');
}

/** Whether a template becomes JSON. This does not depend on the values. */
export function isJsonTemplate(template: string): boolean {
  try {
    JSON.parse(fillJson(template, {}));
    return true;
  } catch {
    return false;
  }
}

function insideText(value: unknown, { fallback }: MergeField): string {
  return JSON.stringify((asText(value) || fallback).toWellFormed()).slice(1, -1);
}

function standingAlone(value: unknown, { fallback }: MergeField): string {
  const plain = plainValue(value);
  if (plain !== null) return JSON.stringify(plain);
  if (fallback === '') return 'null';
  try {
    return JSON.stringify(JSON.parse(fallback));
  } catch {
    return JSON.stringify(fallback);
  }
}

/** A value as JSON has it; null for an empty or unknown one. */
function plainValue(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map(plainValue);
  const text = asText(value);
  return text === '' ? null : text.toWellFormed();
}

/** Whether a position at the end of this piece of JSON is inside a text, if the piece begins inside one or not. */
function endsInText(json: string, begins: boolean): boolean {
  let isInText = begins;
  for (let at = 0; at < json.length; at += 1) {
    if (json[at] === '\\' && isInText) at += 1;
    else if (json[at] === '"') isInText = !isInText;
  }
  return isInText;
}
