import { ROUTES, type LookupItem, type Ref, type RefKind } from '@linkflow/contracts';
import {
  type AnchorProps,
  Button,
  Group,
  Loader,
  Select,
  type OptionsFilter,
  type SelectProps,
  Text,
} from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconPlus, IconUserCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { sessionQuery } from '../api/session';
import { useRoute } from '../api/use-route';
import { useTexts } from '../i18n';
import { common } from '../i18n/common.texts';
import { TextLink } from './anchors';
import { useErrorSentence } from './errors';
import { useLinkAnswer } from './link-answer';
import { MergedText } from './merge-text/merged-text';
import type { NewRecord } from './new-record';
import { attempt } from './toast';

export interface RefSelectProps extends Omit<
  SelectProps,
  'value' | 'onChange' | 'data' | 'searchValue' | 'onSearchChange' | 'filter'
> {
  kind: RefKind;
  value?: string | null;
  onChange: (id: string | null, item: LookupItem | null) => void;
  /** Offers only records of this type, such as `static` selections. */
  type?: string;
  /** The record with the id `value`, if the page has loaded it already. Its name then needs no request. */
  record?: Ref | null;
  /** Ids of records that are not offered. */
  except?: readonly string[];
  /** Offers to create a record if none has the typed name. */
  creates?: NewRecord;
}

/** Stands for the record to be created. Ids have no colon. */
const NEW = ':new';

/** A select for one record. The API searches the records by the typed text. */
export function RefSelect(props: RefSelectProps) {
  const { kind, value = null, onChange, type, record, except, creates, ...rest } = props;
  const t = useTexts(common);
  const detailOf = useDetails(kind);
  const [text, setText] = useState('');
  const { selected, isLoading } = useSelected(kind, value, record ?? null);
  // The API returns an empty label if the selected record was deleted. The box then shows a text for this.
  const shown = selected && selected.label === '' ? { ...selected, label: t('missing') } : selected;
  // If the text is the name of the selected record, the user has not typed a search, so all records are offered.
  const search = useRefSearch(kind, type, text === shown?.label ? '' : text);
  const { items } = search;
  const offered = items.filter((item) => !except?.includes(item.id));
  const all = shown && !offered.some((item) => item.id === shown.id) ? [shown, ...offered] : offered;
  const name = text.trim();
  const hasName = items.some(({ label }) => label.toLowerCase() === name.toLowerCase());
  const created = creates && search.isFound && name !== '' && name !== shown?.label && !hasName;
  const known = all.map((item) => ({ value: item.id, label: item.label }));
  return (
    <Select
      {...search.props}
      {...rest}
      placeholder={isLoading ? t('loading') : rest.placeholder}
      value={value}
      data={created ? [...known, { value: NEW, label: name }] : known}
      filter={matchesOf(created ? [...offered, { id: NEW, label: name }] : offered)}
      onSearchChange={setText}
      renderOption={({ option }) =>
        option.value === NEW ? (
          <Group gap={6} wrap="nowrap" c="indigo">
            <IconPlus size={14} aria-hidden />
            <Text size="sm">{creates?.label(option.label)}</Text>
          </Group>
        ) : (
          <RefOption label={option.label} detail={detailOf(all.find((item) => item.id === option.value))} />
        )
      }
      onChange={(id) => {
        if (id === NEW && creates) attempt(creates.create(name), (item) => onChange(item.id, item));
        else onChange(id, all.find((item) => item.id === id) ?? null);
      }}
      comboboxProps={{ withinPortal: true, shadow: 'md', ...rest.comboboxProps }}
    />
  );
}

/** A select for a user, with a button that selects the signed-in user. */
export function UserSelect({ onChange, ...rest }: Omit<RefSelectProps, 'kind'>) {
  const t = useTexts(common);
  // The shell loads the session.
  const me = useQuery({ ...sessionQuery, enabled: false }).data;
  const chooseMe = me && !rest.disabled && (
    <Button
      variant="subtle"
      size="compact-xs"
      mt={4}
      leftSection={<IconUserCheck size={13} aria-hidden />}
      aria-label={typeof rest.label === 'string' ? `${rest.label}: ${t('chooseMe')}` : undefined}
      disabled={rest.value === me.userId}
      onClick={() => onChange(me.userId, { id: me.userId, label: me.name })}
    >
      {t('chooseMe')}
    </Button>
  );
  return (
    <div>
      <RefSelect {...rest} kind="user" onChange={onChange} />
      {chooseMe}
    </div>
  );
}

