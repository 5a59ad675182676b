import type {
  BlockLink,
  RichBlock,
  RichInline,
  RichMark,
  RichParagraph,
  RichText,
} from '@linkflow/contracts';
import { mergeFieldOf, writeMergeField } from '@linkflow/workflow';
import type { JSONContent } from '@tiptap/react';
import { MERGE_FIELD } from '../../../../shared/merge-text/merge-document';

/*
 * The editor and the block document have nearly the same model. They differ in merge fields, which the editor keeps as they are written, and
 * in lists inside lists, which mails do not have.
 */

/** The document of the editor for a formatted text. */
export function editorDocument({ content }: RichText): JSONContent {
  const blocks = content.map(editorBlock);
  return { type: 'doc', content: blocks.length > 0 ? blocks : [{ type: 'paragraph' }] };
}

function editorBlock(block: RichBlock): JSONContent {
  if (block.type === 'paragraph') return editorParagraph(block);
  return {
    type: block.type,
    content: block.content.map((item) => ({ type: 'listItem', content: item.content.map(editorParagraph) })),
  };
}

const editorParagraph = ({ attrs, content }: RichParagraph): JSONContent => ({
  type: 'paragraph',
  ...(attrs && { attrs }),
  ...(content && { content: content.map(editorInline) }),
});

function editorInline(part: RichInline): JSONContent {
  const { marks } = part;
  const kept = marks && { marks };
  switch (part.type) {
    case 'text':
      return { type: 'text', text: part.text, ...kept };
    case 'hardBreak':
      return { type: 'hardBreak', ...kept };
    case 'mergeField':
      return {
        type: MERGE_FIELD,
        attrs: { source: writeMergeField(part.attrs.fact, part.attrs.fallback) },
        ...kept,
      };
  }
}

/** The formatted text of a document of the editor. What mails cannot have is left out. */
export function richTextOf({ content = [] }: JSONContent): RichText {
  return { type: 'doc', content: content.flatMap(richBlock) };
}

function richBlock(node: JSONContent): RichBlock[] {
  switch (node.type) {
    case 'paragraph':
      return [richParagraph(node)];
    case 'bulletList':
    case 'orderedList': {
      const items = itemsOf(node);
      return items.length > 0 ? [{ type: node.type, content: items }] : [];
    }
    default:
      return [];
  }
}

type RichItem = Extract<RichBlock, { type: 'bulletList' }>['content'][number];

/** The items of a list. Those of a list inside an item come after it. */
function itemsOf({ content = [] }: JSONContent): RichItem[] {
  return content.flatMap(({ content: parts = [] }) => {
    const paragraphs = parts.filter(({ type }) => type === 'paragraph').map(richParagraph);
    const inner = parts.filter(({ type }) => type !== 'paragraph').flatMap(itemsOf);
    return [...(paragraphs.length > 0 ? [{ type: 'listItem' as const, content: paragraphs }] : []), ...inner];
  });
}

const ALIGNS = ['left', 'center', 'right'] as const;

function richParagraph({ attrs, content = [] }: JSONContent): RichParagraph {
  const textAlign = ALIGNS.find((align) => align === attrs?.textAlign);
  const parts = content.flatMap(richInline);
  return {
    type: 'paragraph',
    ...(textAlign && { attrs: { textAlign } }),
    ...(parts.length > 0 && { content: parts }),
  };
}

function richInline(node: JSONContent): RichInline[] {
  const marks = (node.marks ?? []).flatMap(richMark);
  const kept = marks.length > 0 ? { marks } : {};
  if (node.type === 'hardBreak') return [{ type: 'hardBreak', ...kept }];
  if (node.type === MERGE_FIELD) {
    const source = String(node.attrs?.source ?? '');
    const { fact, fallback } = mergeFieldOf(source);
    // What is in braces but no merge field is kept as text. It is named before the mailing is sent.
    if (fact === null) return [{ type: 'text', text: source, ...kept }];
    return [{ type: 'mergeField', attrs: { fact, fallback }, ...kept }];
  }
  return node.text ? [{ type: 'text', text: node.text, ...kept }] : [];
}

function richMark({ type, attrs }: { type: string; attrs?: Record<string, unknown> }): RichMark[] {
  switch (type) {
    case 'bold':
    case 'italic':
    case 'underline':
      return [{ type }];
    case 'colour':
      return [{ type, attrs: { colour: String(attrs?.colour) } }];
    case 'link':
      // The mark of the editor keeps the link as the document has it.
      return [{ type, attrs: { link: attrs?.link as BlockLink } }];
    default:
      return [];
  }
}
