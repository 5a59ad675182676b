import {
  ROUTES,
  requestUrl,
  type Clicker,
  type LinkDetail,
  type LinkSummary,
  type PeopleFilterInput,
  type Verdict,
} from '@linkflow/contracts';
import { Button, Group, SegmentedControl, Text } from '@mantine/core';
import { IconClick, IconDownload } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { useShownClicks } from '../../../api/session';
import { useRoute } from '../../../api/use-route';
import { useTexts } from '../../../i18n';
import { RowLink, TextLink } from '../../../shared/anchors';
import { timeColumn } from '../../../shared/list/columns';
import { ChoiceFilter } from '../../../shared/list/filters';
import { PartList } from '../../../shared/list/list-page';
import { PAGE_SIZE, pageQuery } from '../../../shared/list/list-state';
import type { ListColumn } from '../../../shared/list/list-table';
import { RefName } from '../../../shared/refs';
import { TimeAgo } from '../../../shared/time-ago';
import {
  ClickNumbers,
  clickColumn,
  clickersOf,
  clicksOf,
  machinesIn,
  type NumbersByVerdict,
} from '../../../shared/verdict/click-numbers';
import { ClicksSwitch } from '../../../shared/verdict/clicks-switch';
import { ClickerVerdictCard } from '../../../shared/verdict/verdict-card';
import { verdictTexts } from '../../../shared/verdict/verdict.texts';
import { clickerName, useClickColumns } from '../../clicks/click-columns';
import { PeopleActions } from '../../people/people-actions';
import classes from './link-page.module.css';
import { linkListTexts } from './link-lists.texts';
import { ResetNote } from './reset-note';
import { useTabList } from './use-tab-list';

const DEFAULT_SORT = '-lastAt';

const route = getRouteApi('/shell/links/$linkId');

type ClickedLink = LinkSummary & Pick<LinkDetail, 'usedIn'>;

/** The clicks on the link: those who clicked, or each click. */
export function ClicksTab({ link }: { link: ClickedLink }) {
  const { each } = route.useSearch();
  return (
    <div className={classes.scrolling}>
      <div className={classes.note}>
        <ResetNote linkId={link.id} />
      </div>
      {each ? <EachClick link={link} /> : <Clickers link={link} />}
    </div>
  );
}

/** The recipients who clicked the link, with their number of clicks and the times of the first and last click. */
function Clickers({ link }: { link: ClickedLink }) {
  const t = useTexts(linkListTexts);
  const shown = useShownClicks();
  const list = useTabList();
  const { mailing } = list.search;
  const clickers = clickersOf(useCountsIn(link, mailing));
  const [verdict, verdictFilter] = useVerdictFilter(clickers, () => list.set({ page: undefined }));
  const clicks = { clicks: shown, mailingId: mailing, ...(shown === 'all' && verdict && { verdict }) };
  const filter: PeopleFilterInput = { of: 'link', linkId: link.id, ...clicks };
  const query = useRoute(ROUTES.links.clickers, {
    params: { id: link.id },
    query: { ...pageQuery(list.search, DEFAULT_SORT), verdict, mailingId: mailing },
  });
  const columns = useClickerColumns(link.id);
  return (
    <PartList
      wideFilters
      title={t('clicks.label')}
      filters={
        <>
          <EachSwitch />
          <ClicksSwitch />
          <MailingFilter link={link} list={list} />
          {verdictFilter}
        </>
      }
      primary={
        clickers.all > 0 && (
          <Group gap="xs">
            <PeopleActions people={{ filter, name: link.name }} />
            <Button
              size="xs"
              variant="default"
              component="a"
              href={requestUrl(ROUTES.links.exportClickers, {
                params: { id: link.id },
                query: clicks,
              })}
              download
              leftSection={<IconDownload size={15} aria-hidden />}
            >
              {t('clicks.download')}
            </Button>
          </Group>
        )
      }
      query={query}
      list={list}
      defaultSort={DEFAULT_SORT}
      columns={columns}
      idOf={(clicker) => clicker.recipientId}
      bulk={(selected) => (
        <Group gap="xs">
          <PeopleActions
            people={{
              filter: { ...filter, recipientIds: selected.map(({ recipientId }) => recipientId) },
              name: link.name,
            }}
          />
        </Group>
      )}
      nameOf={(clicker) => clicker.contact?.name ?? clicker.email}
      empty={{
        icon: IconClick,
        title: t(clickers.all > 0 && shown === 'people' ? 'clicks.noPeople' : 'clicks.empty'),
        text: t('clicks.emptyText'),
      }}
    />
  );
}

