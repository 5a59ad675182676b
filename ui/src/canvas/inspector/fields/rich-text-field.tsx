import { Input, Skeleton } from '@mantine/core';
import { lazy, Suspense } from 'react';
import type { FieldProps } from './field-props';

/** The editor is the largest piece of the canvas, and few steps have one: it comes when it is needed. */
const RichTextEditor = lazy(async () => ({ default: (await import('./rich-text-editor')).RichTextArea }));

export function RichTextField(props: FieldProps) {
  const { label, help, error, field } = props;
  return (
    <Input.Wrapper label={label} description={help} error={error} labelElement="div">
      <div style={{ marginTop: 6 }} data-field={field.name}>
        <Suspense fallback={<Skeleton height={150} radius="md" />}>
          <RichTextEditor {...props} />
        </Suspense>
      </div>
    </Input.Wrapper>
  );
}
