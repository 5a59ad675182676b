import type { ApiRoute } from '@linkflow/contracts';
import { Alert, Button, Group, Modal, Stack } from '@mantine/core';
import { useForm, type FormErrors, type UseFormReturnType } from '@mantine/form';
import { useRef, useState, type ReactNode } from 'react';
import { useLanguage, useTexts } from '../i18n';
import { common } from '../i18n/common.texts';
import { type DiscardGuard, useDiscardGuard, useGuarded } from './discard-guard';
import { errorSentence, fieldErrors } from './errors';
import classes from './form-modal.module.css';

export interface FormDialogProps<V extends Record<string, unknown>, R> {
  opened: boolean;
  /** Route with which the dialog saves. It does not open for users who may not use it, whatever the address of the page says. */
  needs?: ApiRoute;
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
  /**
   * If it rejects, the issues of form fields are shown at those fields, and issues inside a field, such as `members.0.weight`, at the whole
   * field. All other issues, or else the error, are shown above the fields.
   */
  onSubmit: (values: V) => Promise<R>;
  /** Called after a success, when the dialog is closed. Navigate here and not in `onSubmit`, because closing may change the URL. */
  onDone?: (result: R) => unknown;
  children: (form: UseFormReturnType<V>) => ReactNode;
  size?: string | number;
}

/** The dialog of form-dialog.tsx, which loads this file when a dialog opens. */
export function FormModal<V extends Record<string, unknown>, R>(props: FormDialogProps<V, R>) {
  const { dialog, guard } = useDiscardGuard(props);
  return (
    <Modal {...dialog} title={props.title} size={props.size ?? 'md'}>
      {props.opened && <DialogForm {...props} guard={guard} />}
    </Modal>
  );
}

interface DialogFormProps<V extends Record<string, unknown>, R> extends FormDialogProps<V, R> {
  guard: DiscardGuard;
}

function DialogForm<V extends Record<string, unknown>, R>({ guard, ...props }: DialogFormProps<V, R>) {
  const t = useTexts(common);
  const language = useLanguage();
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  // A second press may arrive before the disabled button is rendered.
  const isSending = useRef(false);
  const form = useForm<V>({
    mode: 'controlled',
    initialValues: props.initial,
    validate: props.validate,
  });
  useGuarded(guard, form.isDirty());
  const submit = async (values: V) => {
    if (isSending.current) return;
    isSending.current = true;
    setBusy(true);
    setFailure(null);
    try {
      const result = await props.onSubmit(values);
      props.onClose();
      props.onDone?.(result);
    } catch (error) {
      const { atFields, others } = placedErrors(values, fieldErrors(language, error));
      form.setErrors(atFields);
      if (Object.keys(atFields).length === 0) setFailure(errorSentence(language, error));
      else if (others.length > 0) setFailure(others.join(' '));
    } finally {
      isSending.current = false;
      setBusy(false);
    }
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        const { currentTarget } = event;
        form.onSubmit(
          (values) => void submit(values),
          () => focusFirstError(currentTarget),
        )(event);
      }}
    >
      <Stack gap="sm">
        {failure !== null && (
          <Alert color="red" role="alert">
            {failure}
          </Alert>
        )}
        {props.children(form)}
        <Group className={classes.buttons} justify="flex-end" gap="xs">
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

/** Divides the messages of issues (by path) into those of form fields and others. */
function placedErrors(
  values: Record<string, unknown>,
  messages: Record<string, string>,
): { atFields: Record<string, string>; others: string[] } {
  const atFields: Record<string, string> = {};
  const others: string[] = [];
  for (const [path, message] of Object.entries(messages)) {
    const [field = ''] = path.split('.');
    if (field in values) atFields[field] ??= message;
    else others.push(message);
  }
  return { atFields, others };
}

/** The element around an editor, or around cards of which one is chosen, is marked as wrong too, but cannot have the focus. */
const WRONG_FIELDS =
  ':is(input, textarea, button)[aria-invalid="true"], [aria-invalid="true"] [contenteditable="true"], [data-wrong] [role="radio"]';

/** Focuses the first wrong field of this form. The page may have other forms, such as one below the dialog. */
function focusFirstError(form: HTMLElement): void {
  requestAnimationFrame(() => {
    form.querySelector<HTMLElement>(WRONG_FIELDS)?.focus();
  });
}
