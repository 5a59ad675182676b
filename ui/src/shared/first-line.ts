/** The first line of a text, for lists and titles; the rest is read where the whole of it is shown. */
export function firstLine(text: string): string {
  return text.trimStart().split('\n', 1)[0]?.trimEnd() ?? '';
}
