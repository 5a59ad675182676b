import { Stack, TextInput } from '@mantine/core';
import type { RefKind } from '@linkflow/contracts';
import { useTexts } from '../../../i18n';
import { isFieldValue } from '../../../shared/field-value';
import { FieldValueInput } from '../../../shared/field-value-input';
import { useNewRecord } from '../../../shared/new-record';
import { RefSelect, UserSelect, useLookupNames } from '../../../shared/refs';
import { filterFor, isNullable } from '../../model/form-model';
import { inspectorTexts } from '../../texts/inspector';
import { ChoiceSelect, type FieldProps, inputProps } from './field';
import classes from './fields.module.css';
import { SecretSelect } from './secret-field';

/**
 * Selects a CRM record by name. If the referenced record was deleted, the reference and an error are shown until the user
 * selects another record.
 */
export function RefField(props: FieldProps) {
  const t = useTexts(inspectorTexts);
  const { field, value, values, onChange, error } = props;
  const kind: RefKind | undefined = field.hint.of;
  const id = typeof value === 'string' && value !== '' ? value : null;
  const isMissing = useIsMissing(kind ?? 'contact', kind ? id : null);
  const creates = useNewRecord(kind ?? 'contact');
  if (!kind) return null;
  const select = {
    ...inputProps(props),
    value: id,
    placeholder: props.placeholder ?? (field.optional ? t('ref.none') : t('ref.placeholder')),
    clearable: field.optional,
    allowDeselect: false,
    error: isMissing ? t('missingItem') : error,
    onChange: (next: string | null) => onChange(next ?? (isNullable(field.schema) ? null : undefined)),
  };
  if (kind === 'user') return <UserSelect {...select} />;
  const { type } = filterFor(field.hint, values);
  if (kind === 'webhook-secret')
    return <SecretSelect {...select} of={type === 'header' ? 'header' : 'signing'} />;
  return <RefSelect {...select} kind={kind} type={type} creates={creates} />;
}

/** True if the record `id` does not exist or is deleted (soft delete). False while this is being loaded. */
function useIsMissing(kind: RefKind, id: string | null): boolean {
  const names = useLookupNames(kind, id === null ? [] : [id]);
  if (id === null || !names.isSuccess) return false;
  const item = names.data.find((one) => one.id === id);
  return item === undefined || item.missing === true;
}

const OWNER_KINDS = ['auto', 'unassigned', 'user'] as const;

/**
 * Selects who becomes the owner of the created record: chosen by the rule of its category (`auto`), nobody, or a specific user.
 */
export function OwnerField(props: FieldProps) {
  const t = useTexts(inspectorTexts);
  const { value, onChange, disabled, error } = props;
  const owner =
    typeof value === 'object' && value !== null ? (value as { kind?: unknown; userId?: unknown }) : {};
  const kind = OWNER_KINDS.find((one) => one === owner.kind) ?? null;
  const userId = typeof owner.userId === 'string' && owner.userId !== '' ? owner.userId : null;
  const isMissing = useIsMissing('user', kind === 'user' ? userId : null);
  return (
    <Stack gap={6}>
      <ChoiceSelect
        {...inputProps(props)}
        error={kind === 'user' ? undefined : error}
        data={OWNER_KINDS.map((one) => ({ value: one, label: t(`owner.${one}`) }))}
        value={kind}
        onChange={(next) => onChange({ kind: next })}
      />
      {kind === 'user' && (
        <UserSelect
          value={userId}
          aria-label={t('owner.choose')}
          placeholder={t('owner.missing')}
          disabled={disabled}
          error={isMissing ? t('missingItem') : error}
          allowDeselect={false}
          onChange={(id) => onChange({ kind: 'user', ...(id && { userId: id }) })}
        />
      )}
    </Stack>
  );
}

/**
 * Edits the value for a CRM extra field. Another parameter (`hint.follows`) selects the extra field, and the type of the extra
 * field determines the input.
 */
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
        // An empty input removes the parameter, so that the step is reported as incomplete: it would write nothing.
        onChange={(next) => onChange(next ?? undefined)}
      />
    </fieldset>
  );
}
