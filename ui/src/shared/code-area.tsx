import { Textarea, type TextareaProps } from '@mantine/core';
import { type KeyboardEvent, useRef } from 'react';
import classes from './code-area.module.css';

interface CodeAreaProps extends Omit<TextareaProps, 'value' | 'onChange'> {
  value: string;
  onChange: (value: string) => void;
  /** Wraps long lines; for HTML, which often is a single line. */
  breakLines?: boolean;
}

/**
 * A monospaced textarea in which Tab indents. After Escape, Tab moves the focus until the user types again, so that the
 * keyboard is not trapped.
 */
export function CodeArea({ value, onChange, breakLines = false, ...rest }: CodeAreaProps) {
  const escaped = useRef(false);
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === 'Escape') {
      escaped.current = true;
      event.stopPropagation();
      return;
    }
    if (event.key !== 'Tab' || escaped.current || event.ctrlKey || event.altKey || event.metaKey) {
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

/** Inserts two spaces at the cursor, or indents all selected lines; `out` removes one indentation. */
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
