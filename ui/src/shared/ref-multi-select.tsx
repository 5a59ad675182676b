import type { LookupItem, RefKind } from '@linkflow/contracts';
import { Loader, MultiSelect, type MultiSelectProps } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useLookup } from '../api/catalogue';
import { useTexts } from '../i18n';
import { common } from '../i18n/common.texts';
import { useErrorSentence } from './errors';
import { RefOption } from './ref-option';

interface RefMultiSelectProps extends Omit<
  MultiSelectProps,
  'value' | 'onChange' | 'data' | 'searchValue' | 'onSearchChange' | 'filter'
> {
  kind: RefKind;
  value: readonly LookupItem[];
  onChange: (items: LookupItem[]) => void;
  type?: string;
}

/** Picks several things by their names; asks the API while one types. */
export function RefMultiSelect({ kind, value, onChange, type, ...rest }: RefMultiSelectProps) {
  const t = useTexts(common);
  const sentence = useErrorSentence();
  const [opened, setOpened] = useState(false);
  const [words, setWords] = useState('');
  const [q] = useDebouncedValue(words.trim(), 200);
  const found = useLookup(kind, { q, type, limit: 30 }, opened);
  const items = found.data ?? [];
  const byId = new Map([...value, ...items].map((item) => [item.id, item]));
  return (
    <MultiSelect
      searchable
      hidePickedOptions
      {...rest}
      value={value.map((item) => item.id)}
      data={[...byId.values()].map((item) => ({ value: item.id, label: item.label }))}
      filter={({ options }) =>
        options.filter((option) => 'value' in option && items.some((item) => item.id === option.value))
      }
      searchValue={words}
      onSearchChange={setWords}
      onDropdownOpen={() => setOpened(true)}
      onDropdownClose={() => setOpened(false)}
      rightSection={found.isFetching && opened ? <Loader size={14} /> : undefined}
      nothingFoundMessage={
        found.isError ? sentence(found.error) : found.isPending ? t('loading') : t('nothingFound')
      }
      renderOption={({ option }) => (
        <RefOption label={option.label} detail={byId.get(option.value)?.detail} />
      )}
      onChange={(ids) => {
        onChange(ids.flatMap((id) => byId.get(id) ?? []));
        setWords('');
      }}
      comboboxProps={{ withinPortal: true, shadow: 'md' }}
    />
  );
}