const NO_CLICKS = {
  clicks: 0,
  humanClicks: 0,
  suspectClicks: 0,
  clickers: 0,
  humanClickers: 0,
  suspectClickers: 0,
};

/** The counts of the link, or those in one mailing: zeros until they are loaded. */
function useCountsIn(link: ClickedLink, mailingId: string | undefined) {
  const { data } = useRoute(ROUTES.reports.link, {
    params: { id: link.id },
    enabled: mailingId !== undefined,
  });
  if (mailingId === undefined) return link;
  return data?.mailings.find(({ mailing }) => mailing.id === mailingId) ?? NO_CLICKS;
}

/** Each click on the link, the newest first. */
function EachClick({ link }: { link: ClickedLink }) {
  const t = useTexts(linkListTexts);
  const list = useTabList();
  const { mailing } = list.search;
  const counts = clicksOf(useCountsIn(link, mailing));
  const [verdict, filter] = useVerdictFilter(counts, () => list.set({ page: undefined }));
  const query = useRoute(ROUTES.clicks.list, {
    query: { linkId: link.id, mailingId: mailing, verdict, page: list.search.page ?? 1, pageSize: PAGE_SIZE },
  });
  return (
    <PartList
      title={t('clicks.each')}
      filters={
        <>
          <EachSwitch />
          <ClicksSwitch />
          <MailingFilter link={link} list={list} />
          {filter}
        </>
      }
      query={query}
      list={list}
      defaultSort="-at"
      columns={useClickColumns('link')}
      idOf={(click) => click.id}
      nameOf={clickerName}
      empty={{ icon: IconClick, title: t('clicks.empty'), text: t('clicks.emptyText') }}
    />
  );
}

/** Limits the list to one mailing; absent for a link in one mailing only. */
function MailingFilter({ link, list }: { link: ClickedLink; list: ReturnType<typeof useTabList> }) {
  const t = useTexts(linkListTexts);
  if (link.usedIn.length <= 1 && list.search.mailing === undefined) return null;
  return (
    <ChoiceFilter
      list={list}
      name="mailing"
      label={t('clicks.mailing')}
      any={t('clicks.anyMailing')}
      width={200}
      choices={link.usedIn.map(({ id }) => id)}
      labelOf={(id) => link.usedIn.find((one) => one.id === id)?.name ?? ''}
    />
  );
}

/** Switches between those who clicked and each click. */
function EachSwitch() {
  const t = useTexts(linkListTexts);
  const { each, mailing } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <SegmentedControl
      size="xs"
      flex="none"
      aria-label={t('clicks.listed')}
      value={each ? 'each' : 'clickers'}
      onChange={(next) =>
        void navigate({
          search: { tab: 'clicks', mailing, each: next === 'each' || undefined },
          replace: true,
        })
      }
      data={[
        { value: 'clickers', label: t('clicks.clickers') },
        { value: 'each', label: t('clicks.each') },
      ]}
    />
  );
}

/**
 * Returns the verdict by which the list is filtered, and what stands beside the switch between people and all: a note on what is not shown,
 * or the filter.
 */
function useVerdictFilter(
  counts: NumbersByVerdict,
  onChange: () => void,
): [verdict: Verdict | undefined, filter: ReactNode] {
  const shown = useShownClicks();
  const [chosen, setChosen] = useState<Verdict | 'all'>('all');
  if (shown === 'people') {
    const note = <NotShown counts={counts} />;
    return ['human', note];
  }
  const filter = (
    <VerdictFilter
      counts={counts}
      value={chosen}
      onChange={(next) => {
        setChosen(next);
        onChange();
      }}
    />
  );
  return [chosen === 'all' ? undefined : chosen, filter];
}

