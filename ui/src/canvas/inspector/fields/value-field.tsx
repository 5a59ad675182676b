import { Input, NumberInput, SegmentedControl, Select, Textarea, TextInput } from '@mantine/core';
import { DateInput, DateTimePicker, TimeInput } from '@mantine/dates';
import type { FieldDefinition } from '@linkflow/contracts';
import { useLookupNames } from '../../../api/catalogue';
import { useLanguage, useTexts } from '../../../i18n';
import { clockFromText, clockToText } from '../../model/clock';
import { inspectorTexts } from '../../texts/inspector';
import '../dates';
import { DurationField } from './duration-field';
import { inputProps, type FieldProps } from './field-props';

/** A value for the extra field that another parameter names, typed as that field is. */
export function ValueField(props: FieldProps) {
  const t = useTexts(inspectorTexts);
  const follows = props.field.hint.follows;
  const id = follows === undefined ? undefined : props.values[follows];
  const fieldId = typeof id === 'string' && id !== '' ? id : null;
  const names = useLookupNames('field', fieldId === null ? [] : [fieldId]);
  const definition = names.data?.find((item) => item.id === fieldId)?.field;
  if (!definition) {
    return <TextInput {...inputProps(props)} value="" disabled placeholder={t('value.pickField')} readOnly />;
  }
  return <TypedValue {...props} definition={definition} />;
}

function TypedValue({ definition, ...props }: FieldProps & { definition: FieldDefinition }) {
  const t = useTexts(inspectorTexts);
  const locale = useLanguage();
  const { value, onChange, disabled, label, help, error } = props;
  const text = typeof value === 'string' ? value : '';
  const shared = inputProps(props);
  switch (definition.type) {
    case 'text':
      return <TextInput {...shared} value={text} onChange={(event) => onChange(event.currentTarget.value)} />;
    case 'long-text':
      return (
        <Textarea
          {...shared}
          autosize
          minRows={3}
          maxRows={10}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'integer':
    case 'decimal':
      return (
        <NumberInput
          {...shared}
          allowDecimal={definition.type === 'decimal'}
          decimalSeparator={locale === 'nb' ? ',' : '.'}
          value={typeof value === 'number' ? value : ''}
          onChange={(next) => onChange(typeof next === 'number' ? next : undefined)}
        />
      );
    case 'boolean':
      return (
        <Input.Wrapper label={label} description={help} error={error} labelElement="div">
          <SegmentedControl
            fullWidth
            size="xs"
            mt={4}
            aria-label={label}
            disabled={disabled}
            data={[
              { value: 'true', label: t('value.yes') },
              { value: 'false', label: t('value.no') },
            ]}
            value={typeof value === 'boolean' ? String(value) : ''}
            onChange={(next) => onChange(next === 'true')}
          />
        </Input.Wrapper>
      );
    case 'date':
      return (
        <DateInput
          {...shared}
          locale={locale}
          valueFormat="D. MMMM YYYY"
          value={text || null}
          clearable
          onChange={(next) => onChange(next ?? undefined)}
        />
      );
    case 'date-time':
      return (
        <DateTimePicker
          {...shared}
          locale={locale}
          valueFormat="D. MMMM YYYY HH:mm"
          value={text === '' ? null : localStamp(text)}
          clearable
          onChange={(next) => onChange(next === null ? undefined : new Date(next).toISOString())}
        />
      );
    case 'time':
      return (
        <TimeInput
          {...shared}
          value={typeof value === 'number' ? clockToText(value) : ''}
          onChange={(event) => onChange(clockFromText(event.currentTarget.value) ?? undefined)}
        />
      );
    case 'timespan':
      return <DurationField {...props} />;
    case 'list':
      return (
        <Select
          {...shared}
          data={definition.options ?? []}
          value={text || null}
          searchable={(definition.options?.length ?? 0) > 8}
          allowDeselect={false}
          onChange={(next) => onChange(next ?? undefined)}
        />
      );
  }
}

/** An instant as the picker wants it: the local date and time without a zone. */
function localStamp(instant: string): string | null {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return null;
  const two = (part: number) => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}:00`;
}
