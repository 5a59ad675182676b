import { Skeleton, Textarea, TextInput } from '@mantine/core';
import { lazy, Suspense, useRef } from 'react';
import { textLimit } from '../../model/form-model';
import { FieldFrame, type FieldProps, inputProps } from './field';
import classes from './fields.module.css';
import { MergeMenu } from './merge-menu';

const asText = (value: unknown): string => (typeof value === 'string' ? value : '');

export function TextField(props: FieldProps) {
  return (
    <TextInput
      {...inputProps(props)}
      value={asText(props.value)}
      maxLength={textLimit(props.field.schema)}
      onChange={(event) => props.onChange(event.currentTarget.value)}
    />
  );
}

/** A multi-line text field with a menu that inserts placeholders for facts. */
export function TextareaField(props: FieldProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  const value = asText(props.value);
  const limit = textLimit(props.field.schema);
  const insert = (placeholder: string) => {
    const { selectionStart = value.length, selectionEnd = value.length } = area.current ?? {};
    const next = value.slice(0, selectionStart) + placeholder + value.slice(selectionEnd);
    if (limit !== undefined && next.length > limit) return;
    props.onChange(next);
    requestAnimationFrame(() => {
      const end = selectionStart + placeholder.length;
      area.current?.focus();
      area.current?.setSelectionRange(end, end);
    });
  };
  return (
    <div className={classes.withMenu}>
      <Textarea
        {...inputProps(props)}
        ref={area}
        value={value}
        autosize
        minRows={3}
        maxRows={12}
        maxLength={limit}
        onChange={(event) => props.onChange(event.currentTarget.value)}
      />
      <div className={classes.menu}>
        <MergeMenu nodeId={props.nodeId} disabled={props.disabled} onInsert={insert} />
      </div>
    </div>
  );
}

export function UrlField(props: FieldProps) {
  return (
    <TextInput
      {...inputProps(props)}
      value={asText(props.value)}
      type="url"
      inputMode="url"
      spellCheck={false}
      placeholder={props.placeholder ?? 'https://'}
      onChange={(event) => props.onChange(event.currentTarget.value.trim())}
    />
  );
}

/** The rich-text editor. Its code is large and rarely needed, so it is loaded when it is first shown. */
const RichTextEditor = lazy(async () => ({ default: (await import('./rich-text-editor')).RichTextArea }));

export function RichTextField(props: FieldProps) {
  return (
    <FieldFrame {...props}>
      <Suspense fallback={<Skeleton height={150} radius="md" />}>
        <RichTextEditor {...props} />
      </Suspense>
    </FieldFrame>
  );
}
