import type { RichBlock, RichInline, RichMark, RichParagraph, RichText } from '@linkflow/contracts';
import { writeMergeField } from '@linkflow/workflow';
import { Fragment, type ReactNode } from 'react';
import { MergeChip } from '../../../../shared/merge-text/merge-chip';
import classes from './stage.module.css';

/** A formatted text as it looks in the message. Its links cannot be clicked. */
export function RichTextView({ text }: { text: RichText }) {
  return (
    <div className={classes.rich}>
      {text.content.map((block, index) => (
        <Fragment key={index}>{blockView(block)}</Fragment>
      ))}
    </div>
  );
}

function blockView(block: RichBlock): ReactNode {
  if (block.type === 'paragraph') {
    const align = block.attrs?.textAlign ?? undefined;
    return <p style={{ textAlign: align }}>{lineView(block) ?? ' '}</p>;
  }
  const List = block.type === 'bulletList' ? 'ul' : 'ol';
  return (
    <List>
      {block.content.map((item, index) => (
        <li key={index}>
          {item.content.map((paragraph, at) => (
            <Fragment key={at}>
              {at > 0 && <br />}
              {lineView(paragraph)}
            </Fragment>
          ))}
        </li>
      ))}
    </List>
  );
}

function lineView({ content = [] }: RichParagraph): ReactNode {
  if (content.length === 0) return null;
  return content.map((part, index) => (
    <Fragment key={index}>{marked(inlineView(part), part.marks)}</Fragment>
  ));
}

function inlineView(part: RichInline): ReactNode {
  switch (part.type) {
    case 'text':
      return part.text;
    case 'hardBreak':
      return <br />;
    case 'mergeField':
      return <MergeChip source={writeMergeField(part.attrs.fact, part.attrs.fallback)} />;
  }
}

function marked(content: ReactNode, marks: readonly RichMark[] = []): ReactNode {
  return marks.reduceRight((inner, mark) => {
    switch (mark.type) {
      case 'bold':
        return <strong>{inner}</strong>;
      case 'italic':
        return <em>{inner}</em>;
      case 'underline':
        return <u>{inner}</u>;
      case 'colour':
        return <span style={{ color: mark.attrs.colour }}>{inner}</span>;
      case 'link':
        return <span className={classes.link}>{inner}</span>;
    }
  }, content);
}