/** Loads the names of records by their ids. */
export const useLookupNames = (kind: RefKind, ids: readonly string[]) =>
  useRoute(ROUTES.catalogue.lookup, {
    params: { kind },
    query: { ids: ids.join(',') },
    enabled: ids.length > 0,
  });

/** Returns the selected record. While its name is being loaded, it is null and `isLoading` is true. */
function useSelected(
  kind: RefKind,
  value: string | null,
  record: Ref | null,
): { selected: LookupItem | null; isLoading: boolean } {
  const isLoaded = record !== null && record.id === value;
  const names = useLookupNames(kind, value !== null && !isLoaded ? [value] : []);
  if (isLoaded) return { selected: { id: record.id, label: record.name }, isLoading: false };
  const selected = names.data?.find((item) => item.id === value) ?? null;
  return { selected: value === null ? null : selected, isLoading: names.isLoading };
}

const MAX_OFFERED = 30;

/** Searches records by `text` while the dropdown is open. Returns the found items, and `props` for the select component. */
export function useRefSearch(kind: RefKind, type: string | undefined, text: string) {
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
    /** True if the items are what was found by the present text. */
    isFound: found.isSuccess && !found.isFetching && q === text.trim(),
    props: {
      searchable: true,
      // Otherwise the list would cover the rest of a dialog that begins with this field, and the error below the field.
      openOnFocus: false,
      // The list may still be that of the text before, so its first option must not be taken unseen.
      selectFirstOptionOnChange: false,
      onDropdownOpen: () => setOpened(true),
      onDropdownClose: () => setOpened(false),
      rightSection: found.isFetching && opened ? <Loader size={14} /> : undefined,
      nothingFoundMessage: found.isError
        ? sentence(found.error)
        : t(found.isPending ? 'loading' : 'nothingFound'),
    },
  };
}

/**
 * Creates a filter that shows only the options in `items` (found by the API). The options also contain the selected records, because
 * the select needs their names.
 */
export const matchesOf =
  (items: readonly LookupItem[]): OptionsFilter =>
  ({ options }) =>
    options.filter((option) => 'value' in option && items.some((item) => item.id === option.value));

/** Returns a function for what distinguishes a record from others of the same name: of a selection its kind, of a link what a click gets. */
export function useDetails(kind: RefKind): (item: LookupItem | undefined) => string | undefined {
  const t = useTexts(common);
  const answerOf = useLinkAnswer();
  return (item) => {
    if (item?.answer !== undefined) return answerOf({ answer: item.answer, url: item.detail ?? '' });
    if (kind !== 'selection') return item?.detail;
    return item?.type === 'static' || item?.type === 'dynamic' ? t(`${item.type}Selection`) : undefined;
  };
}

/** One option of a select: the name, and below it a detail that distinguishes records with the same name. */
export function RefOption({ label, detail }: { label: string; detail?: string }) {
  return (
    <div style={{ minWidth: 0 }}>
      <Text size="sm" truncate>
        {label}
      </Text>
      {detail && (
        <Text size="xs" c="dimmed" truncate>
          <MergedText text={detail} />
        </Text>
      )}
    </div>
  );
}

interface RefNameProps {
  of: Ref;
  /** True if the record is a user. Users are only deactivated, so a missing one is labelled "inactive" and not struck through. */
  person?: boolean;
}

/** The name of a referenced record. If the record was deleted or retired, the name is struck through and labelled. */
export function RefName({ of, person = false }: RefNameProps) {
  const t = useTexts(common);
  if (!of.missing) return <>{of.name}</>;
  return (
    <Text span inherit c="dimmed">
      {person ? of.name : <s>{of.name}</s>} ({t(person ? 'inactive' : 'missing')})
    </Text>
  );
}

/** Paths of the pages of records, by kind. */
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

/** The name of a record, linked to its page, or a dash if there is no record. */
export function RefLink({ kind, of, ...rest }: RefLinkProps) {
  if (!of) return '–';
  return (
    <TextLink to={PAGES[kind]} params={{ id: of.id }} {...rest}>
      {of.name}
    </TextLink>
  );
}
