import { Select, Stack } from '@mantine/core';
import { useTexts } from '../../../i18n';
import { RefSelect } from '../../../shared/ref-select';
import { inspectorTexts } from '../../texts/inspector';
import { inputProps, type FieldProps } from './field-props';
import { useIsGone } from './ref-field';

const KINDS = ['auto', 'unassigned', 'user'] as const;

/** Who shall have it: by the category's rule, nobody, or a certain user. */
export function OwnerField(props: FieldProps) {
  const t = useTexts(inspectorTexts);
  const { value, onChange, disabled, error } = props;
  const owner =
    typeof value === 'object' && value !== null ? (value as { kind?: unknown; userId?: unknown }) : {};
  const kind = KINDS.find((one) => one === owner.kind) ?? null;
  const userId = typeof owner.userId === 'string' && owner.userId !== '' ? owner.userId : null;
  const gone = useIsGone('user', kind === 'user' ? userId : null);
  return (
    <Stack gap={6}>
      <Select
        {...inputProps(props)}
        error={kind === 'user' ? undefined : error}
        data={KINDS.map((one) => ({ value: one, label: t(`owner.${one}`) }))}
        value={kind}
        allowDeselect={false}
        onChange={(next) => onChange(next === 'user' ? { kind: 'user' } : { kind: next })}
      />
      {kind === 'user' && (
        <RefSelect
          kind="user"
          value={userId}
          aria-label={t('owner.choose')}
          placeholder={t('owner.missing')}
          disabled={disabled}
          error={gone ? t('missingItem') : error}
          allowDeselect={false}
          onChange={(id) => onChange({ kind: 'user', ...(id && { userId: id }) })}
        />
      )}
    </Stack>
  );
}
