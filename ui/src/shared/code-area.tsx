import { Textarea, type TextareaProps } from '@mantine/core';
import { type KeyboardEvent, useRef } from 'react';
import classes from './code-area.module.css';

interface CodeAreaProps extends Omit<TextareaProps, 'value' | 'onChange'> {
  value: string;
  onChange: (value: string) => void;
  /** Wraps long lines. Set it for HTML, which often is one long line. */
  breakLines?: boolean;
}

/**
 * A monospaced textarea in which Tab indents. After Escape, Tab moves the focus to the next element until the user types again,
 * so that keyboard users can leave the textarea.
 */
export function CodeArea({ value, onChange, breakLines = false, ...rest }: CodeAreaProps) {
  const escaped = useRef(false);
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === 'Escape') {
      escaped.current = true;
      event.stopPropagation();
      return;
    }
    if (
      event.key !== 'Tab' ||
      rest.readOnly ||
      escaped.current ||
      event.ctrlKey ||
      event.altKey ||
      event.metaKey
    ) {
      if (event.key !== 'Tab' && event.key !== 'Shift') escaped.current = false;
      return;
    }
    event.preventDefault();
    const area = event.currentTarget;
    const next = indentLines(value, area.selectionStart, area.selectionEnd, event.shiftKey);
    onChange(next.text);
    requestAnimationFrame(() => area.setSelectionRange(next.start, next.end));
  };
  return (
    <Textarea
      {...rest}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      onKeyDown={onKeyDown}
      spellCheck={false}
      autoCapitalize="off"
      autoCorrect="off"
      data-break-lines={breakLines || undefined}
      classNames={{ input: classes.input, wrapper: 'lf-fill', root: 'lf-fill' }}
    />
  );
}

const INDENT = '  ';

interface Indented {
  text: string;
  start: number;
  end: number;
}

/**
 * Indents a text. Replaces the selection (`start` to `end`) by two spaces, or indents each line if the selection spans several. If
 * `out` is true, removes one indentation from each selected line instead. Returns the new text and selection.
 */
export function indentLines(text: string, start: number, end: number, out: boolean): Indented {
  if (!out && !text.slice(start, end).includes('\n')) {
    return {
      text: text.slice(0, start) + INDENT + text.slice(end),
      start: start + INDENT.length,
      end: start + INDENT.length,
    };
  }
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const lines = text.slice(from, end).split('\n');
  const moved = lines.map((line) => (out ? line.replace(/^( {1,2}|\t)/, '') : INDENT + line));
  const before = moved[0] ?? '';
  const firstShift = before.length - (lines[0] ?? '').length;
  const block = moved.join('\n');
  return {
    text: text.slice(0, from) + block + text.slice(end),
    start: Math.max(from, start + firstShift),
    end: from + block.length,
  };
}
