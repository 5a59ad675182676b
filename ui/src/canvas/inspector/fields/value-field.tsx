import { TextInput } from '@mantine/core';
import { useLookupNames } from '../../../api/catalogue';
import { useTexts } from '../../../i18n';
import { FieldValueInput, isFieldValue } from '../../../shared/field-value';
import { inspectorTexts } from '../../texts/inspector';
import { inputProps, type FieldProps } from './field-props';
import classes from './value-field.module.css';

/** A value for the extra field that another parameter names, typed as that field is. */
export function ValueField(props: FieldProps) {
  const t = useTexts(inspectorTexts);
  const { value, onChange, label, error, disabled, field } = props;
  const follows = field.hint.follows;
  const id = follows === undefined ? undefined : props.values[follows];
  const fieldId = typeof id === 'string' && id !== '' ? id : null;
  const names = useLookupNames('field', fieldId === null ? [] : [fieldId]);
  const definition = names.data?.find((item) => item.id === fieldId)?.field;
  if (!definition) {
    return <TextInput {...inputProps(props)} value="" disabled placeholder={t('value.pickField')} readOnly />;
  }
  return (
    <fieldset className={classes.plain} disabled={disabled} data-field={field.name}>
      <FieldValueInput
        field={definition}
        value={isFieldValue(value) ? value : null}
        label={label}
        error={error}
        // A step that writes nothing is not finished: an empty value is one that was not given.
        onChange={(next) => onChange(next ?? undefined)}
      />
    </fieldset>
  );
}
