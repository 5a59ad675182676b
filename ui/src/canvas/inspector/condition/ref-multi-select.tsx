import { MultiSelect, type MultiSelectProps } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import type { RefKind } from '@linkflow/contracts';
import { useLookup, useLookupNames } from '../../../api/catalogue';

interface Props extends Omit<MultiSelectProps, 'value' | 'onChange' | 'data'> {
  kind: RefKind;
  value: string[];
  onChange: (ids: string[]) => void;
}

/** Several things by their names; asks the API while one types. */
export function RefMultiSelect({ kind, value, onChange, ...rest }: Props) {
  const [opened, setOpened] = useState(false);
  const [words, setWords] = useState('');
  const [q] = useDebouncedValue(words.trim(), 200);
  const found = useLookup(kind, { q, limit: 30 }, opened);
  const names = useLookupNames(kind, value);
  const items = [...(names.data ?? []), ...(found.data ?? [])];
  const data = [...new Map(items.map((item) => [item.id, { value: item.id, label: item.label }])).values()];
  return (
    <MultiSelect
      {...rest}
      data={data}
      value={value}
      searchable
      searchValue={words}
      comboboxProps={{ shadow: 'md' }}
      onSearchChange={setWords}
      onDropdownOpen={() => setOpened(true)}
      onDropdownClose={() => setOpened(false)}
      onChange={onChange}
    />
  );
}
