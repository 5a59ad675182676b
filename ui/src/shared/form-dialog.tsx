import type { ApiRoute } from '@linkflow/contracts';
import { Text, TextInput } from '@mantine/core';
import { useCan } from '../api/session';
import { useTexts } from '../i18n';
import { common } from '../i18n/common.texts';
import type { FormDialogProps } from './form-modal';
import { lazyDialog } from './lazy-parts';

type AnyForm = FormDialogProps<Record<string, unknown>, unknown>;

const FormModal = lazyDialog<AnyForm>(async () => (await import('./form-modal')).FormModal);

/** A dialog with one form. The form is mounted each time the dialog opens, so it always starts with the initial values. */
export function FormDialog<V extends Record<string, unknown>, R = unknown>(props: FormDialogProps<V, R>) {
  const can = useCan();
  const opened = props.opened && (props.needs === undefined || can(props.needs));
  // The type of the values is that of the caller: the form hands on the values that it gets, and never others.
  return <FormModal {...(props as unknown as AnyForm)} opened={opened} />;
}

/** Loads the code of dialogs with a form, so that they open without delay. */
export const loadFormDialog = FormModal.load;

/**
 * Returns the values that differ from `before`. Dialogs send only these, because somebody else may change other values while the dialog is
 * open.
 */
export function changedOnly<V extends object>(now: V, before: V): Partial<V> {
  const was = new Map<string, unknown>(Object.entries(before));
  return Object.fromEntries(
    Object.entries(now).filter(([key, value]) => value !== was.get(key)),
  ) as Partial<V>;
}

interface NameDialogProps<R> {
  opened: boolean;
  needs?: ApiRoute;
  onClose: () => void;
  title: string;
  submit: string;
  name: string;
  /** Says what will happen. */
  description?: string;
  size?: string;
  onSubmit: (name: string) => Promise<R>;
  onDone?: (result: R) => unknown;
}

/** A dialog with one field for a name. `onSubmit` is called with the trimmed name. */
export function NameDialog<R>({ name, description, size = 'sm', onSubmit, ...props }: NameDialogProps<R>) {
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
        <>
          {description !== undefined && <Text size="sm">{description}</Text>}
          <TextInput label={t('name')} maxLength={200} data-autofocus {...form.getInputProps('name')} />
        </>
      )}
    </FormDialog>
  );
}
