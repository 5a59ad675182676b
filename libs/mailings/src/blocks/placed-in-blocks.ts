import type { BlockDocument, MailProblem } from '@linkflow/contracts';
import { writeMergeField } from '@linkflow/workflow';
import type { ReviewedMail } from '../content/scanned-mail';
import { changeDocument } from './change-blocks';
import { hrefOf } from './marked-blocks';
import { escapeText } from './rich-text-html';

/**
 * Adds the blocks in which problems and placeholders stand, because the lines of rendered HTML say nothing to the author. They are found by
 * what is written there; the blocks of links are known from the rendering (`linkBlocks`).
 */
export function placedInBlocks(review: ReviewedMail, document: BlockDocument): ReviewedMail {
  const texts = textsOf(document);
  /** The blocks that contain a text, each as often as it stands there. */
  const blocksWith = (source: string): string[] =>
    [...texts].flatMap(([blockId, text]) =>
      text
        .split(source)
        .slice(1)
        .map(() => blockId),
    );
  const blockOf = ({ code, params }: MailProblem): string | undefined => {
    if (code === 'merge-field.unfinished') return unfinishedIn(texts, params.source ?? '');
    const source = params.source ?? params.href;
    return source ? blocksWith(source)[0] : undefined;
  };
  return {
    ...review,
    problems: review.problems.map((problem) => {
      const { field, occurrence } = problem;
      const blockId = field === 'html' && occurrence === undefined ? blockOf(problem) : undefined;
      return blockId === undefined ? problem : { ...problem, blockId };
    }),
    placeholders: review.placeholders.map((placeholder) => {
      const blockIds = blocksWith(placeholder.source).values();
      const places = placeholder.places.map((place) => {
        const blockId = place.field === 'html' ? blockIds.next().value : undefined;
        return blockId === undefined ? place : { ...place, blockId };
      });
      return { ...placeholder, places };
    }),
  };
}

/**
 * The first block with a merge field that is not finished.
 * @param source of the problem: what is written there, with the markup behind it that the rendering has written
 */
function unfinishedIn(texts: ReadonlyMap<string, string>, source: string): string | undefined {
  const [written = ''] = source.split('<');
  for (const [blockId, text] of texts)
    if (text.replace(/\{\{[^{}]*\}\}/g, '').includes(written.trim())) return blockId;
  return undefined;
}

/** What each block says, as it is written in the HTML, in the order in which it is read. */
function textsOf(document: BlockDocument): Map<string, string> {
  const texts = new Map<string, string>();
  const note = (blockId: string, text: string) => texts.set(blockId, (texts.get(blockId) ?? '') + text);
  changeDocument(document, {
    line: (text, blockId) => {
      note(blockId, `${escapeText(text)}\n`);
      return text;
    },
    html: (html, blockId) => {
      note(blockId, html);
      return html;
    },
    link: (link, blockId) => {
      note(blockId, `\n${escapeText(hrefOf(link))}\n`);
      return link;
    },
    inline: (part, blockId) => {
      if (part.type === 'text') note(blockId, escapeText(part.text));
      if (part.type === 'mergeField')
        note(blockId, escapeText(writeMergeField(part.attrs.fact, part.attrs.fallback)));
      return [part];
    },
  });
  return texts;
}
