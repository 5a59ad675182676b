import type {
  RichBlock,
  RichInline,
  RichMark,
  RichParagraph,
  RichText,
  SpecialLink,
} from '@linkflow/contracts';
import { mergeParts } from '@linkflow/workflow';

type Align = 'left' | 'center' | 'right';

/** Bold text, or a link: `[text](name of a special link)`. */
const STYLED =
  /\*\*(?<bold>[^*]+)\*\*|\[(?<text>[^\]]+)\]\((?<name>unsubscribe|subscriptions|view-online)\)/g;

/**
 * Makes a formatted text from a short notation: a blank line separates paragraphs, lines that begin with `- ` are a list, `**text**` is bold,
 * `[text](unsubscribe)` is a special link, and merge fields are written as everywhere.
 */
export function richTextOf(
  markup: string,
  { align, colour }: { align?: Align | undefined; colour?: string | undefined } = {},
): RichText {
  const marks: RichMark[] = colour ? [{ type: 'colour', attrs: { colour } }] : [];
  const paragraph = (lines: readonly string[]): RichParagraph => ({
    type: 'paragraph',
    ...(align && { attrs: { textAlign: align } }),
    content: lines.flatMap((line, index): RichInline[] => [
      ...(index === 0 ? [] : [{ type: 'hardBreak' as const }]),
      ...inlinesOf(line, marks),
    ]),
  });
  const content = markup.split('\n\n').map((part): RichBlock => {
    const lines = part.split('\n');
    if (!part.startsWith('- ')) return paragraph(lines);
    const items = lines.map((line) => ({ type: 'listItem' as const, content: [paragraph([line.slice(2)])] }));
    return { type: 'bulletList', content: items };
  });
  return { type: 'doc', content };
}

function inlinesOf(line: string, marks: RichMark[]): RichInline[] {
  const parts: RichInline[] = [];
  let done = 0;
  for (const match of line.matchAll(STYLED)) {
    const { bold, text = '', name } = match.groups ?? {};
    parts.push(...partsOf(line.slice(done, match.index), marks));
    if (bold !== undefined) parts.push(...partsOf(bold, [{ type: 'bold' }, ...marks]));
    else parts.push(...partsOf(text, [linkMark(name as SpecialLink), ...marks]));
    done = match.index + match[0].length;
  }
  return [...parts, ...partsOf(line.slice(done), marks)];
}

/** The expression of `STYLED` admits only names of special links. */
const linkMark = (name: SpecialLink): RichMark => ({
  type: 'link',
  attrs: { link: { kind: 'special', name } },
});

const partsOf = (text: string, marks: RichMark[]): RichInline[] =>
  mergeParts(text).map((part): RichInline => {
    const styled = marks.length > 0 && { marks };
    if (typeof part === 'string') return { type: 'text', text: part, ...styled };
    if (part.fact === null) return { type: 'text', text: part.source, ...styled };
    return { type: 'mergeField', attrs: { fact: part.fact, fallback: part.fallback }, ...styled };
  });
