import { Input, Select, type SelectProps } from '@mantine/core';
import type { ReactNode } from 'react';
import type { FormField } from '../../model/form-model';

/** The props of every inspector field. `onChange(undefined)` removes the parameter. */
export interface FieldProps {
  field: FormField;
  value: unknown;
  /** All parameters of the node, for fields that depend on another parameter. */
  values: Record<string, unknown>;
  onChange: (value: unknown) => void;
  /** The message of the worst problem of this field, or undefined if it has no problem. */
  error: string | undefined;
  /** True if the problem is that a required value is not set yet. `error` is then shown without the red error style. */
  isMissing: boolean;
  nodeId: string;
  disabled: boolean;
  label: string;
  help: string | undefined;
  placeholder: string | undefined;
}

/** Converts field props to the props that all Mantine inputs have. */
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

/** Shows the field's label, description and error around a control that is not a Mantine input. */
export function FieldFrame({ field, label, help, error, children }: FieldProps & { children: ReactNode }) {
  return (
    <Input.Wrapper label={label} description={help} error={error} labelElement="div">
      <div style={{ marginTop: 6 }} data-field={field.name}>
        {children}
      </div>
    </Input.Wrapper>
  );
}

interface ChoiceSelectProps<T extends string> extends Omit<SelectProps<T>, 'onChange' | 'allowDeselect'> {
  onChange: (value: T) => void;
}

/** A select in which a selected option can be replaced but not removed. */
export function ChoiceSelect<T extends string>({ onChange, ...rest }: ChoiceSelectProps<T>) {
  return (
    <Select
      allowDeselect={false}
      comboboxProps={{ shadow: 'md' }}
      {...rest}
      onChange={(value) => value !== null && onChange(value)}
    />
  );
}
