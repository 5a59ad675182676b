import { Alert, Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useForm, type FormErrors, type UseFormReturnType } from '@mantine/form';
import { useState, type ReactNode } from 'react';
import { useLanguage, useTexts } from '../i18n';
import { common } from '../i18n/common.texts';
import { errorSentence, fieldErrors } from './errors';

interface FormDialogProps<V extends Record<string, unknown>, R> {
  opened: boolean;
  onClose: () => void;
  title: string;
  /** Label of the submit button, or a function that returns the label for the current values. */
  submit: string | ((values: V) => string);
  /** Disables the submit button. */
  blocked?: boolean;
  /** Label of the cancel button. Set it if "Cancel" could be mistaken for the form's own action, such as cancelling runs. */
  dismiss?: string;
  /** True if the form's action is destructive. The submit button is then red. */
  danger?: boolean;
  initial: V;
  validate?: (values: V) => FormErrors;
  /** If it rejects, the issues of form fields are shown at those fields. If there are none, the error is shown above the fields. */
  onSubmit: (values: V) => Promise<R>;
  /** Called after a success, when the dialog is closed. Navigate here and not in `onSubmit`, because closing may change the URL. */
  onDone?: (result: R) => unknown;
  children: (form: UseFormReturnType<V>) => ReactNode;
  size?: string | number;
}

/** A dialog with one form. The form is mounted each time the dialog opens, so it always starts with the initial values. */
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

interface NameDialogProps<R> {
  opened: boolean;
  onClose: () => void;
  title: string;
  submit: string;
  name: string;
  size?: string;
  onSubmit: (name: string) => Promise<R>;
  onDone?: (result: R) => unknown;
}

/** A dialog with one field for a name. `onSubmit` is called with the trimmed name. */
export function NameDialog<R>({ name, size = 'sm', onSubmit, ...props }: NameDialogProps<R>) {
  const t = useTexts(common);
  return (
    <FormDialog<{ name: string }, R>
      {...props}
      size={size}
      initial={{ name }}
      validate={(values) => (values.name.trim() === '' ? { name: t('nameMissing') } : {})}
      onSubmit={(values) => onSubmit(values.name.trim())}
    >
      {(form) => (
        <TextInput label={t('name')} maxLength={200} data-autofocus {...form.getInputProps('name')} />
      )}
    </FormDialog>
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
          <Alert color="red" role="alert">
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

/** True if the first part of the path is a field of the form: `members.0.weight` belongs to the field `members`. */
function hasField(values: Record<string, unknown>, path: string): boolean {
  return (path.split('.')[0] ?? '') in values;
}

function focusFirstError(): void {
  requestAnimationFrame(() => {
    document.querySelector<HTMLElement>('form [aria-invalid="true"]')?.focus();
  });
}
