import type { FormField } from '../../model/form-model';

/** What every field of the inspector gets. It shows a value and tells of a new one; `undefined` takes it out. */
export interface FieldProps {
  field: FormField;
  value: unknown;
  /** All parameters of the step, for fields that depend on another one. */
  values: Record<string, unknown>;
  onChange: (value: unknown) => void;
  /** What is wrong with it, in words. */
  error: string | undefined;
  /** It is only not given yet: said in words, without painting the whole field red. */
  pending: boolean;
  nodeId: string;
  disabled: boolean;
  label: string;
  help: string | undefined;
  placeholder: string | undefined;
}

/** What the inputs of Mantine take in common. */
export function inputProps({ label, help, error, pending, disabled, placeholder, field }: FieldProps) {
  return {
    label,
    description: help,
    error,
    withErrorStyles: !pending,
    disabled,
    placeholder,
    'data-field': field.name,
  };
}
