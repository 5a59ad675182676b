import type { RefKind } from '@linkflow/contracts';
import { CloseButton, Select, Switch, TextInput } from '@mantine/core';
import { useDebouncedCallback, useHotkeys } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { RefSelect } from '../refs';
import type { ListSearch } from '../search';
import type { ListState } from './list-state';
import classes from './list.module.css';

const DEBOUNCE_MS = 250;

/** The search box of a list. Writes its text into the URL 250 ms after the last keystroke. The key `/` moves the focus into the box. */
export function SearchBox({ list, label }: { list: ListState; label?: string }) {
  const t = useTexts(common);
  const input = useRef<HTMLInputElement>(null);
  const inAddress = list.search.q ?? '';
  const [value, setValue] = useState(inAddress);
  const sent = useRef(inAddress);
  const send = useDebouncedCallback((q: string) => {
    sent.current = q;
    list.set({ q: q === '' ? undefined : q });
  }, DEBOUNCE_MS);
  // The search word in the URL was changed elsewhere: by "clear filters" or the browser's back button.
  useEffect(() => {
    if (inAddress === sent.current) return;
    sent.current = inAddress;
    setValue(inAddress);
  }, [inAddress]);
  // Not below an open dialog, in which the key may have been pressed beside a field.
  useHotkeys([['/', () => !document.querySelector('[aria-modal="true"]') && input.current?.focus()]]);
  const change = (next: string) => {
    setValue(next);
    send(next.trim());
  };
  return (
    <TextInput
      ref={input}
      size="xs"
      className={classes.search}
      type="search"
      aria-label={label ?? t('search')}
      placeholder={label ?? t('search')}
      leftSection={<IconSearch size={15} stroke={1.7} aria-hidden />}
      rightSection={
        value !== '' && <CloseButton size="sm" aria-label={t('clear')} onClick={() => change('')} />
      }
      value={value}
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
}

interface FilterProps<N extends string, V extends string = string> {
  list: ListState<ListSearch & { [K in N]?: NoInfer<V> }>;
  /** Name of the filter's URL search parameter. */
  name: N;
  label: string;
  /** Placeholder shown while the filter is not set, such as "Any owner". */
  any: string;
  width?: number;
}

const LOOK = { size: 'xs', clearable: true } as const;
const WIDTH = 168;

/** A filter that limits a list to the records of one referenced record, such as one contact, link or owner. */
export function RefFilter<N extends string>(props: FilterProps<N> & { kind: RefKind }) {
  const { list, name, label, any, width = WIDTH, kind } = props;
  return (
    <RefSelect
      {...LOOK}
      w={width}
      kind={kind}
      aria-label={label}
      placeholder={any}
      value={list.search[name] ?? null}
      onChange={(id) => list.set({ [name]: id ?? undefined } as Partial<typeof list.search>)}
    />
  );
}

interface ChoiceFilterProps<N extends string, V extends string> extends FilterProps<N, V> {
  choices: readonly V[];
  labelOf: (choice: V) => string;
}

/** A filter with a fixed set of choices, such as statuses. It limits a list to the records with the selected one. */
export function ChoiceFilter<N extends string, V extends string>(props: ChoiceFilterProps<N, V>) {
  const { list, name, label, any, width = WIDTH, choices, labelOf } = props;
  return (
    <Select
      {...LOOK}
      w={width}
      aria-label={label}
      placeholder={any}
      data={choices.map((value) => ({ value, label: labelOf(value) }))}
      value={list.search[name] ?? null}
      onChange={(value) => {
        const chosen = choices.find((choice) => choice === value);
        list.set({ [name]: chosen } as Partial<typeof list.search>);
      }}
    />
  );
}

/** A switch that includes retired (soft-deleted) records in a list. */
export function RetiredFilter({ list }: { list: ListState<ListSearch & { retired?: true }> }) {
  const t = useTexts(common);
  return (
    <Switch
      size="xs"
      label={t('showRetired')}
      checked={list.search.retired === true}
      onChange={(event) => list.set({ retired: event.currentTarget.checked ? true : undefined })}
    />
  );
}
