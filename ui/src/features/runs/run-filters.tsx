import {
  ROUTES,
  VERDICTS,
  type BulkAbout,
  type ErrorGroup,
  type Ref,
  type RefKind,
  type RunFilter,
} from '@linkflow/contracts';
import { Button, Group, MultiSelect, Select } from '@mantine/core';
import { useCallback, useState } from 'react';
import { useShownClicks } from '../../api/session';
import { useRoute } from '../../api/use-route';
import { useFormat, useText, useTexts } from '../../i18n';
import { RefFilter } from '../../shared/list/filters';
import type { ListState } from '../../shared/list/list-state';
import { PeriodFilter, usePeriodText } from '../../shared/list/period-filter';
import { RefOption, useLookupNames } from '../../shared/refs';
import { TextLink } from '../../shared/anchors';
import { ClicksSwitch } from '../../shared/verdict/clicks-switch';
import { verdictTexts } from '../../shared/verdict/verdict.texts';
import { RUN_STATUSES, type RunsSearch, filterOf, statusesOf } from '../search-params';
import { useTypeName } from './run-labels';
import { runTexts } from './runs.texts';
import { followsSwitch } from './shown-runs';

/** The filters of the list of runs. */
export function RunFilters({ list }: { list: ListState<RunsSearch> }) {
  const t = useTexts(runTexts);
  const statuses = statusesOf(list.search);
  return (
    <>
      {followsSwitch(filterOf(list.search)) && <ClicksSwitch />}
      <VerdictFilter list={list} />
      <MultiSelect
        size="xs"
        // Several statuses stay in one line.
        miw={statuses.length > 1 ? 264 : 152}
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

/** Limits the list by who clicked. Offered while all clicks are shown. */
function VerdictFilter({ list }: { list: ListState<RunsSearch> }) {
  const t = useTexts(runTexts);
  const v = useTexts(verdictTexts);
  const shown = useShownClicks();
  const { verdict } = list.search;
  if (shown === 'people' && verdict === undefined) return null;
  return (
    <Select
      size="xs"
      clearable
      w={132}
      aria-label={v('label')}
      placeholder={t('anyVerdict')}
      data={VERDICTS.map((value) => ({ value, label: v(`verdicts.${value}`) }))}
      value={verdict ?? null}
      onChange={(next) => list.set({ verdict: VERDICTS.find((choice) => choice === next) })}
    />
  );
}

/** Limits the list to runs that need attention, or to those that wait for a colleague because it is not clear who clicked. */
export function QuickFilters({ list, attention }: { list: ListState<RunsSearch>; attention: string }) {
  const t = useTexts(runTexts);
  const format = useFormat();
  const held = useRoute(ROUTES.runs.attention).data?.held ?? 0;
  const { status, held: onlyHeld } = list.search;
  return (
    <Group gap={8} justify="flex-end">
      {(held > 0 || onlyHeld) && (
        <Button
          variant={onlyHeld ? 'light' : 'default'}
          aria-pressed={onlyHeld !== undefined}
          onClick={() => list.set({ held: onlyHeld ? undefined : 'doubt' })}
        >
          {t('inDoubt')}
          {held > 0 && <span className="lf-numbers">&nbsp;{format.number(held)}</span>}
        </Button>
      )}
      <Button
        variant={status === attention ? 'light' : 'default'}
        aria-pressed={status === attention}
        onClick={() => list.set({ status: status === attention ? undefined : attention })}
      >
        {t('needsAttention')}
      </Button>
    </Group>
  );
}

/** A filter that limits the list to runs that failed with one particular error. */
function ErrorFilter({ list }: { list: ListState<RunsSearch> }) {
  const t = useTexts(runTexts);
  const typeName = useTypeName();
  const { error } = list.search;
  const [opened, setOpened] = useState(false);
  const groups = useRoute(ROUTES.runs.errors, { query: {}, enabled: opened || error !== undefined }).data;
  const errorMessage = useErrorMessage(groups);
  const options = (groups ?? []).map((group) => ({
    value: group.key,
    label: errorMessage(group.key),
    detail: t('errorDetail', { type: typeName(group.type), count: group.runs }),
  }));
  // Adds the error in the filter if it has no group. This happens after all its runs were retried.
  if (groups && error !== undefined && !options.some(({ value }) => value === error)) {
    options.unshift({ value: error, label: errorMessage(error), detail: '' });
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
      title={groups && error !== undefined ? errorMessage(error) : undefined}
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

interface FilterTextProps {
  filter: RunFilter;
  /**
   * Names and error message that were stored together with the filter. They are used because names may have changed since, and
   * because the API has no message for an error without failed runs.
   */
  about?: BulkAbout;
}

/** A run filter as text, linked to the matching runs. */
export function FilterText({ filter, about }: FilterTextProps) {
  const words = useFilterText(filter, about);
  return (
    <TextLink to="/runs" search={filter} inherit>
      {words}
    </TextLink>
  );
}

/** Returns a run filter as text: "Failed · Ja, hold meg informert" (status and link name), or a text for all runs if it is empty. */
export function useFilterText(filter: RunFilter, about: BulkAbout = {}): string {
  const t = useTexts(runTexts);
  const v = useTexts(verdictTexts);
  const text = useText();
  const period = usePeriodText();
  const link = useName('link', filter.linkId, about.link);
  const mailing = useName('mailing', filter.mailingId, about.mailing);
  const form = useName('form', filter.formId, undefined);
  const contact = useName('contact', filter.contactId, about.contact);
  const unknown = filter.error !== undefined && !about.error;
  const groups = useRoute(ROUTES.runs.errors, { query: {}, enabled: unknown }).data;
  const errorMessage = useErrorMessage(groups);
  const parts = [
    statusesOf(filter)
      .map((status) => t(`statuses.${status}`))
      .join(', '),
    about.error ? text(about.error.reason.message) : unknown && groups && errorMessage(filter.error ?? ''),
    filter.bulk !== undefined && t('ofBulk'),
    filter.held !== undefined && t('inDoubt'),
    filter.verdict !== undefined && v(`verdicts.${filter.verdict}`),
    link,
    mailing,
    form,
    contact,
    (filter.from !== undefined || filter.to !== undefined) && period(filter),
  ].filter((part) => typeof part === 'string' && part !== '');
  return parts.length > 0 ? parts.join(' · ') : t('allRuns');
}

function useName(kind: RefKind, id: string | undefined, known: Ref | undefined): string | undefined {
  const names = useLookupNames(kind, id === undefined || known ? [] : [id]);
  if (known && known.name !== '') return known.name;
  return id === undefined ? undefined : names.data?.find((item) => item.id === id)?.label;
}

/**
 * Returns a function that gives the message of an error by its key. An error without failed runs has no group, and so no message.
 * The function then returns a text with the type of the step, which is the first part of the key.
 */
function useErrorMessage(groups: readonly ErrorGroup[] | undefined): (key: string) => string {
  const t = useTexts(runTexts);
  const text = useText();
  const typeName = useTypeName();
  return useCallback(
    (key) => {
      const group = groups?.find((each) => each.key === key);
      if (group) return text(group.reason.message);
      return t('mendedError', { type: typeName(key.split(':')[0] ?? '') });
    },
    [groups, t, text, typeName],
  );
}
