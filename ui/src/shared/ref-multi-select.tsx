import type { LookupItem, RefKind } from '@linkflow/contracts';
import { MultiSelect, type MultiSelectProps } from '@mantine/core';
import { useState } from 'react';
import { matchesOf, RefOption, useDetails, useRefSearch } from './refs';

interface RefMultiSelectProps extends Omit<
  MultiSelectProps,
  'value' | 'onChange' | 'data' | 'searchValue' | 'onSearchChange' | 'filter'
> {
  kind: RefKind;
  value: readonly LookupItem[];
  onChange: (items: LookupItem[]) => void;
  type?: string;
}

/** A select for several records. The API searches the records by the typed text. */
export function RefMultiSelect({ kind, value, onChange, type, ...rest }: RefMultiSelectProps) {
  const detailOf = useDetails(kind);
  const [text, setText] = useState('');
  const { items, props } = useRefSearch(kind, type, text);
  const byId = new Map([...value, ...items].map((item) => [item.id, item]));
  return (
    <MultiSelect
      hidePickedOptions
      {...props}
      {...rest}
      value={value.map((item) => item.id)}
      data={[...byId.values()].map((item) => ({ value: item.id, label: item.label }))}
      filter={matchesOf(items)}
      searchValue={text}
      onSearchChange={setText}
      renderOption={({ option }) => (
        <RefOption label={option.label} detail={detailOf(byId.get(option.value))} />
      )}
      onChange={(ids) => {
        onChange(ids.flatMap((id) => byId.get(id) ?? []));
        setText('');
      }}
      comboboxProps={{ withinPortal: true, shadow: 'md' }}
    />
  );
}
