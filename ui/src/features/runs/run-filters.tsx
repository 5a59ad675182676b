import { MultiSelect } from '@mantine/core';
import { useTexts } from '../../i18n';
import { PeriodFilter, RefFilter, type ListState } from '../../shared/listing';
import { ErrorFilter } from './error-filter';
import { runTexts } from './runs.texts';
import { RUN_STATUSES, statusesOf, type RunsSearch } from './search';

/** What narrows the list of runs. All of it is in the address, so that a colleague can be sent the same list. */
export function RunFilters({ list }: { list: ListState<RunsSearch> }) {
  const t = useTexts(runTexts);
  const statuses = statusesOf(list.search);
  return (
    <>
      <MultiSelect
        size="xs"
        miw={152}
        maw={420}
        clearable
        hidePickedOptions
        aria-label={t('status')}
        placeholder={statuses.length === 0 ? t('anyStatus') : undefined}
        data={RUN_STATUSES.map((value) => ({ value, label: t(`statuses.${value}`) }))}
        value={statuses}
        onChange={(values) =>
          list.set({ status: RUN_STATUSES.filter((each) => values.includes(each)).join(',') || undefined })
        }
      />
      <ErrorFilter list={list} />
      <RefFilter list={list} name="linkId" kind="link" label={t('link')} any={t('anyLink')} width={180} />
      <RefFilter
        list={list}
        name="mailingId"
        kind="mailing"
        label={t('mailing')}
        any={t('anyMailing')}
        width={164}
      />
      <RefFilter
        list={list}
        name="contactId"
        kind="contact"
        label={t('contact')}
        any={t('anyContact')}
        width={148}
      />
      <PeriodFilter list={list} label={t('clicked')} />
    </>
  );
}
