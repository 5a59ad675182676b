import { Group, Input, NumberInput, Select } from '@mantine/core';
import { useId, useState } from 'react';
import { useTexts } from '../../../i18n';
import { joinDuration, splitDuration, UNITS, type DurationUnit } from '../../model/duration';
import { numberLimits } from '../../model/form-model';
import { inputProps, type FieldProps } from './field-props';
import { inspectorTexts } from '../../texts/inspector';

/** A length of time in the unit that reads best; kept in the unit that the parameter asks for. */
export function DurationField(props: FieldProps) {
  const t = useTexts(inspectorTexts);
  const id = useId();
  const { field, value, onChange, disabled, label, help, error } = props;
  const stored: DurationUnit = field.hint.unit ?? 'minutes';
  const { max } = numberLimits(field.schema);
  const read = splitDuration(typeof value === 'number' ? value : null, stored);
  // The unit a person chose stays, also while the number would read shorter in another one.
  const [chosen, setChosen] = useState<DurationUnit | null>(null);
  const unit = chosen ?? read.unit;
  const amount = read.amount === null ? null : joinDuration(read.amount, read.unit, unit);
  const units = UNITS.filter(
    (one) => joinDuration(1, one, stored) >= 1 && (max === undefined || joinDuration(1, one, stored) <= max),
  );
  const isWhole = amount === null || Number.isInteger(amount);

  return (
    <Input.Wrapper label={label} description={help} error={error} labelProps={{ htmlFor: id }}>
      <Group gap={6} wrap="nowrap" mt={4} align="flex-start">
        <NumberInput
          {...inputProps({ ...props, label: '', help: undefined, error: undefined })}
          id={id}
          label={undefined}
          flex={1}
          min={0}
          max={max === undefined ? undefined : joinDuration(max, stored, unit)}
          allowDecimal={!isWhole}
          decimalScale={2}
          value={amount ?? ''}
          error={error !== undefined}
          onChange={(next) =>
            onChange(typeof next === 'number' ? Math.round(joinDuration(next, unit, stored)) : undefined)
          }
        />
        <Select
          w={116}
          data={units.map((one) => ({ value: one, label: t(`unit.${one}`) }))}
          value={unit}
          allowDeselect={false}
          disabled={disabled}
          aria-label={t('unit.of', { label })}
          onChange={(next) => {
            const to = UNITS.find((one) => one === next);
            if (!to) return;
            setChosen(to);
            if (amount !== null) onChange(Math.round(joinDuration(amount, to, stored)));
          }}
        />
      </Group>
    </Input.Wrapper>
  );
}
