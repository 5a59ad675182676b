import type { RefKind } from '@linkflow/contracts';
import { useLookupNames } from '../../../api/catalogue';
import { useTexts } from '../../../i18n';
import { RefSelect } from '../../../shared/ref-select';
import { filterFor, isNullable } from '../../model/form-model';
import { inspectorTexts } from '../../texts/inspector';
import { inputProps, type FieldProps } from './field-props';

/** Something else, picked by name. What is gone stays to be seen, in red, until another one is chosen. */
export function RefField(props: FieldProps) {
  const t = useTexts(inspectorTexts);
  const { field, value, values, onChange, error } = props;
  const kind: RefKind | undefined = field.hint.of;
  const id = typeof value === 'string' && value !== '' ? value : null;
  const gone = useIsGone(kind ?? 'contact', kind ? id : null);
  if (!kind) return null;
  return (
    <RefSelect
      {...inputProps(props)}
      kind={kind}
      value={id}
      type={filterFor(field.hint, values).type}
      placeholder={props.placeholder ?? (field.open ? t('ref.none') : t('ref.placeholder'))}
      clearable={field.open}
      allowDeselect={false}
      error={gone ? t('missingItem') : error}
      onChange={(next) => onChange(next ?? (isNullable(field.schema) ? null : undefined))}
    />
  );
}

/** Whether the thing that is pointed to was deleted or retired. */
export function useIsGone(kind: RefKind, id: string | null): boolean {
  const names = useLookupNames(kind, id === null ? [] : [id]);
  if (id === null || !names.isSuccess) return false;
  const item = names.data.find((one) => one.id === id);
  return item === undefined || item.missing === true;
}
