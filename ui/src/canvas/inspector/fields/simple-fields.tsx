import { Input, NumberInput, SegmentedControl, Select, Switch } from '@mantine/core';
import { useText } from '../../../i18n';
import { isNullable, numberLimits } from '../../model/form-model';
import { type FieldProps, inputProps } from './field';

export function NumberField(props: FieldProps) {
  const { min, max, whole } = numberLimits(props.field.schema);
  return (
    <NumberInput
      {...inputProps(props)}
      value={typeof props.value === 'number' ? props.value : ''}
      min={min}
      max={max}
      allowDecimal={!whole}
      onChange={(value) => props.onChange(typeof value === 'number' ? value : undefined)}
    />
  );
}

export function SwitchField(props: FieldProps) {
  const { label, help, error, disabled, value, onChange, field } = props;
  return (
    <Switch
      label={label}
      description={help}
      error={error}
      disabled={disabled}
      checked={value === true}
      data-field={field.name}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}

/** A required choice with at most this many options, all with short labels, is shown as a segmented control; any other as a select. */
const MAX_SEGMENTS = 3;
const MAX_SEGMENT_LABEL_CHARS = 14;

export function ChoiceField(props: FieldProps) {
  const text = useText();
  const { field, value, onChange, disabled, label, help, error } = props;
  const options = (field.hint.options ?? []).map((option) => ({
    value: option.value,
    label: text(option.label),
  }));
  const stored = typeof value === 'string' || typeof value === 'number' ? String(value) : null;
  // A value that has been renamed since is shown as the option with its new name.
  const renamed = field.hint.options?.find(({ formerly }) => stored !== null && formerly?.includes(stored));
  const current = renamed?.value ?? stored;
  const sideBySide =
    options.length <= MAX_SEGMENTS &&
    options.every((option) => option.label.length <= MAX_SEGMENT_LABEL_CHARS);
  if (sideBySide && !field.optional) {
    return (
      <Input.Wrapper label={label} description={help} error={error} labelElement="div">
        <SegmentedControl
          fullWidth
          size="xs"
          mt={4}
          data={options}
          value={current ?? ''}
          disabled={disabled}
          aria-label={label}
          data-field={field.name}
          onChange={onChange}
        />
      </Input.Wrapper>
    );
  }
  return (
    <Select
      {...inputProps(props)}
      data={options}
      value={current}
      allowDeselect={false}
      clearable={field.optional}
      onChange={(next) => onChange(next ?? (isNullable(field.schema) ? null : undefined))}
    />
  );
}
