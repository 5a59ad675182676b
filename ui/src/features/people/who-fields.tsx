import { ROUTES, SHOWN_CLICKS, type PeopleCount, type PeopleFilterInput } from '@linkflow/contracts';
import { Alert, Anchor, Input, MultiSelect, SegmentedControl, Select, Skeleton, Text } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { skipToken, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { call } from '../../api/client';
import { useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { useErrorSentence } from '../../shared/errors';
import { verdictTexts } from '../../shared/verdict/verdict.texts';
import { peopleTexts } from './people.texts';
import type { ChosenPeople, Who, WhoValues } from './work-values';

const WHO: readonly Who[] = ['listed', 'any', 'none', 'links'];

interface WhoFieldsProps<V extends WhoValues> {
  form: UseFormReturnType<V>;
  links: NonNullable<ChosenPeople['links']>;
}

/** Which recipients of a mailing: all of the list, or those who clicked this and not that, and whose clicks count for it. */
export function WhoFields<V extends WhoValues>({ form: whole, links }: WhoFieldsProps<V>) {
  // The form has more values than these three, and only these are read and set here.
  const form = whole as unknown as UseFormReturnType<WhoValues>;
  const t = useTexts(peopleTexts);
  const v = useTexts(verdictTexts);
  const data = [...new Map(links.map(({ id, name }) => [id, { value: id, label: name }])).values()];
  return (
    <>
      <Select
        label={t('who')}
        allowDeselect={false}
        data={WHO.map((value) => ({ value, label: t(`whoIs.${value}`) }))}
        value={form.values.who}
        onChange={(next) => form.setFieldValue('who', WHO.find((one) => one === next) ?? 'listed')}
      />
      {form.values.who !== 'listed' && (
        <Input.Wrapper label={t('whichClicks')} labelElement="div">
          <SegmentedControl
            fullWidth
            size="xs"
            aria-label={t('whichClicks')}
            value={form.values.clicks}
            onChange={(next) =>
              form.setFieldValue('clicks', SHOWN_CLICKS.find((one) => one === next) ?? 'people')
            }
            data={SHOWN_CLICKS.map((value) => ({ value, label: v(`shown.${value}`) }))}
          />
        </Input.Wrapper>
      )}
      {form.values.who === 'links' && (
        <>
          <MultiSelect
            label={t('with')}
            data={data.filter(({ value }) => !form.values.without.includes(value))}
            value={form.values.with}
            error={form.errors.with}
            onChange={(next) => form.setFieldValue('with', next)}
          />
          <MultiSelect
            label={t('without')}
            data={data.filter(({ value }) => !form.values.with.includes(value))}
            value={form.values.without}
            onChange={(next) => form.setFieldValue('without', next)}
          />
        </>
      )}
    </>
  );
}

interface PeopleCountedProps {
  /** Null: not complete. */
  filter: PeopleFilterInput | null;
  /** Called with the number of people; null while it is not known. */
  onCount: (people: number | null) => void;
}

/** The dry run: how many people there are. They are counted anew each time, because the user decides by it. */
export function PeopleCounted({ filter, onCount }: PeopleCountedProps) {
  const t = useTexts(peopleTexts);
  const c = useTexts(common);
  const sentence = useErrorSentence();
  const counted = useCount(filter);
  const { data, error } = counted;
  const people = data?.people ?? null;
  useEffect(() => onCount(people), [people, onCount]);
  if (error)
    return (
      <Alert color="red">
        {sentence(error)}{' '}
        <Anchor component="button" type="button" size="sm" onClick={() => void counted.refetch()}>
          {c('retry')}
        </Anchor>
      </Alert>
    );
  return (
    <Alert color={data?.people === 0 ? 'yellow' : 'indigo'} aria-live="polite">
      {data ? (
        <>
          <Text size="sm" fw={600} data-testid="people-count" data-people={data.people}>
            {t(data.complete ? 'count' : 'atLeast', { count: data.people })}
          </Text>
          {filter?.of === 'mailing' && usesClicks(filter) && <CountedClicks filter={filter} counted={data} />}
          <Text size="xs" mt={2}>
            {data.withoutCard > 0 && `${t('withoutCard', { count: data.withoutCard })} `}
            {t('nothingYet')}
          </Text>
        </>
      ) : (
        <Skeleton height={14} width="50%" aria-label={t('counting')} />
      )}
    </Alert>
  );
}

/** People are counted anew each time. */
const useCount = (filter: PeopleFilterInput | null) =>
  useQuery({
    queryKey: ['people', 'count', filter],
    queryFn: filter ? () => call(ROUTES.people.count, { body: { filter } }) : skipToken,
    staleTime: 0,
    gcTime: 0,
  });

type OfMailing = Extract<PeopleFilterInput, { of: 'mailing' }>;

const usesClicks = ({ clicked, with: demanded = [], without = [] }: OfMailing): boolean =>
  clicked !== undefined || demanded.length + without.length > 0;

/** Whether the filter finds more people if fewer clicks count. */
const isOfOthers = ({ clicked, with: demanded = [], without = [] }: OfMailing): boolean =>
  clicked === 'none' || (clicked === undefined && demanded.length === 0 && without.length > 0);

/** Whose clicks count, how many are among the people because only machines clicked for them, and whether clicks of some were reset. */
function CountedClicks({ filter, counted }: { filter: OfMailing; counted: PeopleCount }) {
  const t = useTexts(peopleTexts);
  const { clicks = 'people' } = filter;
  const withMachines: OfMailing | null =
    clicks === 'people' && isOfOthers(filter) ? { ...filter, clicks: 'all' } : null;
  const { data: others } = useCount(withMachines);
  const machinesOnly =
    withMachines && others?.complete && counted.complete ? counted.people - others.people : 0;
  const links = counted.resetLinks.map(({ name }) => `«${name}»`).join(', ');
  return (
    <Text size="xs" mt={2}>
      {t(`clicksCount.${clicks}`)}
      {machinesOnly > 0 && ` ${t('machinesOnly', { count: machinesOnly })}`}
      {links && ` ${t('wereReset', { links })}`}
    </Text>
  );
}
