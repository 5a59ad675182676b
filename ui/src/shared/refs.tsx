import { ROUTES, type LookupItem, type Ref, type RefKind } from '@linkflow/contracts';
import {
  type AnchorProps,
  Loader,
  MultiSelect,
  type MultiSelectProps,
  Select,
  type OptionsFilter,
  type SelectProps,
  Text,
} from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useRoute } from '../api/use-route';
import { useTexts } from '../i18n';
import { common } from '../i18n/common.texts';
import { TextLink } from './anchors';
import { useErrorSentence } from './errors';

interface RefSelectProps extends Omit<
  SelectProps,
  'value' | 'onChange' | 'data' | 'searchValue' | 'onSearchChange' | 'filter'
> {
  kind: RefKind;
  value?: string | null;
  onChange: (id: string | null, item: LookupItem | null) => void;
  /** Limits the records that are offered to one type of the kind, for example `static` selections. */
  type?: string;
  /** The record of `value`, when the page has loaded it already. */
  record?: Ref | null;
  /** Ids that are not offered. */
  except?: readonly string[];
}

/** Selects one record by name; searches through the API. */
export function RefSelect({ kind, value = null, onChange, type, record, except, ...rest }: RefSelectProps) {
  const t = useTexts(common);
  const [text, setText] = useState('');
  const selected = useSelected(kind, value, record ?? null);
  // The selected record may have been deleted; the box then says so.
  const shown = selected && selected.label === '' ? { ...selected, label: t('missing') } : selected;
  // The text in the closed box is the name of the selected record, not a search.
  const { items, props } = useRefSearch(kind, type, text === shown?.label ? '' : text);
  const offered = items.filter((item) => !except?.includes(item.id));
  const all = shown && !offered.some((item) => item.id === shown.id) ? [shown, ...offered] : offered;
  return (
    <Select
      {...props}
      {...rest}
      value={value}
      data={all.map((item) => ({ value: item.id, label: item.label }))}
      filter={matchesOf(offered)}
      onSearchChange={setText}
      renderOption={({ option }) => (
        <RefOption label={option.label} detail={all.find((item) => item.id === option.value)?.detail} />
      )}
      onChange={(id) => onChange(id, all.find((item) => item.id === id) ?? null)}
      comboboxProps={{ withinPortal: true, shadow: 'md', ...rest.comboboxProps }}
    />
  );
}

/** The names of ids that are already selected. */
export const useLookupNames = (kind: RefKind, ids: readonly string[]) =>
  useRoute(ROUTES.catalogue.lookup, {
    params: { kind },
    query: { ids: ids.join(',') },
    enabled: ids.length > 0,
  });

function useSelected(kind: RefKind, value: string | null, record: Ref | null): LookupItem | null {
  const isLoaded = record !== null && record.id === value;
  const names = useLookupNames(kind, value !== null && !isLoaded ? [value] : []);
  if (value === null) return null;
  if (isLoaded) return { id: record.id, label: record.name };
  return names.data?.find((item) => item.id === value) ?? null;
}

interface RefMultiSelectProps extends Omit<
  MultiSelectProps,
  'value' | 'onChange' | 'data' | 'searchValue' | 'onSearchChange' | 'filter'
> {
  kind: RefKind;
  value: readonly LookupItem[];
  onChange: (items: LookupItem[]) => void;
  type?: string;
}

/** Selects several records by name; searches through the API. */
export function RefMultiSelect({ kind, value, onChange, type, ...rest }: RefMultiSelectProps) {
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
        <RefOption label={option.label} detail={byId.get(option.value)?.detail} />
      )}
      onChange={(ids) => {
        onChange(ids.flatMap((id) => byId.get(id) ?? []));
        setText('');
      }}
      comboboxProps={{ withinPortal: true, shadow: 'md' }}
    />
  );
}

const MAX_OFFERED = 30;

/** Searches while the dropdown is open. `props` are those that both selects need for it. */
function useRefSearch(kind: RefKind, type: string | undefined, text: string) {
  const t = useTexts(common);
  const sentence = useErrorSentence();
  const [opened, setOpened] = useState(false);
  const [q] = useDebouncedValue(text.trim(), 200);
  const found = useRoute(ROUTES.catalogue.lookup, {
    params: { kind },
    query: { q, type, limit: MAX_OFFERED },
    enabled: opened,
  });
  return {
    items: found.data ?? [],
    props: {
      searchable: true,
      onDropdownOpen: () => setOpened(true),
      onDropdownClose: () => setOpened(false),
      rightSection: found.isFetching && opened ? <Loader size={14} /> : undefined,
      nothingFoundMessage: found.isError
        ? sentence(found.error)
        : t(found.isPending ? 'loading' : 'nothingFound'),
    },
  };
}

/** Lists what the API found. Selected records are among the options as well, but are listed only when they match. */
const matchesOf =
  (items: readonly LookupItem[]): OptionsFilter =>
  ({ options }) =>
    options.filter((option) => 'value' in option && items.some((item) => item.id === option.value));

/** One option of a picker: the name, and below it a detail that distinguishes records of the same name. */
export function RefOption({ label, detail }: { label: string; detail?: string }) {
  return (
    <div style={{ minWidth: 0 }}>
      <Text size="sm" truncate>
        {label}
      </Text>
      {detail && (
        <Text size="xs" c="dimmed" truncate>
          {detail}
        </Text>
      )}
    </div>
  );
}

interface RefNameProps {
  of: Ref;
  /** Users are never deleted, only deactivated; the name is not struck through. */
  person?: boolean;
}

/** The name of a referenced record; struck through and labelled when the record was deleted or retired. */
export function RefName({ of, person = false }: RefNameProps) {
  const t = useTexts(common);
  if (!of.missing) return <>{of.name}</>;
  return (
    <Text span inherit c="dimmed">
      {person ? of.name : <s>{of.name}</s>} ({t(person ? 'inactive' : 'missing')})
    </Text>
  );
}

/** The pages of records, by their kind. */
const PAGES = {
  contact: '/contacts/$id',
  company: '/companies/$id',
  selection: '/selections/$id',
  project: '/projects/$id',
} as const;

interface RefLinkProps extends AnchorProps {
  kind: keyof typeof PAGES;
  of: Ref | null;
}

/** The name of a record, linked to its page; a dash without a record. */
export function RefLink({ kind, of, ...rest }: RefLinkProps) {
  if (!of) return '–';
  return (
    <TextLink to={PAGES[kind]} params={{ id: of.id }} {...rest}>
      {of.name}
    </TextLink>
  );
}
