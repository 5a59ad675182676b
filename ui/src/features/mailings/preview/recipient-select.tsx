import { ROUTES } from '@linkflow/contracts';
import { Loader, Select, type SelectProps } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useRoute } from '../../../api/use-route';
import { useTexts } from '../../../i18n';
import { common } from '../../../i18n/common.texts';
import { useErrorSentence } from '../../../shared/errors';
import { RefOption } from '../../../shared/refs';
import { mailingTexts } from '../mailings.texts';

const MAX_OFFERED = 20;
const SEARCH_DELAY_MS = 200;

/** A recipient as whom a message is read. */
export interface Reader {
  id: string;
  name: string;
}

interface RecipientSelectProps extends Pick<SelectProps, 'label' | 'size' | 'w' | 'mt'> {
  mailingId: string;
  /** Number of recipients of the mailing. */
  recipients: number;
  /** Says how the message is shown without a recipient; that of the first recipient by default. */
  placeholder?: string;
  /** Null: the first recipient. */
  value: Reader | null;
  onChange: (reader: Reader | null) => void;
}

/** A select for one recipient of a mailing. The API searches them by the typed text. */
export function RecipientSelect(props: RecipientSelectProps) {
  const { mailingId, recipients, placeholder, value, onChange, ...rest } = props;
  const t = useTexts(mailingTexts);
  const c = useTexts(common);
  const sentence = useErrorSentence();
  const [opened, setOpened] = useState(false);
  const [text, setText] = useState('');
  const [q] = useDebouncedValue(text === value?.name ? '' : text.trim(), SEARCH_DELAY_MS);
  const found = useRoute(ROUTES.recipients.list, {
    params: { id: mailingId },
    query: { q: q === '' ? undefined : q, page: 1, pageSize: MAX_OFFERED, sort: 'name' },
    enabled: opened,
  });
  const items = found.data?.items ?? [];
  const readers = value && !items.some(({ id }) => id === value.id) ? [value, ...items] : items;
  return (
    <Select
      size="xs"
      w={240}
      aria-label={rest.label === undefined ? t('preview.recipient') : undefined}
      placeholder={placeholder ?? t(recipients === 0 ? 'preview.nobody' : 'preview.first')}
      disabled={recipients === 0}
      searchable
      clearable
      selectFirstOptionOnChange={false}
      value={value?.id ?? null}
      data={readers.map(({ id, name }) => ({ value: id, label: name }))}
      // The API has searched by more than the name.
      filter={({ options }) => options}
      onSearchChange={setText}
      onDropdownOpen={() => setOpened(true)}
      onDropdownClose={() => setOpened(false)}
      renderOption={({ option }) => (
        <RefOption label={option.label} detail={items.find(({ id }) => id === option.value)?.email} />
      )}
      rightSection={found.isFetching && opened ? <Loader size={14} /> : undefined}
      nothingFoundMessage={
        found.isError ? sentence(found.error) : c(found.isPending ? 'loading' : 'nothingFound')
      }
      onChange={(id) => onChange(readers.find((reader) => reader.id === id) ?? null)}
      comboboxProps={{ withinPortal: true, shadow: 'md' }}
      {...rest}
    />
  );
}
