import { Alert, Button, Group, Modal, Stack } from '@mantine/core';
import { useForm, type FormErrors, type UseFormReturnType } from '@mantine/form';
import { useState, type ReactNode } from 'react';
import { useLanguage, useTexts } from '../i18n';
import { common } from '../i18n/common.texts';
import { errorSentence, fieldErrors } from './errors';

interface FormDialogProps<V extends Record<string, unknown>, R> {
  opened: boolean;
  onClose: () => void;
  title: string;
  /** What the button does; in words that may depend on what the form says. */
  submit: string | ((values: V) => string);
  /** There is nothing to submit as it stands. */
  blocked?: boolean;
  /** Instead of "Cancel", where that could be taken for what the form is about. */
  dismiss?: string;
  /** It destroys something. */
  danger?: boolean;
  initial: V;
  validate?: (values: V) => FormErrors;
  /** Resolves when it is done; what it throws is shown at the fields it names, or above them. */
  onSubmit: (values: V) => Promise<R>;
  /** When the dialog is closed again: the time to lead to what was made, as closing may write into the address. */
  onDone?: (result: R) => unknown;
  children: (form: UseFormReturnType<V>) => ReactNode;
  size?: string | number;
}

/** A dialog with one form. It is made anew each time it opens, so that nothing of the last time is left. */
export function FormDialog<V extends Record<string, unknown>, R = unknown>(props: FormDialogProps<V, R>) {
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={props.title}
      size={props.size ?? 'md'}
      centered
    >
      {props.opened && <DialogForm {...props} />}
    </Modal>
  );
}

function DialogForm<V extends Record<string, unknown>, R>(props: FormDialogProps<V, R>) {
  const t = useTexts(common);
  const language = useLanguage();
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useForm<V>({
    mode: 'controlled',
    initialValues: props.initial,
    validate: props.validate,
  });
  const submit = async (values: V) => {
    setBusy(true);
    setFailure(null);
    try {
      const result = await props.onSubmit(values);
      props.onClose();
      props.onDone?.(result);
    } catch (error) {
      const atFields = Object.entries(fieldErrors(language, error)).filter(([path]) =>
        hasField(values, path),
      );
      form.setErrors(Object.fromEntries(atFields));
      if (atFields.length === 0) setFailure(errorSentence(language, error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form noValidate onSubmit={form.onSubmit((values) => void submit(values), focusFirstError)}>
      <Stack gap="sm">
        {failure !== null && (
          <Alert color="red" variant="light" role="alert" p="sm">
            {failure}
          </Alert>
        )}
        {props.children(form)}
        <Group justify="flex-end" gap="xs" mt="xs">
          <Button variant="default" onClick={props.onClose} disabled={busy}>
            {props.dismiss ?? t('cancel')}
          </Button>
          <Button
            type="submit"
            loading={busy}
            disabled={props.blocked}
            color={props.danger ? 'red' : undefined}
          >
            {typeof props.submit === 'string' ? props.submit : props.submit(form.values)}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** `members.0.weight` belongs to the field `members`. */
function hasField(values: Record<string, unknown>, path: string): boolean {
  return (path.split('.')[0] ?? '') in values;
}

function focusFirstError(): void {
  requestAnimationFrame(() => {
    document.querySelector<HTMLElement>('form [aria-invalid="true"]')?.focus();
  });
}
