import type { FormField } from '../../model/form-model';

/** The props of every inspector field. `onChange(undefined)` removes the parameter. */
export interface FieldProps {
  field: FormField;
  value: unknown;
  /** All parameters of the node, for fields that depend on another parameter. */
  values: Record<string, unknown>;
  onChange: (value: unknown) => void;
  /** The problem of this field as text. */
  error: string | undefined;
  /** The required value is not set yet: the text is shown without the red error style. */
  isMissing: boolean;
  nodeId: string;
  disabled: boolean;
  label: string;
  help: string | undefined;
  placeholder: string | undefined;
}

/** The props that all Mantine inputs share. */
export function inputProps({ label, help, error, isMissing, disabled, placeholder, field }: FieldProps) {
  return {
    label,
    description: help,
    error,
    withErrorStyles: !isMissing,
    disabled,
    placeholder,
    'data-field': field.name,
  };
}
