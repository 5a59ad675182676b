import { CloseButton, TextInput } from '@mantine/core';
import { useDebouncedCallback, useHotkeys } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import type { ListSearch } from '../search';
import type { ListState } from './list-state';
import classes from './list-page.module.css';

const PAUSE_MS = 250;

/** Words that narrow a list. Written into the address when one pauses; `/` jumps here. */
export function SearchBox<S extends ListSearch>({ list, label }: { list: ListState<S>; label?: string }) {
  const t = useTexts(common);
  const input = useRef<HTMLInputElement>(null);
  const inAddress = list.search.q ?? '';
  const [value, setValue] = useState(inAddress);
  const sent = useRef(inAddress);
  const send = useDebouncedCallback((q: string) => {
    sent.current = q;
    list.set({ q: q === '' ? undefined : q } as Partial<S>); // every S has ListSearch's `q`
  }, PAUSE_MS);
  // The address changed by other means: "clear filters", or back.
  useEffect(() => {
    if (inAddress === sent.current) return;
    sent.current = inAddress;
    setValue(inAddress);
  }, [inAddress]);
  useHotkeys([['/', () => input.current?.focus()]]);
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