/** Says how many are left out because only people are shown. */
function NotShown({ counts }: { counts: NumbersByVerdict }) {
  const t = useTexts(linkListTexts);
  const machines = machinesIn(counts);
  if (counts.suspect + machines === 0) return null;
  return (
    <Text size="xs" c="dimmed">
      {t('clicks.notShown')}{' '}
      {[
        counts.suspect > 0 && t('clicks.unsure', { count: counts.suspect }),
        machines > 0 && t('clicks.machines', { count: machines }),
      ]
        .filter(Boolean)
        .join(', ')}
    </Text>
  );
}

const CHOICES = ['all', 'human', 'suspect', 'bot'] as const;

interface VerdictFilterProps {
  counts: NumbersByVerdict;
  value: Verdict | 'all';
  onChange: (value: Verdict | 'all') => void;
}

function VerdictFilter({ counts: numbers, value, onChange }: VerdictFilterProps) {
  const v = useTexts(verdictTexts);
  const counts = { ...numbers, bot: machinesIn(numbers) };
  return (
    <SegmentedControl
      size="xs"
      aria-label={v('show')}
      value={value}
      onChange={(next) => {
        const chosen = CHOICES.find((choice) => choice === next);
        if (chosen) onChange(chosen);
      }}
      data={CHOICES.map((choice) => ({
        value: choice,
        label: v(`filters.${choice}`, { count: counts[choice] }),
      }))}
    />
  );
}

function useClickerColumns(linkId: string): ListColumn<Clicker>[] {
  const t = useTexts(linkListTexts);
  const v = useTexts(verdictTexts);
  const shown = useShownClicks();
  const timesOf = (clicker: Clicker) => (shown === 'people' && clicker.people) || clicker;
  return [
    {
      title: t('clicks.contact'),
      narrow: (clicker) => (
        <Text size="xs" c="dimmed" truncate>
          {clicker.mailing.name} · <TimeAgo at={timesOf(clicker).lastAt} />
        </Text>
      ),
      render: (clicker) =>
        clicker.contact && !clicker.contact.missing ? (
          <RowLink to="/contacts/$id" params={{ id: clicker.contact.id }} title={clicker.contact.name}>
            {clicker.contact.name}
          </RowLink>
        ) : (
          <>
            {clicker.contact ? <RefName of={clicker.contact} /> : clicker.email}{' '}
            {!clicker.contact && (
              <Text span size="xs" c="dimmed">
                {t('clicks.notContact')}
              </Text>
            )}
          </>
        ),
    },
    { title: t('clicks.email'), from: 'large', render: (clicker) => clicker.email },
    {
      title: t('clicks.mailing'),
      from: 'small',
      render: (clicker) => (
        <TextLink to="/mailings/$mailingId" params={{ mailingId: clicker.mailing.id }} c="inherit">
          <RefName of={clicker.mailing} />
        </TextLink>
      ),
    },
    ...(shown === 'people'
      ? []
      : [
          {
            title: v('label'),
            width: 116,
            from: 'small',
            render: ({ verdict, recipientId }: Clicker) => (
              <ClickerVerdictCard verdict={verdict} linkId={linkId} recipientId={recipientId} />
            ),
          } as const,
        ]),
    {
      ...clickColumn<Clicker>(t('clicks.clicks'), { shown, numbersOf: clicksOf, width: 84 }),
      render: (clicker) => (
        <TextLink
          to="/clicks"
          search={{ linkId, recipientId: clicker.recipientId }}
          c="inherit"
          title={t('clicks.show')}
        >
          <ClickNumbers numbers={clicksOf(clicker)} shown={shown} />
        </TextLink>
      ),
    },
    timeColumn(t('clicks.first'), (clicker) => timesOf(clicker).firstAt, { from: 'medium' }),
    timeColumn(t('clicks.last'), (clicker) => timesOf(clicker).lastAt, { from: 'small' }),
  ];
}
