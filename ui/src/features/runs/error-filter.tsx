import { Select } from '@mantine/core';
import { useState } from 'react';
import { useErrorGroups } from '../../api/runs';
import { useTexts } from '../../i18n';
import type { ListState } from '../../shared/listing';
import { RefOption } from '../../shared/ref-option';
import { useErrorWords } from './error-words';
import { runTexts } from './runs.texts';
import type { RunsSearch } from './search';
import { useTypeName } from './type-name';

/** Narrows the list to runs that failed for one reason. */
export function ErrorFilter({ list }: { list: ListState<RunsSearch> }) {
  const t = useTexts(runTexts);
  const typeName = useTypeName();
  const { error } = list.search;
  const [opened, setOpened] = useState(false);
  const groups = useErrorGroups({ enabled: opened || error !== undefined }).data;
  const errorWords = useErrorWords(groups);
  const options = (groups ?? []).map((group) => ({
    value: group.key,
    label: errorWords(group.key),
    detail: t('errorDetail', { type: typeName(group.type), count: group.runs }),
  }));
  // A mended one has no group any more; the list is still narrowed to it.
  if (groups && error !== undefined && !options.some(({ value }) => value === error)) {
    options.unshift({ value: error, label: errorWords(error), detail: '' });
  }
  return (
    <Select
      size="xs"
      clearable
      searchable
      w={220}
      aria-label={t('error')}
      placeholder={t('anyError')}
      data={options}
      title={groups && error !== undefined ? errorWords(error) : undefined}
      styles={{ input: { textOverflow: 'ellipsis', paddingInlineEnd: error === undefined ? undefined : 52 } }}
      value={groups ? (error ?? null) : null}
      onDropdownOpen={() => setOpened(true)}
      onChange={(key) => list.set({ error: key ?? undefined })}
      renderOption={({ option }) => (
        <RefOption
          label={option.label}
          detail={options.find(({ value }) => value === option.value)?.detail}
        />
      )}
      comboboxProps={{ withinPortal: true, shadow: 'md', width: 360, position: 'bottom-end' }}
    />
  );
}
