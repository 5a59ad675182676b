import type { PopoverProps } from '@mantine/core';
import type { Editor } from '@tiptap/react';
import { useLayoutEffect, useState, type Ref } from 'react';
import classes from './merge-text.module.css';

interface CursorAnchorProps {
  editor: Editor;
  /** Position in the document. */
  position: number;
  ref?: Ref<HTMLSpanElement>;
}

/** An invisible element at a position of the text, at which a popover is placed. Its parent must be positioned. */
export function CursorAnchor({ editor, position, ref, ...rest }: CursorAnchorProps) {
  const [place, setPlace] = useState({ left: 0, top: 0, height: 0 });
  useLayoutEffect(() => {
    const parent = editor.view.dom.closest(`[${ANCHORS}]`)?.getBoundingClientRect();
    if (!parent || position > editor.state.doc.content.size) return;
    const { left, top, bottom } = editor.view.coordsAtPos(position);
    setPlace({ left: left - parent.left, top: top - parent.top, height: bottom - top });
  }, [editor, position]);
  return <span {...rest} ref={ref} className={classes.anchor} style={place} aria-hidden />;
}

/** Moves a popover at the cursor into the window, and never to the other side of the cursor. */
export const BESIDE_CURSOR = {
  shift: { padding: 8 },
  flip: { crossAxis: false, flipAlignment: false },
} satisfies PopoverProps['middlewares'];

/** Marks the element in which the anchors of an editor are placed. */
export const ANCHORS = 'data-merge-anchors';
