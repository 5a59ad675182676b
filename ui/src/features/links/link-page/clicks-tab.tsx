import { ROUTES, requestUrl, type Clicker, type LinkSummary, type Verdict } from '@linkflow/contracts';
import { Button, SegmentedControl, Text } from '@mantine/core';
import { IconClick, IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { useShownClicks } from '../../../api/session';
import { useRoute } from '../../../api/use-route';
import { useTexts } from '../../../i18n';
import { RowLink, TextLink } from '../../../shared/anchors';
import { timeColumn } from '../../../shared/list/columns';
import { PartList } from '../../../shared/list/list-page';
import { pageQuery } from '../../../shared/list/list-state';
import type { ListColumn } from '../../../shared/list/list-table';
import { RefName } from '../../../shared/refs';
import { TimeAgo } from '../../../shared/time-ago';
import {
  clickColumn,
  clickersOf,
  clicksOf,
  machinesIn,
  type NumbersByVerdict,
} from '../../../shared/verdict/click-numbers';
import { ClicksSwitch } from '../../../shared/verdict/clicks-switch';
import { VerdictBadge } from '../../../shared/verdict/verdict-badge';
import { verdictTexts } from '../../../shared/verdict/verdict.texts';
import classes from './link-page.module.css';
import { linkPageTexts } from './link-page.texts';
import { useTabList } from './use-tab-list';

const DEFAULT_SORT = '-lastAt';

/** The recipients who clicked the link, with their number of clicks and the times of the first and last click. */
export function ClicksTab({ link }: { link: LinkSummary }) {
  const t = useTexts(linkPageTexts);
  const shown = useShownClicks();
  const [chosen, setChosen] = useState<Verdict | 'all'>('all');
  const list = useTabList();
  const verdict = shown === 'people' ? 'human' : chosen === 'all' ? undefined : chosen;
  const query = useRoute(ROUTES.links.clickers, {
    params: { id: link.id },
    query: { ...pageQuery(list.search, DEFAULT_SORT), verdict },
  });
  const columns = useClickerColumns();
  const clickers = clickersOf(link);
  return (
    <div className={classes.scrolling}>
      <PartList
        title={t('clicks.label')}
        filters={
          <>
            <ClicksSwitch />
            {shown === 'people' ? (
              <NotShown clickers={clickers} />
            ) : (
              <VerdictFilter
                clickers={clickers}
                value={chosen}
                onChange={(next) => {
                  setChosen(next);
                  list.set({ page: undefined });
                }}
              />
            )}
          </>
        }
        primary={
          clickers.all > 0 && (
            <Button
              size="xs"
              variant="default"
              component="a"
              href={requestUrl(ROUTES.links.exportClickers, {
                params: { id: link.id },
                query: { clicks: shown },
              })}
              download
              leftSection={<IconDownload size={15} aria-hidden />}
            >
              {t('clicks.download')}
            </Button>
          )
        }
        query={query}
        list={list}
        defaultSort={DEFAULT_SORT}
        columns={columns}
        idOf={(clicker) => clicker.recipientId}
        nameOf={(clicker) => clicker.contact?.name ?? clicker.email}
        empty={{
          icon: IconClick,
          title: t(clickers.all > 0 && shown === 'people' ? 'clicks.noPeople' : 'clicks.empty'),
          text: t('clicks.emptyText'),
        }}
      />
    </div>
  );
}

/** Says how many clickers are left out because only people are shown. */
function NotShown({ clickers }: { clickers: NumbersByVerdict }) {
  const t = useTexts(linkPageTexts);
  const machines = machinesIn(clickers);
  if (clickers.suspect + machines === 0) return null;
  return (
    <Text size="xs" c="dimmed">
      {t('clicks.notShown')}{' '}
      {[
        clickers.suspect > 0 && t('clicks.unsure', { count: clickers.suspect }),
        machines > 0 && t('clicks.machines', { count: machines }),
      ]
        .filter(Boolean)
        .join(', ')}
    </Text>
  );
}

const CHOICES = ['all', 'human', 'suspect', 'bot'] as const;

interface VerdictFilterProps {
  clickers: NumbersByVerdict;
  value: Verdict | 'all';
  onChange: (value: Verdict | 'all') => void;
}

function VerdictFilter({ clickers, value, onChange }: VerdictFilterProps) {
  const v = useTexts(verdictTexts);
  const counts = { ...clickers, bot: machinesIn(clickers) };
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

function useClickerColumns(): ListColumn<Clicker>[] {
  const t = useTexts(linkPageTexts);
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
            render: (clicker: Clicker) => <VerdictBadge verdict={clicker.verdict} />,
          } as const,
        ]),
    clickColumn(t('clicks.clicks'), { shown, numbersOf: clicksOf, width: 84 }),
    timeColumn(t('clicks.first'), (clicker) => timesOf(clicker).firstAt, { from: 'medium' }),
    timeColumn(t('clicks.last'), (clicker) => timesOf(clicker).lastAt, { from: 'small' }),
  ];
}
