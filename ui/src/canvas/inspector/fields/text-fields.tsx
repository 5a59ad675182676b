import { Skeleton } from '@mantine/core';
import { Suspense } from 'react';
import { lazyComponent } from '../../../shared/lazy-parts';
import { MergeFacts } from '../../../shared/merge-text/merge-facts';
import { MergeTextField } from '../../../shared/merge-text/merge-text-field';
import { textLimit } from '../../model/form-model';
import { useFactsAt } from '../condition/facts';
import { FieldFrame, type FieldProps, inputProps } from './field';

/** A text of a step, in which merge fields can be used. */
function StepText({ multiline, trimmed, ...props }: FieldProps & { multiline?: boolean; trimmed?: boolean }) {
  return (
    <MergeFacts facts={useFactsAt(props.nodeId)}>
      <MergeTextField
        {...inputProps(props)}
        multiline={multiline}
        trimmed={trimmed}
        value={typeof props.value === 'string' ? props.value : ''}
        maxLength={textLimit(props.field.schema)}
        onChange={props.onChange}
      />
    </MergeFacts>
  );
}

export function TextField(props: FieldProps) {
  return <StepText {...props} />;
}

export function TextareaField(props: FieldProps) {
  return <StepText {...props} multiline />;
}

export function UrlField(props: FieldProps) {
  return <StepText {...props} trimmed placeholder={props.placeholder ?? 'https://'} />;
}

/** The rich-text editor. Its code is large and rarely needed, so it is loaded when it is first shown. */
const RichTextEditor = lazyComponent(async () => (await import('./rich-text-editor')).RichTextArea);

export function RichTextField(props: FieldProps) {
  return (
    <MergeFacts facts={useFactsAt(props.nodeId)}>
      <FieldFrame {...props}>
        <Suspense fallback={<Skeleton height={150} radius="md" />}>
          <RichTextEditor {...props} />
        </Suspense>
      </FieldFrame>
    </MergeFacts>
  );
}
