import type { LookupItem, Ref, RefKind } from '@linkflow/contracts';
import { Loader, Select, type SelectProps } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useLookup, useLookupNames } from '../api/catalogue';
import { useTexts } from '../i18n';
import { common } from '../i18n/common.texts';
import { useErrorSentence } from './errors';
import { RefOption } from './ref-option';

interface RefSelectProps extends Omit<
  SelectProps,
  'value' | 'onChange' | 'data' | 'searchValue' | 'onSearchChange' | 'filter'
> {
  kind: RefKind;
  value: string | null;
  onChange: (id: string | null, item: LookupItem | null) => void;
  /** Kind-specific narrowing, for example `static` for selections. */
  type?: string;
  /** The name of `value` when the page knows it already. */
  known?: Ref | null;
  /** Ids that are taken already and not offered. */
  except?: readonly string[];
}

/** Picks one thing by its name; asks the API while one types. */
export function RefSelect({ kind, value, onChange, type, known, except, ...rest }: RefSelectProps) {
  const t = useTexts(common);
  const sentence = useErrorSentence();
  const [opened, setOpened] = useState(false);
  const [words, setWords] = useState('');
  const [q] = useDebouncedValue(words.trim(), 200);
  const chosen = useChosen(kind, value, known ?? null);
  // What is chosen may be gone; the box says so instead of standing empty.
  const shown = chosen && chosen.label === '' ? { ...chosen, label: t('missing') } : chosen;
  // The words in the closed box are the chosen name, not a search.
  const query = q === shown?.label ? '' : q;
  const found = useLookup(kind, { q: query, type, limit: 30 }, opened);
  const items = (found.data ?? []).filter((item) => !except?.includes(item.id));
  const all = shown && !items.some((item) => item.id === shown.id) ? [shown, ...items] : items;
  return (
    <Select
      searchable
      {...rest}
      value={value}
      data={all.map((item) => ({ value: item.id, label: item.label }))}
      // The API has searched already; the chosen one stays out of the way unless it matches.
      filter={({ options }) =>
        options.filter((option) => 'value' in option && items.some((item) => item.id === option.value))
      }
      onSearchChange={setWords}
      onDropdownOpen={() => setOpened(true)}
      onDropdownClose={() => setOpened(false)}
      rightSection={found.isFetching && opened ? <Loader size={14} /> : undefined}
      nothingFoundMessage={
        found.isError ? sentence(found.error) : found.isPending ? t('loading') : t('nothingFound')
      }
      renderOption={({ option }) => (
        <RefOption label={option.label} detail={all.find((item) => item.id === option.value)?.detail} />
      )}
      onChange={(id) => onChange(id, all.find((item) => item.id === id) ?? null)}
      comboboxProps={{ withinPortal: true, shadow: 'md', ...rest.comboboxProps }}
    />
  );
}

function useChosen(kind: RefKind, value: string | null, known: Ref | null): LookupItem | null {
  const knows = known !== null && known.id === value;
  const names = useLookupNames(kind, value !== null && !knows ? [value] : []);
  if (value === null) return null;
  if (knows) return { id: known.id, label: known.name };
  return names.data?.find((item) => item.id === value) ?? null;
}
