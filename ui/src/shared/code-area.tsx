import { Textarea, type TextareaProps } from '@mantine/core';
import { useRef, type KeyboardEvent } from 'react';
import { indentLines } from './indent';
import classes from './code-area.module.css';

interface CodeAreaProps extends Omit<TextareaProps, 'value' | 'onChange'> {
  value: string;
  onChange: (value: string) => void;
  /** Breaks long lines; for HTML, which often comes as one. */
  breakLines?: boolean;
}

/**
 * A plain field for code: one width of letters, and Tab indents. Escape hands Tab back to the keyboard's way through
 * the page until one types again, so that nobody is caught in the field.
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
      classNames={{ input: classes.input, wrapper: classes.wrapper, root: classes.root }}
    />
  );
}
