import { Button } from '@mantine/core';
import { IconBraces } from '@tabler/icons-react';
import type { Editor } from '@tiptap/react';
import { useEffect, useEffectEvent, useRef, type ReactNode } from 'react';
import { useTexts } from '../../i18n';
import { ANCHORS } from './cursor-anchor';
import { MergeFieldForm } from './merge-field-form';
import { insertField, typedFieldIn } from './merge-field-node';
import { MergeMenu } from './merge-menu';
import classes from './merge-text.module.css';
import { mergeTexts } from './merge.texts';

/** Button of a rich-text editor's toolbar that opens the list of merge fields at the cursor. */
export function MergeFieldControl({ editor, label }: { editor: Editor; label: string }) {
  const t = useTexts(mergeTexts);
  return (
    <Button
      variant="subtle"
      color="gray"
      size="compact-xs"
      leftSection={<IconBraces size={13} aria-hidden />}
      aria-label={t('insertIn', { label })}
      // The click must not move the cursor out of the text.
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => insertField(editor)}
    >
      {t('short')}
    </Button>
  );
}

/**
 * Returns the options of an editor that report its changes. While a merge field is being typed, nothing is reported: its braces are no text
 * yet.
 */
export function useMergeChanges(report: (editor: Editor) => void) {
  const changed = useRef(false);
  const flush = ({ editor }: { editor: Editor }) => {
    if (!changed.current || (editor.isFocused && typedFieldIn(editor.state))) return;
    changed.current = false;
    report(editor);
  };
  return {
    onUpdate: (event: { editor: Editor }) => {
      changed.current = true;
      flush(event);
    },
    onTransaction: flush,
    onBlur: flush,
  };
}

interface EditorValue<T> {
  /** The value as the page has it. */
  value: T;
  /** Whether two values are equal. Default: identity, which suits texts. */
  same?: (one: T, other: T) => boolean;
  /** Called with each value that differs from the one before. */
  onChange: (value: T) => void;
  /** Shows a value in the editor that does not come from it: after an undo, or another user's change. */
  show: (value: T) => void;
}

/**
 * Connects an editor, which has a state of its own, with a value of the page. A value that the editor itself reported is not shown again when the
 * page renders it: by then the user may have typed on, and what was typed would be lost.
 *
 * @returns what must be called with the editor's value after each change.
 */
export function useEditorValue<T>({
  value,
  same = Object.is,
  onChange,
  show,
}: EditorValue<T>): (reported: T) => void {
  /** The values that were reported and not rendered yet. Rendering may skip some. */
  const pending = useRef<T[]>([]);
  const rendered = useRef(value);
  const render = useEffectEvent((next: T) => {
    if (next === rendered.current) return;
    rendered.current = next;
    const own = pending.current.findLastIndex((one) => same(one, next));
    pending.current = pending.current.slice(own === -1 ? pending.current.length : own + 1);
    if (own === -1) show(next);
  });
  useEffect(() => render(value), [value]);
  return (reported) => {
    if (same(reported, pending.current.at(-1) ?? rendered.current)) return;
    pending.current.push(reported);
    onChange(reported);
  };
}

/** A point of the window, px. */
export interface Point {
  x: number;
  y: number;
}

/** Gives the focus to a text, with the cursor at a point, or else at its end. */
export function focusAt(editor: Editor, point: Point | null): void {
  if (editor.isDestroyed) return;
  const found = point && editor.view.posAtCoords({ left: point.x, top: point.y });
  editor.commands.focus(found ? found.pos : 'end');
}

interface MergeFieldOverlayProps {
  editor: Editor;
  editable: boolean;
  /** The text. */
  children: ReactNode;
}

/** The list of merge fields and the form of a merge field, placed at the text. */
export function MergeFieldOverlay({ editor, editable, children }: MergeFieldOverlayProps) {
  return (
    <div className={classes.overlay} {...{ [ANCHORS]: true }}>
      {children}
      {editable && <MergeMenu editor={editor} />}
      {editable && <MergeFieldForm editor={editor} />}
    </div>
  );
}
